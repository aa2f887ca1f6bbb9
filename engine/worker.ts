/** The engine's door for workers: what runs a compiled program, and nothing of what reads, plans and compiles a model. */
export { decodeProgram } from './run/encodeProgram.ts';
export { createRunner, type Runner } from './run/runner.ts';
