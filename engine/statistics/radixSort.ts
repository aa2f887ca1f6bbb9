/**
 * Sorting doubles by their bits, least significant digits first, with the place that each came from. A comparison sort of a chunk takes
 * several times as long.
 */
const DIGIT = 11;
const BUCKETS = 1 << DIGIT;
const PASSES = 6;

export interface Sorter {
  /** Sorts values[0..count-1] ascending into `sorted`; `order`[i] is where sorted[i] stood. No NaN, no -0. */
  sort(values: Float64Array, count: number): void;
  readonly sorted: Float64Array;
  readonly order: Uint32Array;
}

/** The bits of a double as two words that compare as unsigned numbers do: negative ones inverted, others with the sign bit set. */
export const createSorter = (capacity: number): Sorter => {
  const sorted = new Float64Array(capacity);
  const words = new Uint32Array(sorted.buffer);
  const little = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
  const [LOW, HIGH] = little ? [0, 1] : [1, 0];
  let low = new Uint32Array(capacity);
  let high = new Uint32Array(capacity);
  let order = new Uint32Array(capacity);
  let low2 = new Uint32Array(capacity);
  let high2 = new Uint32Array(capacity);
  let order2 = new Uint32Array(capacity);
  const counts = Array.from({ length: PASSES }, () => new Uint32Array(BUCKETS));

  /** Digit `pass` of a key: bits 0-10, 11-21, 22-32 and so on of the 64. */
  const digit = (pass: number, l: number, h: number): number => {
    if (pass === 0) return l & 2047;
    if (pass === 1) return (l >>> 11) & 2047;
    if (pass === 2) return ((l >>> 22) | (h << 10)) & 2047;
    if (pass === 3) return (h >>> 1) & 2047;
    if (pass === 4) return (h >>> 12) & 2047;
    return h >>> 23;
  };

  const sort = (values: Float64Array, count: number): void => {
    for (const histogram of counts) histogram.fill(0);
    sorted.set(count === values.length ? values : values.subarray(0, count));
    for (let i = 0; i < count; i++) {
      const top = words[2 * i + HIGH]!;
      const flip = top >> 31;
      const l = words[2 * i + LOW]! ^ flip;
      const h = top ^ (flip | 0x80000000);
      low[i] = l;
      high[i] = h;
      order[i] = i;
      for (let pass = 0; pass < PASSES; pass++) counts[pass]![digit(pass, l, h)]! += 1;
    }
    for (let pass = 0; pass < PASSES; pass++) {
      const places = counts[pass]!;
      // All in one bucket: nothing to do for this digit.
      if (count > 0 && places[digit(pass, low[0]!, high[0]!)] === count) continue;
      let sum = 0;
      for (let b = 0; b < BUCKETS; b++) {
        const size = places[b]!;
        places[b] = sum;
        sum += size;
      }
      for (let i = 0; i < count; i++) {
        const l = low[i]!;
        const h = high[i]!;
        const place = places[digit(pass, l, h)]!++;
        low2[place] = l;
        high2[place] = h;
        order2[place] = order[i]!;
      }
      [low, low2] = [low2, low];
      [high, high2] = [high2, high];
      [order, order2] = [order2, order];
    }
    for (let i = 0; i < count; i++) {
      const h = high[i]!;
      const flip = h & 0x80000000 ? 0 : -1;
      words[2 * i + LOW] = low[i]! ^ flip;
      words[2 * i + HIGH] = h ^ (flip | 0x80000000);
    }
  };
  return {
    sort,
    sorted,
    get order() {
      return order;
    },
  };
};
