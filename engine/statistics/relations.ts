/** How inputs and outputs of a chunk go together: what sensitivity is computed from. */
import { startLanes } from './lanes.ts';
import { BINS, INPUT, inputOffset, type NodeValues, OUTPUT } from './node.ts';

/** An output's numbers of a chunk, in memory that the sums are taken in. */
export interface OutputSlot {
  /** The values without error, moved together. */
  readonly values: Float64Array;
  /** Their ranks less the mean rank. */
  readonly ranks: Float64Array;
  /** Where the lowest values stand, and the highest, outermost first. */
  readonly lowest: Uint32Array;
  readonly highest: Uint32Array;
  /** Where the values stood in the chunk. */
  readonly kept: Uint32Array;
}

export interface Relations {
  readonly slots: readonly OutputSlot[];
  /** The sum of the first `count` values of a slot. */
  sum(slot: number, count: number): number;
  /** Takes up an input's numbers of a chunk. */
  take(input: { uniforms: Float64Array; values: Float64Array }, length: number): void;
  /** Writes into a slot's node what it has to do with the input taken up: all its numbers, or those that the slot kept. */
  relate(slot: number, node: NodeValues, input: number): void;
}

/** Sums over one input's numbers. */
interface Column {
  count: number;
  meanX: number;
  meanU: number;
  squares: number;
  uniformSquares: number;
}

export const createRelations = (size: number, slotCount: number): Relations => {
  const tail = Math.ceil(size / 10);
  const padded = (bytes: number) => Math.ceil(bytes / 16) * 16;
  let bytes = 0;
  const take = (wanted: number): number => {
    bytes += padded(wanted);
    return bytes - padded(wanted);
  };
  const places = Array.from({ length: slotCount }, () => ({
    values: take(8 * size),
    ranks: take(8 * size),
    lowest: take(4 * tail),
    highest: take(4 * tail),
  }));
  const column = () => ({ u: take(8 * size), x: take(8 * size), classes: take(size), counts: take(4 * BINS) });
  /** The whole chunk, and what one output kept of it. */
  const [whole, part] = [column(), column()];
  const [sums, pair] = [take(8 * BINS), take(16)];
  const { call, memory } = startLanes(bytes);
  const reals = (at: number, length: number) => new Float64Array(memory, at, length);
  const words = (at: number, length: number) => new Uint32Array(memory, at, length);
  const views = [whole, part].map(({ u, x, counts }) => ({
    u: reals(u, size),
    x: reals(x, size),
    counts: words(counts, BINS),
  }));
  const slots = places.map(({ values, ranks, lowest, highest }) => ({
    values: reals(values, size),
    ranks: reals(ranks, size),
    lowest: words(lowest, tail),
    highest: words(highest, tail),
    kept: new Uint32Array(size),
  }));
  const sumsView = reals(sums, BINS);
  const pairView = reals(pair, 2);

  const summed = ({ u, x, classes, counts }: typeof whole, count: number): Column => {
    words(counts, BINS).fill(0);
    call.classify(u, count, classes, counts, BINS);
    const meanX = call.sum(x, count) / count;
    const meanU = call.sum(u, count) / count;
    return {
      count,
      meanX,
      meanU,
      squares: call.products(x, x, count, meanX, meanX),
      uniformSquares: call.products(u, u, count, meanU, meanU),
    };
  };
  let taken: Column | undefined;

  return {
    slots,
    sum: (slot, count) => call.sum(places[slot]!.values, count),
    take({ uniforms, values }, length) {
      views[0]!.u.set(uniforms.subarray(0, length));
      views[0]!.x.set(values.subarray(0, length));
      taken = summed(whole, length);
    },
    relate(slot, node, input) {
      const count = node[OUTPUT.count]!;
      if (count === 0 || !taken) return;
      const isWhole = count === taken.count;
      const [place, view] = isWhole ? [whole, views[0]!] : [part, views[1]!];
      if (!isWhole) {
        const { kept } = slots[slot]!;
        for (let i = 0; i < count; i++) {
          view.u[i] = views[0]!.u[kept[i]!]!;
          view.x[i] = views[0]!.x[kept[i]!]!;
        }
      }
      const { meanX, meanU, squares, uniformSquares } = isWhole ? taken : summed(part, count);
      const { values, ranks, lowest, highest } = places[slot]!;
      const at = inputOffset(input);
      call.twoProducts(place.x, values, place.u, ranks, count, meanX, node[OUTPUT.mean]!, meanU, pair);
      node[at + INPUT.mean] = meanX;
      node[at + INPUT.m2] = squares;
      node[at + INPUT.covariance] = pairView[0]!;
      node[at + INPUT.uniformSquares] = uniformSquares;
      node[at + INPUT.rankProducts] = pairView[1]!;
      node[at + INPUT.lowTail] = call.addAt(place.u, lowest, node[OUTPUT.lowTail]!);
      node[at + INPUT.highTail] = call.addAt(place.u, highest, node[OUTPUT.highTail]!);
      sumsView.fill(0);
      call.addByClass(values, count, place.classes, sums);
      node.set(view.counts, at + INPUT.binCounts);
      node.set(sumsView, at + INPUT.binSums);
    },
  };
};
