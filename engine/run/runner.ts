/** Runs chunks of a program: sample, compute, accumulate. */
import type { Step, VaryingDraw } from '../compile/compileCone.ts';
import { libraryImports } from '../compile/library.ts';
import { tag } from '../compile/values.ts';
import type { PreparedQuantile } from '../distributions/index.ts';
import type { DrawIdentity } from '../interpret/frame.ts';
import type { Scalar } from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import { chunkLength } from '../sampling/chunks.ts';
import { type ChunkData, countWithin, decodePass, encodePass, mergePasses } from '../statistics/index.ts';
import { createSorter } from '../statistics/sorter.ts';
import { quantileOf } from './bindDistribution.ts';
import { createDraws } from './draws.ts';
import type { RunPass } from './exactPercentiles.ts';
import type { Interpreted, Memory } from './interpreted.ts';
import type { Program } from './program.ts';
import { createSobolIndices } from './sobolIndices.ts';
import { createAccumulators, encodeRun, mergeRuns, type RunState } from './state.ts';

declare const WebAssembly: {
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<object>;
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
  Memory: new (descriptor: { initial: number }) => { buffer: ArrayBuffer };
};

export interface RunOptions {
  /** Called every now and then with the iterations done so far; the run waits for it. What it throws ends the run. */
  onBlock?: (completed: number) => void | Promise<void>;
  onProgress?: (completed: number) => void;
  /** Asked every now and then; a run that should stop throws RunStopped. */
  shouldStop?: () => boolean;
}

export class RunStopped extends Error {
  override name = 'RunStopped';
}

/** The values of one chunk, a column per input, then per output; undefined stands for an error. */
export interface Samples {
  iterations: number;
  columns: (number | string | boolean | undefined)[][];
}

/** One call at a time: they compute in the same memory. */
export interface Runner {
  /** A run of whole chunks. The state's bytes do not depend on how chunks are divided among slices. */
  run(slice: { firstChunk: number; chunks: number }, options?: RunOptions): Promise<Uint8Array>;
  /** Computes whole chunks again and gives what a pass looks for in them; see exactPercentiles.ts. */
  refine(slice: RunPass, options?: RunOptions): Promise<Uint8Array>;
  /** Runs iterations for a moment and gives their number, so that the caller can time them. */
  measure(): Promise<number>;
  /** The values of a chunk. */
  sample(chunk: number): Promise<Samples>;
}

/** Called now and then with the iterations done of a chunk. */
type Breathe = (done: number) => Promise<void>;

const breathMs = 200;
const firstMeasure = 1024;
const measureMs = 60;

export async function createRunner(program: Program): Promise<Runner> {
  const { cone, chunkSize } = program;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(cone.memoryBytes / 65_536) });
  const instance = new WebAssembly.Instance(await WebAssembly.compile(cone.module), {
    env: { memory, ...libraryImports(cone.library, memory) },
  });
  type StepFunction = (wide: number, scratch: number, end: number) => void;
  const planes = cone.offsets.map(
    (offset, i) => new Float64Array(memory.buffer, offset, cone.wide[i] ? cone.stripe : cone.block),
  );
  /** Two words each: what only the interpreter does right was met; a trap held. */
  const flag = new BigUint64Array(memory.buffer, 0, 4);
  const view: Memory = { plane: (index) => planes[index]! };
  const indices = program.request.sobolIndices ? createSobolIndices(program) : undefined;
  const draws = indices?.draws ?? createDraws(program);
  const uniforms = cone.draws.map(() => new Float64Array(chunkSize));
  const quantiles = new Map<number, PreparedQuantile>();
  for (const { draw, bound } of program.inputs) if (draw !== undefined && bound) quantiles.set(draw, quantileOf(bound));

  /** Where the lane that is being interpreted stands in its chunk. */
  let current = 0;
  let computing = 0;
  const drawAt = new Map<string, number>();
  for (const [i, { cell, call }] of cone.draws.entries())
    if (call !== undefined) drawAt.set(`${cell.sheet}:${cell.row}:${cell.column}:${call}`, i);
  const uniform = ({ sheet, row, column, call, element }: DrawIdentity): number => {
    const index = element === 0 ? drawAt.get(`${sheet}:${row}:${column}:${call}`) : undefined;
    return index === undefined
      ? draws.other({ sheet, row, column, call, element }, computing * chunkSize + current)
      : uniforms[index]![current]!;
  };
  let interpreted: Interpreted | undefined;
  // The interpreter and its parser are larger than all else that a worker loads, and most runs never need them.
  const loadInterpreter = async (): Promise<void> => {
    if (interpreted) return;
    const { createInterpreted } = await import('./interpreted.ts');
    interpreted = createInterpreted(program, uniform);
  };
  if ([...cone.steps, ...(cone.optimisticSteps ?? [])].some(({ kind }) => kind !== 'lanes')) await loadInterpreter();

  const flagged = (at: 0 | 2): boolean => flag[at] !== 0n || flag[at + 1] !== 0n;
  const lanes = new Map(
    [...cone.steps, ...(cone.optimisticSteps ?? [])].flatMap((step) =>
      step.kind === 'lanes' ? [[step.export, instance.exports[step.export] as StepFunction] as const] : [],
    ),
  );
  /** Where rare things keep happening, trying without guards only costs: blocks to come without a try, and how many the next failure adds. */
  let [untried, patience] = [0, 1];

  /**
   * One block of a stripe; `start` counts within the stripe, `at` within the chunk. False if it is left to the interpreter, which is not
   * there yet.
   */
  const runBlock = (start: number, count: number, at: number): boolean => {
    flag.fill(0n);
    if (cone.optimisticSteps && untried === 0) {
      const unexpected = runSteps(cone.optimisticSteps, start, count, at);
      if (!unexpected && !flagged(0) && !flagged(2)) {
        patience = 1;
        return true;
      }
      untried = patience;
      patience = Math.min(64, 2 * patience);
      flag.fill(0n);
    } else untried = Math.max(0, untried - 1);
    const unexpected = runSteps(cone.steps, start, count, at);
    if (!unexpected && !flagged(0)) return true;
    if (!interpreted) return false;
    interpretBlock(interpreted, start, count, at);
    return true;
  };

  /** Whether a cell held what it was not expected to hold. */
  const runSteps = (steps: readonly Step[], start: number, count: number, at: number): boolean => {
    let unexpected = false;
    for (const step of steps) {
      if (step.kind === 'lanes') lanes.get(step.export)!(start * 8, 0, (start + count) * 8);
      else if (step.kind === 'draws') {
        for (const draw of step.draws) runDraw(draw, start, count, at);
      } else {
        const run = interpreted!;
        for (const cell of step.cells) {
          current = at;
          unexpected =
            run.runCell(cell, start, count, view, (lane) => {
              current = at + lane;
            }) || unexpected;
        }
      }
    }
    return unexpected;
  };

  const runDraw = ({ draw, reads, plane, tagPlane }: VaryingDraw, start: number, count: number, at: number): void => {
    const run = interpreted!;
    for (let lane = 0; lane < count; lane++) {
      run.provide(reads, start, lane, view);
      const value = varyingValue(draw, at + lane, run);
      view.plane(plane)[start + lane] = run.numberOf(value);
      view.plane(tagPlane)[lane] = run.tagOf(value);
    }
  };
  const inputOfDraw = new Map(
    program.inputs.flatMap((input) => (input.draw === undefined ? [] : [[input.draw, input] as const])),
  );
  const varyingValue = (draw: number, at: number, run: Interpreted): Scalar =>
    run.draw(inputOfDraw.get(draw)!, uniforms[draw]![at]!, (element) =>
      draws.further(draw, element, computing * chunkSize + at),
    );

  /** The whole cone by the interpreter: for blocks in which something rare has happened. */
  const interpretBlock = (run: Interpreted, start: number, count: number, at: number): void => {
    for (let lane = 0; lane < count; lane++) {
      current = at + lane;
      interpretLane(run, start, lane, current);
      for (const [place, cell] of reported) {
        const value = run.read(cell);
        planes[place.plane]![start + lane] = run.numberOf(value);
        if (place.tagPlane >= 0) planes[place.tagPlane]![start + lane] = run.tagOf(value);
      }
    }
  };
  const reported = [
    ...cone.outputs.map((place, i) => {
      return [place, program.outputs[i]?.address ?? program.tracked[i - program.outputs.length]!] as const;
    }),
    ...program.inputs.flatMap(({ observed, address }) =>
      observed === undefined ? [] : [[cone.observed[observed]!, address] as const],
    ),
  ];
  const drawOfCell = new Map(
    program.inputs.flatMap(({ draw, bound, address }) =>
      draw === undefined || bound ? [] : [[keyOf(address), draw] as const],
    ),
  );
  const interpretLane = (run: Interpreted, start: number, lane: number, at: number): void => {
    for (const { draw, bound, address } of program.inputs) {
      if (draw === undefined || !bound) continue;
      run.write(address, planes[cone.draws[draw]!.valuePlane]![start + lane]!);
    }
    run.compute(program.cells, (cell) => {
      const draw = drawOfCell.get(keyOf(cell));
      return draw === undefined ? undefined : varyingValue(draw, at, run);
    });
  };

  const length = (chunk: number) => chunkLength(chunk, chunkSize, program.iterations);
  const outputs = cone.outputs.map(({ tagPlane, tag: fixed }) => ({
    values: new Float64Array(chunkSize),
    ...((tagPlane >= 0 || fixed !== tag.number) && { tags: new Uint8Array(chunkSize) }),
  }));
  const values = program.inputs.map(() => new Float64Array(chunkSize));
  const ranks = program.inputs.map((input) => (hasOwnRank(input) ? undefined : new Float64Array(chunkSize)));
  const sorter = ranks.some((rank) => rank !== undefined) ? createSorter(chunkSize) : undefined;
  let breathed = 0;

  /** Computes the first `count` iterations of a chunk into `outputs`, `values` and `uniforms`. */
  const compute = async (chunk: number, count: number, breathe: Breathe): Promise<void> => {
    computing = chunk;
    for (let d = 0; d < cone.draws.length; d++) draws.fill(d, chunk, 0, count, uniforms[d]!);
    for (let stripe = 0; stripe < count; stripe += cone.stripe) {
      const m = Math.min(cone.stripe, count - stripe);
      for (const [d, { uniformPlane, valuePlane }] of cone.draws.entries()) {
        const source = uniforms[d]!.subarray(stripe, stripe + m);
        if (uniformPlane >= 0) planes[uniformPlane]!.set(source);
        const prepared = quantiles.get(d);
        if (prepared && valuePlane >= 0) prepared.fill(source, planes[valuePlane]!, 0, m);
      }
      for (let start = 0; start < m; start += cone.block) {
        const block = [start, Math.min(cone.block, m - start), stripe + start] as const;
        if (!runBlock(...block)) {
          await loadInterpreter();
          runBlock(...block);
        }
        if (Date.now() - breathed >= breathMs) {
          await breathe(stripe + start);
          breathed = Date.now();
        }
      }
      for (const [i, place] of cone.outputs.entries()) {
        const { values: target, tags } = outputs[i]!;
        target.set(planes[place.plane]!.subarray(0, m), stripe);
        if (!tags) continue;
        if (place.tagPlane < 0) tags.fill(place.tag, stripe, stripe + m);
        else for (let lane = 0, plane = planes[place.tagPlane]!; lane < m; lane++) tags[stripe + lane] = plane[lane]!;
      }
      for (const [i, { draw, observed }] of program.inputs.entries()) {
        const plane = observed === undefined ? cone.draws[draw!]!.valuePlane : cone.observed[observed]!.plane;
        values[i]!.set(planes[plane]!.subarray(0, m), stripe);
      }
    }
  };

  const dataOf = (chunk: number, count: number): ChunkData => ({
    chunk,
    length: count,
    outputs,
    inputs: program.inputs.map((input, i) => {
      if (hasOwnRank(input)) return { uniforms: uniforms[input.draw!]!, values: values[i]! };
      // The rank stands for the uniform number: the formula may draw several, or turn them round.
      sorter!.sort(values[i]!, count);
      for (let k = 0; k < count; k++) ranks[i]![sorter!.order[k]!] = (k + 0.5) / count;
      return { uniforms: ranks[i]!, values: values[i]! };
    }),
  });

  const accumulators = createAccumulators(program);

  /** The state of the first `count` iterations of a chunk. */
  const stateOf = async (chunk: number, count: number, breathe: Breathe): Promise<RunState> => {
    const passes = indices ? program.inputs.length + 2 : 1;
    const pass = (number: number) =>
      compute(chunk, count, (done) => breathe(Math.floor((number * count + done) / passes)));
    await pass(0);
    const state = accumulators.accumulate(dataOf(chunk, count), values);
    await indices?.add(state.outputs.roots[0]!.nodes, outputs, count, pass);
    return state;
  };

  /** What each chunk of a slice gives, joined now and then: a long list would hold working memory for each. */
  const overChunks = async <T>(
    { firstChunk, chunks }: { firstChunk: number; chunks: number },
    { onBlock, onProgress, shouldStop }: RunOptions,
    of: (chunk: number, count: number, breathe: Breathe) => Promise<T>,
    join: (parts: readonly T[]) => T,
  ): Promise<T[]> => {
    let done = 0;
    breathed = Date.now();
    const breathe = async (within: number) => {
      onProgress?.(done + within);
      await onBlock?.(done + within);
      if (shouldStop?.()) throw new RunStopped('the run was stopped');
    };
    const parts: T[] = [];
    for (let chunk = firstChunk; chunk < firstChunk + chunks; chunk++) {
      const count = length(chunk);
      parts.push(await of(chunk, count, breathe));
      done += count;
      if (parts.length >= 64) parts.splice(0, parts.length, join(parts));
    }
    onProgress?.(done);
    await onBlock?.(done);
    return parts;
  };

  return {
    async run(slice, options = {}) {
      const states = await overChunks(slice, options, stateOf, mergeRuns);
      return encodeRun(states, cone.texts.length, interpreted?.texts.slice(cone.texts.length) ?? []);
    },

    async refine(slice, options = {}) {
      const pass = decodePass(slice.pass);
      const passes = await overChunks(
        slice,
        options,
        async (chunk, count, breathe) => {
          await compute(chunk, count, breathe);
          return {
            ...pass,
            outputs: pass.outputs.map(({ stretches }, i) => ({
              stretches,
              ...countWithin(outputs[i]!, count, stretches, pass.droppedBits),
            })),
          };
        },
        mergePasses,
      );
      return encodePass(mergePasses(passes));
    },

    async measure() {
      const from = Date.now();
      let total = 0;
      const whole = length(0);
      for (let count = Math.min(firstMeasure, whole); ; count = Math.min(2 * count, whole)) {
        await stateOf(0, count, async () => {});
        total += count;
        if (count === whole || Date.now() - from > measureMs) return total;
      }
    },

    async sample(chunk) {
      const count = length(chunk);
      await compute(chunk, count, async () => {});
      const texts = interpreted?.texts ?? cone.texts;
      const columns: Samples['columns'] = values.map((column) => Array.from(column.subarray(0, count)));
      for (const { values: numbers, tags } of outputs.slice(0, program.outputs.length)) {
        columns.push(
          Array.from({ length: count }, (_, i) => {
            const kind = tags?.[i] ?? tag.number;
            if (kind >= tag.firstError) return undefined;
            return kind === tag.boolean ? numbers[i] !== 0 : kind === tag.text ? texts[numbers[i]!] : numbers[i];
          }),
        );
      }
      return { iterations: count, columns };
    },
  };
}

/** A single uniform number stands for its value. */
const hasOwnRank = ({ draw, several }: Program['inputs'][number]): boolean => draw !== undefined && !several;

const keyOf = ({ sheet, row, column }: CellAddress) => `${sheet}:${row}:${column}`;
