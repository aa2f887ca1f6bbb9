/**
 * Exact percentiles of a run whose values are not kept. The classes that they were counted in say between which two numbers each value lies
 * that a percentile needs; chunk after chunk is computed again, and of those stretches every value is kept, with how often it came. Where
 * that would be too many, a pass before counts them in narrower classes. All of it is sorted values with integer counts, so that it
 * commutes.
 */
import { type ClassCounts, cellOf, classMiddle, FRACTION_BITS, middleOf } from './classes.ts';
import type { Counted } from './order.ts';
import { TAGS } from './plan.ts';

/** Stretches of numbers: the lowest and the highest of each, ascending and apart from each other. */
export type Stretches = Float64Array;

/** What a pass looks for, and when it has been made, what it has found. */
export interface Pass {
  /** Values are told apart but for so many of their last bits. */
  droppedBits: number;
  outputs: readonly (Counted & { stretches: Stretches })[];
}

/** What has to be known exactly of an output. */
export interface Wanted {
  percents: readonly number[];
  /** How many values are at most these. */
  bounds: readonly number[];
}

/** The bits that a class leaves open, and those that a class of the pass in between does. */
const CLASS_BITS = 64 - 12 - FRACTION_BITS;
const NARROW_BITS = 20;

/** Of values with their counts, so many are kept: as much memory as samples may take. */
const MOST_KEPT = 2 ** 24;

const nothing = (): Counted => ({ values: new Float64Array(), counts: new Float64Array() });

/** Whether x lies in one of the stretches. */
const isWithin = (stretches: Stretches, x: number): boolean => {
  let [low, high] = [0, stretches.length / 2];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (stretches[2 * middle + 1]! < x) low = middle + 1;
    else high = middle;
  }
  return 2 * low < stretches.length && stretches[2 * low]! <= x;
};

/** The values of one chunk that lie in the stretches. */
export const countWithin = (
  { values, tags }: { values: Float64Array; tags?: Uint8Array },
  length: number,
  stretches: Stretches,
  droppedBits: number,
): Counted => {
  const kept: number[] = [];
  for (let i = 0; i < length; i++) {
    const kind = tags?.[i] ?? TAGS.number;
    if (kind !== TAGS.number && kind !== TAGS.boolean) continue;
    if (isWithin(stretches, values[i]!)) kept.push(droppedBits === 0 ? values[i]! : middleOf(values[i]!, droppedBits));
  }
  const sorted = Float64Array.from(kept).sort();
  return joined(sorted, new Float64Array(sorted.length).fill(1));
};

/** Neighbours that are equal as one. */
const joined = (sorted: Float64Array, counts: Float64Array): Counted => {
  let n = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (n > 0 && sorted[n - 1] === sorted[i]) counts[n - 1]! += counts[i]!;
    else {
      sorted[n] = sorted[i]!;
      counts[n] = counts[i]!;
      n += 1;
    }
  }
  return { values: sorted.slice(0, n), counts: counts.slice(0, n) };
};

const mergeTwo = (a: Counted, b: Counted): Counted => {
  const values = new Float64Array(a.values.length + b.values.length);
  const counts = new Float64Array(values.length);
  for (let i = 0, j = 0, n = 0; n < values.length; n++) {
    const left = j === b.values.length || (i < a.values.length && a.values[i]! <= b.values[j]!);
    values[n] = left ? a.values[i]! : b.values[j]!;
    counts[n] = left ? a.counts[i++]! : b.counts[j++]!;
  }
  return joined(values, counts);
};

/** In pairs, so that many small parts do not pass through one large one again and again. */
const mergeCounted = (parts: readonly Counted[]): Counted => {
  let rest = [...parts];
  while (rest.length > 1)
    rest = rest.flatMap((part, i) =>
      i % 2 === 1 ? [] : i + 1 < rest.length ? [mergeTwo(part, rest[i + 1]!)] : [part],
    );
  return rest[0] ?? nothing();
};

/** What chunks have found of the same pass, as one: any grouping gives the same. */
export const mergePasses = (passes: readonly Pass[]): Pass => ({
  ...passes[0]!,
  outputs: passes[0]!.outputs.map(({ stretches }, i) => ({
    stretches,
    ...mergeCounted(passes.map(({ outputs }) => outputs[i]!)),
  })),
});

/** The counts of all values of output `output`, as fine as the passes so far have made them. */
export const countedOf = ({ keys, counts }: ClassCounts, passes: readonly Pass[], output: number): Counted =>
  passes.reduce<Counted>(
    (before, { outputs }) => {
      const { stretches, ...found } = outputs[output]!;
      const apart = Array.from(before.values, (x) => !isWithin(stretches, x));
      return mergeTwo(
        {
          values: before.values.filter((_, i) => apart[i]),
          counts: before.counts.filter((_, i) => apart[i]),
        },
        found,
      );
    },
    { values: Float64Array.from(keys, classMiddle), counts },
  );

/** The places in `counted` of what is wanted. */
const placesOf = ({ values, counts }: Counted, { percents, bounds }: Wanted, bits: number): Set<number> => {
  const count = counts.reduce((sum, n) => sum + n, 0);
  const ranks = percents.flatMap((percent) => {
    const place = ((count - 1) * percent) / 100;
    return [Math.floor(place), Math.ceil(place)];
  });
  ranks.sort((a, b) => a - b);
  const places = new Set<number>();
  for (let i = 0, before = 0, next = 0; i < counts.length; i++) {
    before += counts[i]!;
    for (; next < ranks.length && ranks[next]! < before; next++) places.add(i);
    if (bounds.length === 0) continue;
    const [low, high] = cellOf(values[i]!, bits);
    if (bounds.some((x) => low <= x && x <= high)) places.add(i);
  }
  return places;
};

/** How many values a class can hold that differ. */
const different = ([low, high]: readonly [number, number], integers: boolean): number => {
  // Numbers beside 0 that share its class are below 1e-300.
  if (low <= 0 && high >= 0) return 1;
  return integers ? Math.max(0, Math.floor(high) - Math.ceil(low) + 1) : Number.POSITIVE_INFINITY;
};

/** The pass that is needed next, if any is, to know what is wanted of each output exactly. */
export const nextPass = (
  outputs: readonly { classes: ClassCounts; integers: boolean; wanted: Wanted }[],
  passes: readonly Pass[],
  most = MOST_KEPT,
): Pass | undefined => {
  if (passes.at(-1)?.droppedBits === 0) return undefined;
  const bits = passes.length === 0 ? CLASS_BITS : NARROW_BITS;
  let kept = 0;
  const stretches = outputs.map(({ classes, integers, wanted }, i) => {
    const counted = countedOf(classes, passes, i);
    const cells = [...placesOf(counted, wanted, bits)].map((place) => {
      const cell = cellOf(counted.values[place]!, bits);
      kept += Math.min(counted.counts[place]!, different(cell, integers));
      return cell;
    });
    return Float64Array.from(cells.toSorted(([a], [b]) => a - b).flat());
  });
  if (stretches.every(({ length }) => length === 0)) return undefined;
  return {
    droppedBits: bits === NARROW_BITS || kept <= most ? 0 : NARROW_BITS,
    outputs: stretches.map((own) => ({ stretches: own, ...nothing() })),
  };
};
