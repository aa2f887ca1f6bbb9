import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellOf, classOf } from './classes.ts';
import { createAccumulator, encodePass, type Pass, percentile, type StatisticsPlan } from './index.ts';
import { orderedValues } from './order.ts';
import { countedOf, countWithin, mergePasses, nextPass } from './refine.ts';
import { mergeStates } from './state.ts';

const CHUNK = 32;

/** What the passes find for values in chunks, where only `most` of them may be kept. */
const found = (values: Float64Array, percents: number[], bounds: number[], most: number) => {
  const plan: StatisticsPlan = {
    iterations: values.length,
    chunkSize: CHUNK,
    outputs: 1,
    inputs: 0,
    keepSamples: false,
  };
  const accumulator = createAccumulator(plan);
  const chunks = Array.from({ length: Math.ceil(values.length / CHUNK) }, (_, chunk) =>
    values.slice(chunk * CHUNK, (chunk + 1) * CHUNK),
  );
  const { outputs } = mergeStates(
    chunks.map((own, chunk) =>
      accumulator.accumulate({ chunk, length: own.length, outputs: [{ values: own }], inputs: [] }),
    ),
  );
  const { classes, integers } = outputs[0]!;
  const passes: Pass[] = [];
  for (;;) {
    const pass = nextPass([{ classes, integers, wanted: { percents, bounds } }], passes, most);
    if (!pass) break;
    const { stretches } = pass.outputs[0]!;
    const perChunk = chunks.map((own) => ({
      ...pass,
      outputs: [{ stretches, ...countWithin({ values: own }, own.length, stretches, pass.droppedBits) }],
    }));
    passes.push(mergePasses(perChunk));
    // Any grouping gives the same bytes.
    const cut = Math.floor(perChunk.length / 3);
    const grouped = [perChunk.slice(0, cut), perChunk.slice(cut)].filter(({ length }) => length > 0).map(mergePasses);
    expect(encodePass(mergePasses(grouped.toReversed()))).toEqual(encodePass(passes.at(-1)!));
  }
  const refined = { ...countedOf(classes, passes, 0), exact: true };
  return { passes, ordered: orderedValues({ ...outputs[0]!, refined }, false) };
};

/** Values that crowd, repeat, and lie on both sides of zero. */
const values = fc
  .array(
    fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: 1e6, max: 1e6 + 1, noNaN: true }),
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.constantFrom(0, 1, -1, 1000, 0.1, 5e-324, -5e-324),
    ),
    { minLength: 1, maxLength: 300 },
  )
  .map((numbers) => Float64Array.from(numbers, (x) => x + 0));
const percents = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 5 });

describe('passes after a run', () => {
  it.each([
    ['in one', 1000, 1],
    ['in two, where too many values share their classes', 0, 2],
  ])('give exact percentiles and shares, %s', (_, most, atMost) =>
    fc.assert(
      fc.property(values, percents, fc.nat(), (numbers, asked, place) => {
        const bound = numbers[place % numbers.length]!;

        const { passes, ordered } = found(numbers, asked, [bound], most);

        const exact = orderedValues({ samples: [numbers] } as never, true);
        for (const percent of asked) expect(percentile(ordered, percent)).toBe(percentile(exact, percent));
        expect(ordered.atMost(bound)).toBe(exact.atMost(bound));
        expect(ordered.count).toBe(numbers.length);
        expect(passes.length).toBeLessThanOrEqual(atMost);
      }),
    ),
  );

  it('keep no more than asked for where a narrower class tells values apart', () => {
    const crowded = Float64Array.from({ length: 3200 }, (_, i) => 1e6 + ((i * 7) % 3200) / 3200);

    const { passes } = found(crowded, [50], [], 100);

    expect(new Set(crowded.map(classOf)).size).toBe(1);
    expect(passes.map(({ droppedBits }) => droppedBits)).toEqual([20, 0]);
    expect(passes[1]!.outputs[0]!.values.length).toBeLessThan(10);
  });

  it('are spared one for whole numbers and for zeros, however many', () => {
    const passesFor = (numbers: number[]) => found(Float64Array.from(numbers), [10, 50, 90], [], 10).passes.length;

    expect(passesFor(Array.from({ length: 1000 }, (_, i) => i % 3))).toBe(1);
    expect(passesFor(Array.from({ length: 1000 }, (_, i) => (i < 980 ? 0 : i / 7)))).toBe(1);
  });
});

describe('the cell of a number', () => {
  it('holds it and the numbers of its class', () =>
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const [low, high] = cellOf(x + 0, 36);
        expect(low <= x && x <= high).toBe(true);
        if (x < -1e-300 || x > 1e-300) expect([classOf(low), classOf(high)]).toEqual([classOf(x), classOf(x)]);
      }),
    ));
});
