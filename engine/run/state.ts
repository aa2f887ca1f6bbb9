/** What a slice of a run says: the statistics of the outputs, those of the inputs, a sample of both, and texts that came up while running. */
import { strFromU8, strToU8 } from 'fflate';
import {
  type ChunkData,
  countedOf,
  createAccumulator,
  decodeJointSample,
  decodePass,
  decodeState,
  encodeJointSample,
  encodeState,
  type JointSample,
  joinSamples,
  mergeStates as mergeSlices,
  type Pass,
  type SliceState,
  type StatisticsPlan,
  statisticsPlan,
  takeJointSample,
} from '../statistics/index.ts';
import type { Program } from './program.ts';

export interface RunState {
  outputs: SliceState;
  /**
   * Of the run's first chunk: what inputs look like is known beforehand, so that a look at up to 65,536 of their values is enough.
   * Absent from slices without that chunk.
   */
  inputs?: SliceState;
  /** Of the run's first iterations; absent from slices without any of them. */
  sample?: JointSample;
}

/** What it takes to know how a run's values are kept: a program and the plan that it was compiled from have it both. */
export type Extent = Pick<Program, 'iterations' | 'chunkSize'> &
  Record<'outputs' | 'tracked' | 'inputs', readonly unknown[]>;

export const outputPlan = ({ iterations, chunkSize, outputs, tracked, inputs }: Extent): StatisticsPlan =>
  statisticsPlan({ iterations, chunkSize, outputs: outputs.length + tracked.length, inputs: inputs.length });
export const inputPlan = ({ iterations, chunkSize, inputs }: Program): StatisticsPlan => ({
  iterations,
  chunkSize,
  outputs: inputs.length,
  inputs: 0,
  keepSamples: true,
});

export interface Accumulators {
  accumulate(data: ChunkData, values: readonly Float64Array[]): RunState;
}

export function createAccumulators(program: Program): Accumulators {
  const plan = outputPlan(program);
  const outputs = createAccumulator(plan);
  const inputs = createAccumulator(inputPlan(program));
  return {
    accumulate: (data, values) => {
      const sample = takeJointSample(plan, data);
      return {
        outputs: outputs.accumulate(data),
        ...(sample && { sample }),
        ...(data.chunk === 0 && {
          inputs: inputs.accumulate({
            chunk: 0,
            length: data.length,
            outputs: values.map((column) => ({ values: column })),
            inputs: [],
          }),
        }),
      };
    },
  };
}

export const mergeRuns = (states: readonly RunState[]): RunState => {
  const inputs = states.find((state) => state.inputs)?.inputs;
  const sample = joinSamples(states.flatMap((state) => state.sample ?? []));
  return {
    outputs: mergeSlices(states.map((state) => state.outputs)),
    ...(inputs && { inputs }),
    ...(sample && { sample }),
  };
};

/** Texts that the program does not know are numbered after its own, in alphabetical order. */
function renumbered(state: RunState, known: number, from: readonly string[], to: readonly string[]): RunState {
  const place = new Map(to.map((text, i) => [text, known + i]));
  return {
    ...state,
    outputs: {
      ...state.outputs,
      outputs: state.outputs.outputs.map((output) => ({
        ...output,
        texts: output.texts
          .map(({ text, count }) => ({ text: text < known ? text : place.get(from[text - known]!)!, count }))
          .toSorted((a, b) => a.text - b.text),
      })),
    },
  };
}

/**
 * Bytes: the lengths of six parts, then the parts: texts as JSON, the outputs' state, the inputs', the sample of both, and two passes after
 * the run, each empty where it is absent.
 */
const partCount = 6;
const firstPass = 4;

function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  const headBytes = 4 * partCount;
  const bytes = new Uint8Array(headBytes + parts.reduce((sum, part) => sum + part.length, 0));
  const view = new DataView(bytes.buffer);
  let at = headBytes;
  for (const [i, part] of parts.entries()) {
    view.setUint32(4 * i, part.length, true);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function partsOf(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = 4 * partCount;
  return Array.from({ length: partCount }, (_, i) => {
    const length = view.getUint32(4 * i, true);
    at += length;
    return bytes.subarray(at - length, at);
  });
}

export function encodeRun(states: readonly RunState[], known: number, texts: readonly string[]): Uint8Array {
  const merged = mergeRuns(states);
  const used = new Set(merged.outputs.outputs.flatMap((output) => output.texts.map(({ text }) => text)));
  const sorted = texts.filter((_, i) => used.has(known + i)).toSorted(byCodeUnits);
  const state = renumbered(merged, known, texts, sorted);
  return joinParts([
    strToU8(JSON.stringify(sorted)),
    encodeState(state.outputs),
    state.inputs ? encodeState(state.inputs) : new Uint8Array(),
    state.sample ? encodeJointSample(state.sample) : new Uint8Array(),
  ]);
}

/** A whole run's bytes with what one more pass over its chunks found. */
export function withPass(encoded: Uint8Array, pass: Uint8Array): Uint8Array {
  const parts = partsOf(encoded);
  const at = parts.findIndex((part, i) => i >= firstPass && part.length === 0);
  return joinParts(parts.with(at, pass));
}

export interface DecodedRun {
  state: RunState;
  /** Of a run whose percentiles were asked for exactly: the passes made after it. */
  passes: readonly Pass[];
  /** Texts after the program's own. */
  texts: string[];
}

export function decodeRun(bytes: Uint8Array): DecodedRun {
  const [texts, outputs, inputs, sample, ...after] = partsOf(bytes);
  const passes = after.filter(({ length }) => length > 0).map(decodePass);
  const state = decodeState(outputs!);
  return {
    texts: JSON.parse(strFromU8(texts!)),
    passes,
    state: {
      outputs: passes.length === 0 ? state : refined(state, passes),
      ...(inputs!.length > 0 && { inputs: decodeState(inputs!) }),
      ...(sample!.length > 0 && { sample: decodeJointSample(sample!) }),
    },
  };
}

const refined = (state: SliceState, passes: readonly Pass[]): SliceState => ({
  ...state,
  outputs: state.outputs.map((output, i) => ({
    ...output,
    refined: { ...countedOf(output.classes, passes, i), exact: passes.at(-1)!.droppedBits === 0 },
  })),
});

/** Adjacent slices as one. Any grouping gives the same bytes. */
export function mergeStates(program: Program, encoded: readonly Uint8Array[]): Uint8Array {
  // A slice's texts are in their order already.
  if (encoded.length === 1) return encoded[0]!;
  const decoded = encoded.map(decodeRun);
  const known = program.cone.texts.length;
  const all = [...new Set(decoded.flatMap(({ texts }) => texts))].toSorted(byCodeUnits);
  return encodeRun(
    decoded.map(({ state, texts }) => renumbered(state, known, texts, all)),
    known,
    all,
  );
}

const byCodeUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
