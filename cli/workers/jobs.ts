/** What a worker is asked and what it answers. */
import type { RunPass, Samples } from '../../engine/index.ts';

export type Job =
  /** A slice of the run: its state. */
  | { kind: 'run'; firstChunk: number; chunks: number }
  /** What a pass after the run looks for in a slice. */
  | ({ kind: 'refine' } & RunPass)
  /** The values of a chunk. */
  | { kind: 'sample'; chunk: number }
  /** The lines of a chunk in a CSV file. */
  | { kind: 'csv'; chunk: number };

export interface Answers {
  run: Uint8Array;
  refine: Uint8Array;
  sample: Samples;
  csv: Uint8Array;
}

export type Message =
  | { kind: 'progress'; completed: number }
  | { kind: 'done'; answer: Answers[keyof Answers] }
  | { kind: 'failed'; message: string; stack: string | undefined };
