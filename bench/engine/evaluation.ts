/** How fast the compiled cells alone run: the program's own functions, again and again over one block. */
import { compileSimulation, type Program, planSimulation } from '../../engine/index.ts';
import { quantileOf } from '../../engine/run/bindDistribution.ts';
import { cashFlow, cells, type Variant } from './cashFlow.ts';

export async function compiled(variant: Variant, iterations = 1_000_000): Promise<Program> {
  const { workbook, request } = cashFlow(variant);
  const plan = planSimulation(workbook, { ...request, iterations });
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return compileSimulation(plan.value);
}

/** Values of the four inputs for a block of iterations, evenly spread over their distributions. */
export function inputColumns({ inputs }: Program, length: number): Float64Array[] {
  return inputs.map(({ bound }, input) => {
    const column = Float64Array.from({ length }, (_, i) => (((i * (2 * input + 1)) % length) + 0.5) / length);
    quantileOf(bound!).fill(column, column, 0, length);
    return column;
  });
}

export interface Evaluation {
  /** Goes over the block once. */
  run(): void;
  /** The output's values of the block. */
  output: Float64Array;
  length: number;
}

export async function evaluation({ cone, inputs }: Program, wanted: number): Promise<Evaluation> {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(cone.memoryBytes / 65_536) });
  const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(cone.module), { env: { memory } });
  const steps = (cone.optimisticSteps ?? cone.steps).map((step) => {
    if (step.kind !== 'lanes') throw new Error('the model is not lowered as a whole');
    return exports[step.export] as (wide: number, scratch: number, end: number) => void;
  });
  const length = Math.min(wanted, cone.stripe);
  const block = Math.min(length, cone.block);
  const plane = (index: number) => new Float64Array(memory.buffer, cone.offsets[index]!, length);
  for (const [i, column] of inputColumns({ inputs } as Program, length).entries())
    plane(cone.draws[inputs[i]!.draw!]!.valuePlane).set(column);
  return {
    length,
    output: plane(cone.outputs[0]!.plane),
    run: () => {
      for (let start = 0; start < length; start += block)
        for (const step of steps) step(start * 8, 0, (start + block) * 8);
    },
  };
}

/** Cells per second of whatever computes the model's cells for `length` iterations. */
export function cellsPerSecond(length: number, run: () => void, milliseconds = 1500): number {
  for (let i = 0; i < 3; i++) run();
  let [fastest, spent] = [Number.POSITIVE_INFINITY, 0];
  // The quickest of many runs: others share the machine.
  while (spent < milliseconds) {
    const from = performance.now();
    run();
    const took = performance.now() - from;
    fastest = Math.min(fastest, took);
    spent += took;
  }
  return (cells * length * 1000) / fastest;
}
