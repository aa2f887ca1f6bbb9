import { countClasses } from './classes.ts';
import { laneProducts, laneSum } from './lanes.ts';
import { BINS, emptyNode, INPUT, INPUT_FIELDS, inputOffset, type NodeValues, OUTPUT } from './node.ts';
import { type ChunkData, type StatisticsPlan, TAGS } from './plan.ts';
import { createSorter } from './radixSort.ts';
import type { ErrorCount, OutputState, SliceState } from './state.ts';

/** Accumulates chunks, each alone and in the order of its iterations. Holds working memory for one chunk. */
export interface Accumulator {
  /** The state of one chunk; merge it with its neighbours by mergeStates. */
  accumulate(data: ChunkData): SliceState;
}

const NO_CLASSES = { keys: new Uint32Array(), counts: new Float64Array() };

export const createAccumulator = (plan: StatisticsPlan): Accumulator => {
  const size = plan.chunkSize;
  const sorter = createSorter(size);
  // Working memory: the iterations without error, moved together.
  const y = new Float64Array(size);
  const u = new Float64Array(size);
  const x = new Float64Array(size);
  const ranks = new Float64Array(size);
  const kept = new Uint32Array(size);

  /** Fills y and kept with what counts as a number, and counts the rest. */
  const sift = (
    data: ChunkData,
    values: Float64Array,
    tags: Uint8Array | undefined,
  ): { count: number; rest: Omit<OutputState, 'samples' | 'classes' | 'integers'> } => {
    if (!tags) {
      y.set(values.subarray(0, data.length));
      return { count: data.length, rest: { errors: [], texts: [], booleans: 0 } };
    }
    const errors = new Map<number, ErrorCount>();
    const texts = new Map<number, number>();
    let [count, booleans] = [0, 0];
    for (let i = 0; i < data.length; i++) {
      const tag = tags[i]!;
      if (tag >= TAGS.firstError) {
        const kind = tag - TAGS.firstError;
        const known = errors.get(kind);
        if (known) known.count += 1;
        else errors.set(kind, { kind, count: 1, first: data.chunk * size + i });
      } else if (tag === TAGS.text) texts.set(values[i]!, (texts.get(values[i]!) ?? 0) + 1);
      else {
        if (tag === TAGS.boolean) booleans += 1;
        y[count] = values[i]!;
        kept[count] = i;
        count += 1;
      }
    }
    return {
      count,
      rest: {
        errors: [...errors.values()].sort((a, b) => a.kind - b.kind),
        texts: [...texts].map(([text, n]) => ({ text, count: n })).sort((a, b) => a.text - b.text),
        booleans,
      },
    };
  };

  const moments = (node: NodeValues, count: number): void => {
    const mean = laneSum(y, count) / count;
    node[OUTPUT.count] = count;
    node[OUTPUT.mean] = mean;
    let [m2, m3, m4] = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      const d = y[i]! - mean;
      const square = d * d;
      m2 += square;
      m3 += square * d;
      m4 += square * square;
    }
    node[OUTPUT.m2] = m2;
    node[OUTPUT.m3] = m3;
    node[OUTPUT.m4] = m4;
    node[OUTPUT.minimum] = sorter.sorted[0]!;
    node[OUTPUT.maximum] = sorter.sorted[count - 1]!;
    if (count === size) {
      node[OUTPUT.chunks] = 1;
      node[OUTPUT.chunkMean] = mean;
    }
  };

  /** Ranks less their mean, equal values sharing theirs. */
  const rank = (node: NodeValues, count: number): void => {
    const { sorted, order } = sorter;
    const middle = (count - 1) / 2;
    let squares = 0;
    for (let i = 0; i < count; ) {
      let end = i + 1;
      while (end < count && sorted[end] === sorted[i]) end += 1;
      const shared = (i + end - 1) / 2 - middle;
      squares += shared * shared * (end - i);
      for (; i < end; i++) ranks[order[i]!] = shared;
    }
    const tail = Math.floor(count / 10);
    node[OUTPUT.rankSquares] = squares;
    node[OUTPUT.lowTail] = tail;
    node[OUTPUT.highTail] = tail;
  };

  const relate = (
    node: NodeValues,
    at: number,
    input: ChunkData['inputs'][number],
    count: number,
    whole: boolean,
  ): void => {
    let [us, xs] = [input.uniforms, input.values];
    if (!whole) {
      for (let i = 0; i < count; i++) {
        u[i] = us[kept[i]!]!;
        x[i] = xs[kept[i]!]!;
      }
      [us, xs] = [u, x];
    }
    const meanX = laneSum(xs, count) / count;
    const meanU = laneSum(us, count) / count;
    node[at + INPUT.mean] = meanX;
    node[at + INPUT.m2] = laneProducts(xs, meanX, xs, meanX, count);
    node[at + INPUT.covariance] = laneProducts(xs, meanX, y, node[OUTPUT.mean]!, count);
    node[at + INPUT.uniformSquares] = laneProducts(us, meanU, us, meanU, count);
    node[at + INPUT.rankProducts] = laneProducts(us, meanU, ranks, 0, count);
    const { order } = sorter;
    const tail = node[OUTPUT.lowTail]!;
    let [low, high] = [0, 0];
    for (let i = 0; i < tail; i++) {
      low += us[order[i]!]!;
      high += us[order[count - 1 - i]!]!;
    }
    node[at + INPUT.lowTail] = low;
    node[at + INPUT.highTail] = high;
    const bins = node.subarray(at + INPUT.binCounts, at + INPUT_FIELDS);
    for (let i = 0; i < count; i++) {
      const bin = (us[i]! * BINS) | 0;
      bins[bin]! += 1;
      bins[BINS + bin]! += y[i]!;
    }
  };

  const accumulateOutput = (data: ChunkData, output: number): { node: NodeValues; state: OutputState } => {
    const { values, tags } = data.outputs[output]!;
    const { count, rest } = sift(data, values, tags);
    const node = emptyNode(plan.inputs);
    let integers = true;
    for (let i = 0; i < count && integers; i++) integers = y[i] === Math.floor(y[i]!);
    if (count > 0) {
      sorter.sort(y, count);
      moments(node, count);
      if (data.inputs.length > 0) rank(node, count);
      for (const [i, input] of data.inputs.entries()) relate(node, inputOffset(i), input, count, count === data.length);
    }
    return {
      node,
      state: {
        ...rest,
        integers,
        samples: plan.keepSamples ? [y.slice(0, count)] : [new Float64Array()],
        classes: plan.keepSamples ? NO_CLASSES : countClasses(sorter.sorted, count),
      },
    };
  };

  return {
    accumulate: (data) => {
      const outputs = data.outputs.map((_, output) => accumulateOutput(data, output));
      return {
        firstChunk: data.chunk,
        chunks: 1,
        iterations: data.length,
        roots: [{ level: 0, index: data.chunk, nodes: outputs.map(({ node }) => node) }],
        outputs: outputs.map(({ state }) => state),
      };
    },
  };
};
