import { replicateOf } from '../sampling/chunks.ts';
import { countClasses } from './classes.ts';
import { emptyNode, type NodeValues, OUTPUT, REPLICATE, replicateOffset } from './node.ts';
import { type ChunkData, type StatisticsPlan, TAGS } from './plan.ts';
import { createRelations, type OutputSlot } from './relations.ts';
import { createSorter } from './sorter.ts';
import type { ErrorCount, OutputState, SliceState } from './state.ts';

/** Accumulates chunks, each alone and in the order of its iterations. Holds working memory for one chunk. */
export interface Accumulator {
  /** The state of one chunk; merge it with its neighbours by mergeStates. */
  accumulate(data: ChunkData): SliceState;
}

const NO_CLASSES = { keys: new Uint32Array(), counts: new Float64Array() };

/** So many outputs are held at a time while the inputs pass by. */
const GROUP = 16;

interface Sifted {
  count: number;
  rest: Omit<OutputState, 'samples' | 'classes' | 'integers'>;
}

/** Fills the slot's values and their places with what counts as a number, and counts the rest. */
const sift = (
  { values: y, kept }: OutputSlot,
  data: ChunkData,
  { values, tags }: ChunkData['outputs'][number],
  chunkSize: number,
): Sifted => {
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
      else errors.set(kind, { kind, count: 1, first: data.chunk * chunkSize + i });
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

/** Second to fourth power sums about the mean. */
const moments = (node: NodeValues, y: Float64Array, mean: number, count: number): void => {
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
};

/** Ranks less their mean, equal values sharing theirs, and where the outermost tenths stand. */
const rank = (
  node: NodeValues,
  { ranks, lowest, highest }: OutputSlot,
  sorted: Float64Array,
  order: Uint32Array,
  count: number,
): void => {
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
  for (let i = 0; i < tail; i++) {
    lowest[i] = order[i]!;
    highest[i] = order[count - 1 - i]!;
  }
  node[OUTPUT.rankSquares] = squares;
  node[OUTPUT.lowTail] = tail;
  node[OUTPUT.highTail] = tail;
};

const areIntegers = (values: Float64Array, count: number): boolean => {
  for (let i = 0; i < count; i++) if (values[i] !== Math.floor(values[i]!)) return false;
  return true;
};

export const createAccumulator = (plan: StatisticsPlan): Accumulator => {
  const size = plan.chunkSize;
  const sorter = createSorter(size);
  const relations = createRelations(size, Math.min(GROUP, plan.outputs));

  const accumulateOutput = (
    data: ChunkData,
    output: number,
    slot: number,
  ): { node: NodeValues; state: OutputState } => {
    const own = relations.slots[slot]!;
    const { values: y } = own;
    const { count, rest } = sift(own, data, data.outputs[output]!, size);
    const node = emptyNode(plan.inputs);
    if (count > 0) {
      const mean = relations.sum(slot, count) / count;
      sorter.sort(y, count);
      const { sorted, order } = sorter;
      node[OUTPUT.count] = count;
      node[OUTPUT.mean] = mean;
      moments(node, y, mean, count);
      node[OUTPUT.minimum] = sorted[0]!;
      node[OUTPUT.maximum] = sorted[count - 1]!;
      if (count === size) {
        node[OUTPUT.chunks] = 1;
        node[OUTPUT.chunkMean] = mean;
      }
      const replicate = replicateOffset(replicateOf(data.chunk));
      node[replicate + REPLICATE.count] = count;
      node[replicate + REPLICATE.mean] = mean;
      node[replicate + REPLICATE.m2] = node[OUTPUT.m2]!;
      if (data.inputs.length > 0) rank(node, own, sorted, order, count);
    }
    return {
      node,
      state: {
        ...rest,
        integers: areIntegers(y, count),
        samples: plan.keepSamples ? [y.slice(0, count)] : [new Float64Array()],
        classes: plan.keepSamples ? NO_CLASSES : countClasses(sorter.sorted, count),
      },
    };
  };

  return {
    accumulate: (data) => {
      const outputs: ReturnType<typeof accumulateOutput>[] = [];
      for (let first = 0; first < data.outputs.length; first += GROUP) {
        const group = data.outputs
          .slice(first, first + GROUP)
          .map((_, slot) => accumulateOutput(data, first + slot, slot));
        for (const [i, input] of data.inputs.entries()) {
          relations.take(input, data.length);
          for (const [slot, { node }] of group.entries()) relations.relate(slot, node, i);
        }
        outputs.push(...group);
      }
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
