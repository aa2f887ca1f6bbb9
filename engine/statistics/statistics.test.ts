import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../kernels/index.ts';
import { createSampler, type SamplingMethod } from '../sampling/sampler.ts';
import { CLASS_ERROR, classEdge, classMiddle, classOf } from './classes.ts';
import {
  createAccumulator,
  decodeState,
  encodeState,
  isPrecise,
  mergeStates,
  orderedValues,
  percentile,
  probabilityAtMost,
  regress,
  type SliceState,
  type StatisticsPlan,
  statisticsPlan,
  summariseOutput,
  TAGS,
  tailRisk,
} from './index.ts';
import { deviationInterval, type Interval, meanInterval, percentileInterval } from './intervals.ts';
import { totalOf } from './state.ts';

const CHUNK = 64;

/** A run of y = 3 a - b + c / 10 with the given chunks, errors where asked; each chunk's state alone. */
const chunkStates = (
  plan: StatisticsPlan,
  chunks: number[],
  seed = 1,
  errorEvery = 0,
  method: SamplingMethod = 'monte-carlo',
): SliceState[] => {
  const sampler = createSampler({
    method,
    seed,
    iterations: plan.iterations,
    chunkSize: plan.chunkSize,
    dimensions: [1, 2, 3].map((stream) => ({ stream, draw: 0 })),
  });
  const accumulator = createAccumulator(plan);
  return chunks.map((chunk) => {
    const length = Math.min(plan.chunkSize, plan.iterations - chunk * plan.chunkSize);
    const inputs = [0, 1, 2].map((dimension) => {
      const uniforms = new Float64Array(length);
      sampler.fillUniforms(dimension, chunk, 0, length, uniforms);
      return { uniforms, values: uniforms.map(normalQuantile) };
    });
    const [a, b, c] = inputs.map((input) => input.values);
    const values = a!.map((x, i) => 3 * x - b![i]! + c![i]! / 10);
    const tags = values.map((_, i) =>
      errorEvery > 0 && (chunk * plan.chunkSize + i) % errorEvery === errorEvery - 1 ? TAGS.firstError + 2 : 0,
    );
    return accumulator.accumulate({ chunk, length, outputs: [{ values, tags: Uint8Array.from(tags) }], inputs });
  });
};

const planOf = (iterations: number, keepSamples = true): StatisticsPlan => ({
  iterations,
  chunkSize: CHUNK,
  outputs: 1,
  inputs: 3,
  keepSamples,
});
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Data as one chunk without inputs. */
const summaryOf = (data: number[]) => {
  const plan: StatisticsPlan = {
    iterations: data.length,
    chunkSize: data.length,
    outputs: 1,
    inputs: 0,
    keepSamples: true,
  };
  const values = Float64Array.from(data);
  const state = createAccumulator(plan).accumulate({
    chunk: 0,
    length: data.length,
    outputs: [{ values }],
    inputs: [],
  });
  return {
    summary: summariseOutput(plan, state, 0, 'monte-carlo').numbers!,
    ordered: orderedValues(state.outputs[0]!, true),
  };
};

describe('merging', () => {
  it.each([true, false])(
    'gives the same bytes for any slicing, in any order, through bytes or not (samples kept: %s)',
    (kept) => {
      const plan = planOf(CHUNK * 21 + 7, kept);
      const states = chunkStates(plan, range(22), 5, 100);
      const whole = encodeState(mergeStates(states));
      fc.assert(
        fc.property(
          fc.uniqueArray(fc.integer({ min: 1, max: 21 }), { maxLength: 8 }),
          fc.boolean(),
          fc.infiniteStream(fc.integer({ min: 0, max: 1000 })),
          (cuts, through, shuffle) => {
            const edges = [0, ...cuts.sort((a, b) => a - b), 22];
            const slices = edges.slice(1).map((end, i) => mergeStates(states.slice(edges[i], end)));
            const travelled = through ? slices.map((slice) => decodeState(encodeState(slice))) : slices;
            const order = travelled.map((slice) => ({ slice, place: shuffle.next().value as number }));
            const shuffled = order.sort((a, b) => a.place - b.place).map(({ slice }) => slice);
            expect(encodeState(mergeStates(shuffled))).toEqual(whole);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it('keeps only the roots of maximal complete subtrees', () => {
    const merged = mergeStates(chunkStates(planOf(CHUNK * 13), range(13).slice(3)));
    expect(merged.roots.map(({ level, index }) => [level, index])).toEqual([
      [0, 3],
      [2, 1],
      [2, 2],
      [0, 12],
    ]);
  });

  it('refuses slices that do not meet', () => {
    const states = chunkStates(planOf(CHUNK * 4), range(4));
    expect(() => mergeStates([states[0]!, states[2]!])).toThrow(
      'Slices do not meet: one ends at 1, the next begins at 2',
    );
  });

  it('agrees with two passes over all values', () => {
    const plan = planOf(CHUNK * 37);
    const state = mergeStates(chunkStates(plan, range(37)));
    const all = state.outputs[0]!.samples.flatMap((part) => [...part]);
    const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
    const moment = (k: number): number => all.reduce((sum, x) => sum + (x - mean) ** k, 0) / all.length;
    const { numbers } = summariseOutput(plan, state, 0, 'monte-carlo');

    expect(numbers!.mean).toBeCloseTo(mean, 12);
    expect(numbers!.variance! * (1 - 1 / all.length)).toBeCloseTo(moment(2), 10);
    expect(numbers!.skewness).toBeCloseTo(moment(3) / moment(2) ** 1.5, 10);
    expect(numbers!.kurtosis).toBeCloseTo(moment(4) / moment(2) ** 2, 10);
  });
});

describe('errors', () => {
  it('are counted by kind with their first iteration, and left out of the statistics', () => {
    const plan = planOf(CHUNK * 5);
    const summary = summariseOutput(plan, mergeStates(chunkStates(plan, range(5), 1, 100)), 0, 'monte-carlo');

    expect(summary.errors).toEqual({ count: 3, first: 99, kinds: [{ kind: 2, count: 3, first: 99 }] });
    expect(summary.numbers!.histogram.counts.reduce((a, b) => a + b, 0)).toBe(CHUNK * 5 - 3);
  });

  it('leave a summary without numbers where there is nothing else', () => {
    const plan: StatisticsPlan = { iterations: 2, chunkSize: 2, outputs: 1, inputs: 0, keepSamples: true };
    const outputs = [{ values: new Float64Array(2), tags: Uint8Array.of(18, 17) }];
    const state = createAccumulator(plan).accumulate({ chunk: 0, length: 2, outputs, inputs: [] });
    const summary = summariseOutput(plan, state, 0, 'monte-carlo');

    expect(summary.numbers).toBeNull();
    expect(summary.errors.kinds.map(({ kind, first }) => [kind, first])).toEqual([
      [1, 1],
      [2, 0],
    ]);
  });

  it('do not hide texts and booleans, which are counted', () => {
    const plan: StatisticsPlan = { iterations: 4, chunkSize: 4, outputs: 1, inputs: 0, keepSamples: true };
    const tags = Uint8Array.of(TAGS.text, TAGS.boolean, TAGS.text, TAGS.boolean);
    const outputs = [{ values: Float64Array.of(7, 1, 7, 0), tags }];
    const state = createAccumulator(plan).accumulate({ chunk: 0, length: 4, outputs, inputs: [] });
    const summary = summariseOutput(plan, state, 0, 'monte-carlo');

    expect(summary.texts).toEqual([{ text: 7, count: 2 }]);
    expect(summary.boolean).toBe(true);
    expect(summary.numbers!.mean).toBe(0.5);
  });
});

describe('percentiles', () => {
  it("are Excel's PERCENTILE.INC", () => {
    const { ordered } = summaryOf([15, 20, 35, 40, 50]);
    expect([0, 40, 25, 100].map((p) => percentile(ordered, p))).toEqual([15, 29, 20, 50]);
  });

  it('lie within the stated error of the values around them where values were counted in classes', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), { minLength: 1, maxLength: 200 }),
        fc.double({ noNaN: true, min: 0, max: 100 }),
        (data, percent) => {
          // Numbers below 1e-300 lose digits as any double does.
          const values = Float64Array.from(data, (x) => (Math.abs(x) < 1e-300 ? 0 : x));
          const plan = { iterations: values.length, chunkSize: values.length, outputs: 1, inputs: 0 };
          const ordered = (keepSamples: boolean) =>
            orderedValues(
              createAccumulator({ ...plan, keepSamples }).accumulate({
                chunk: 0,
                length: values.length,
                outputs: [{ values }],
                inputs: [],
              }).outputs[0]!,
              keepSamples,
            );
          const [exact, counted] = [ordered(true), ordered(false)];
          const place = ((values.length - 1) * percent) / 100;
          const size = Math.max(Math.abs(exact.at(Math.floor(place))), Math.abs(exact.at(Math.ceil(place))));
          const difference = Math.abs(percentile(counted, percent) - percentile(exact, percent));
          // What the interpolation itself rounds comes on top.
          expect(difference).toBeLessThanOrEqual(size * (CLASS_ERROR + 1e-15));
        },
      ),
      { numRuns: 300 },
    ));

  it('count every value in the histogram of classes', () => {
    const plan = planOf(CHUNK * 30, false);
    const { numbers } = summariseOutput(plan, mergeStates(chunkStates(plan, range(30))), 0, 'monte-carlo');

    expect(numbers!.percentileError).toBe(CLASS_ERROR);
    expect(numbers!.histogram.counts.reduce((a, b) => a + b, 0)).toBe(CHUNK * 30);
  });

  it('come with probabilities and tail risk', () => {
    const { ordered } = summaryOf(range(100).map((i) => i + 1));
    expect(probabilityAtMost(ordered, 30)).toBe(0.3);
    expect(tailRisk(ordered, 0.95, 'low').expectedShortfall).toBeCloseTo(3, 12);
    expect(tailRisk(ordered, 0.95, 'high').expectedShortfall).toBeCloseTo(98, 12);
    expect(tailRisk(ordered, 0.945, 'low').expectedShortfall).toBeCloseTo((15 + 3) / 5.5, 12);
  });
});

describe('classes', () => {
  it('ascend with their numbers and hold them within the stated error', () =>
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (a, b) => {
          const [x, y] = [Math.min(a, b) + 0, Math.max(a, b) + 0];
          expect(classOf(x)).toBeLessThanOrEqual(classOf(y));
          expect(classEdge(classOf(x))).toBeLessThanOrEqual(x);
          if (Math.abs(x) > 1e-300)
            expect(Math.abs(classMiddle(classOf(x)) - x)).toBeLessThanOrEqual(8e-6 * Math.abs(x));
        },
      ),
    ));
});

describe('the mode', () => {
  it('is the most frequent of whole numbers', () => expect(summaryOf([3, 1, 2, 2, 9]).summary.mode).toBe(2));
  it('is where other values crowd', () => {
    const data = range(2000).map((i) => 5 + normalQuantile((i + 0.5) / 2000) ** 3);
    expect(summaryOf(data).summary.mode).toBeCloseTo(5, 1);
  });
});

describe('the histogram', () => {
  it('has round edges, at most 202 bins, and every value in one of them', () => {
    const data = range(5000).map((i) => 1000 + 130 * normalQuantile((i + 0.5) / 5000));
    const { edges, counts } = summaryOf(data).summary.histogram;

    expect(edges.slice(1, -1).every((edge) => edge % 25 === 0)).toBe(true);
    expect(counts).toHaveLength(edges.length - 1);
    expect(counts.length).toBeLessThanOrEqual(202);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(5000);
  });

  it('has one bin per whole number', () => {
    expect(summaryOf([4, 2, 2, 5]).summary.histogram).toEqual({
      edges: [1.5, 2.5, 3.5, 4.5, 5.5],
      counts: [2, 0, 1, 1],
    });
  });

  it('has one bin for a constant', () => {
    expect(summaryOf([0.3, 0.3]).summary.histogram.counts).toEqual([2]);
  });
});

describe('sensitivity', () => {
  const plan = planOf(CHUNK * 400);
  const [first, second, third] = summariseOutput(plan, mergeStates(chunkStates(plan, range(400))), 0, 'monte-carlo')
    .numbers!.sensitivity;

  it('ranks the inputs by their rank correlation, with sign', () => {
    expect([first!.input, second!.input, third!.input]).toEqual([0, 1, 2]);
    // Spearman's coefficient of a bivariate normal: 6 / pi asin(r / 2), here r = 3 / sqrt(10.01) and -1 / sqrt(10.01)
    expect(first!.rankCorrelation).toBeCloseTo(0.9428, 1);
    expect(second!.rankCorrelation).toBeCloseTo(-0.3033, 1);
    expect(first!.correlation).toBeCloseTo(3 / Math.sqrt(10.01), 2);
  });

  it('shares out the variance with signs', () => {
    expect(
      first!.contributionToVariance - second!.contributionToVariance + Math.abs(third!.contributionToVariance),
    ).toBeCloseTo(1, 9);
    expect(second!.contributionToVariance).toBeLessThan(0);
  });

  it('shows the bars of a tornado and the inputs of the tails', () => {
    // The mean of the lowest tenth of a standard normal variable is -1.755.
    expect(first!.tornado[0]).toBeCloseTo(3 * -1.755, 0);
    expect(first!.tornado[1]).toBeCloseTo(3 * 1.755, 0);
    expect(first!.scenario.high).toBeGreaterThan(0.85);
    expect(third!.scenario.high).toBeCloseTo(0.5, 1);
  });
});

describe('regression', () => {
  it('finds a plane and drops what is collinear or constant', () => {
    const a = Float64Array.from(range(50), (i) => (i * 17) % 50);
    const b = Float64Array.from(range(50), (i) => (i * 7) % 11);
    const sum = a.map((x, i) => x + b[i]!);
    const found = regress(
      [a, b, sum, new Float64Array(50).fill(2)],
      a.map((x, i) => 2 * x - 5 * b[i]! + 1),
    );

    expect(found.dropped).toEqual([2, 3]);
    expect(found.coefficients[0]).toBeCloseTo(2, 9);
    expect(found.coefficients[1]).toBeCloseTo(-5, 9);
    expect(found.intercept).toBeCloseTo(1, 8);
    expect(found.rSquared).toBeCloseTo(1, 9);
  });
});

type IntervalOf = (plan: StatisticsPlan, state: SliceState) => Interval | null;

/** Of how many of 1,000 seeds each interval holds its truth. */
const covered = (
  { chunks, method }: { chunks: number; method: SamplingMethod },
  ...wanted: readonly (readonly [truth: number, IntervalOf])[]
): number[] => {
  const plan = planOf(CHUNK * chunks);
  const counts = wanted.map(() => 0);
  for (let seed = 0; seed < 1000; seed++) {
    const state = mergeStates(chunkStates(plan, range(chunks), seed, 0, method));
    for (const [i, [truth, intervalOf]] of wanted.entries()) {
      const { low, high } = intervalOf(plan, state)!;
      if (low <= truth && truth <= high) counts[i]! += 1;
    }
  }
  return counts;
};
/** y = 3 a - b + c / 10 of standard normal variables. */
const DEVIATION = Math.sqrt(10.01);
/** 95 % of 1,000 has a standard error of 6.9: four of them. */
const BOUND = 28;

describe('confidence intervals at 95 %', () => {
  const ofMean = (method: SamplingMethod) =>
    [0, (_: StatisticsPlan, state: SliceState) => meanInterval(totalOf(state, 0), method)] as const;
  const ofPercentile = (method: SamplingMethod) =>
    [
      DEVIATION * normalQuantile(0.9),
      (plan: StatisticsPlan, state: SliceState) =>
        percentileInterval(orderedValues(state.outputs[0]!, plan.keepSamples), 90, method, {
          inOrder: { samples: state.outputs[0]!.samples, chunkSize: plan.chunkSize },
        }),
    ] as const;
  const ofDeviation = (method: SamplingMethod) =>
    [DEVIATION, (_: StatisticsPlan, state: SliceState) => deviationInterval(totalOf(state, 0), method)] as const;

  it('cover the truth in 95 % of Monte Carlo runs', () => {
    const method = 'monte-carlo';
    const counts = covered({ chunks: 4, method }, ofMean(method), ofPercentile(method), ofDeviation(method));

    for (const count of counts) expect(Math.abs(count - 950)).toBeLessThan(BOUND);
  }, 60_000);

  it('of the mean cover it in 95 % of runs of 16 hypercubes', () => {
    const [count] = covered({ chunks: 16, method: 'latin-hypercube' }, ofMean('latin-hypercube'));

    expect(Math.abs(count! - 950)).toBeLessThan(BOUND);
  }, 60_000);

  it('cover the truth at least as often with few hypercubes', () => {
    const method = 'latin-hypercube';
    const counts = covered({ chunks: 4, method }, ofMean(method), ofPercentile(method), ofDeviation(method));

    for (const count of counts) expect(count).toBeGreaterThan(950 - BOUND);
  }, 60_000);

  it.each([{ chunks: 16 }, { chunks: 24 }])(
    'cover the truth in 95 % of runs of 16 Sobol sequences that have $chunks chunks together',
    ({ chunks }) => {
      const method = 'sobol';
      const [mean, atPercentile, deviation] = covered(
        { chunks, method },
        ofMean(method),
        ofPercentile(method),
        ofDeviation(method),
      );

      for (const count of [mean!, deviation!]) expect(Math.abs(count - 950)).toBeLessThan(BOUND);
      // So short are these intervals that going on to the next value on either side widens them.
      expect(Math.abs(atPercentile! - 964)).toBeLessThan(BOUND);
    },
    60_000,
  );

  it('are missing with Sobol sampling where a sequence or the place of a value is', () => {
    const intervals = (chunks: number, errorEvery: number) => {
      const plan = planOf(CHUNK * chunks);
      const state = mergeStates(chunkStates(plan, range(chunks), 1, errorEvery, 'sobol'));
      const precise = (statistic: 'mean' | 'standardDeviation' | 'percentile') =>
        isPrecise(plan, state, 0, 'sobol', { statistic, percentile: 90, tolerance: 1, relative: false });
      return [meanInterval(totalOf(state, 0), 'sobol')?.method, precise('mean'), precise('percentile')];
    };

    expect(intervals(15, 0)).toEqual([undefined, false, false]);
    expect(intervals(16, 0)).toEqual(['replicates', true, true]);
    expect(intervals(16, 10)).toEqual(['replicates', true, false]);
  });

  it('of the mean are marked conservative for few hypercubes and come from replicates for many', () => {
    const method = (chunks: number) => {
      const plan = planOf(CHUNK * chunks);
      const { numbers } = summariseOutput(plan, mergeStates(chunkStates(plan, range(chunks))), 0, 'latin-hypercube');
      return numbers!.meanConfidence?.method;
    };
    expect([method(4), method(16)]).toEqual(['conservative', 'replicates']);
  });
});

describe('the stop rule', () => {
  const plan = planOf(CHUNK * 64);
  const precise = (chunks: number, tolerance: number, statistic: 'mean' | 'percentile' = 'mean') =>
    isPrecise(plan, mergeStates(chunkStates(plan, range(chunks))), 0, 'monte-carlo', {
      statistic,
      percentile: 90,
      tolerance,
      relative: false,
      confidence: 0.95,
    });

  it('waits for the tolerance and for the least number of iterations', () => {
    // Half width 1.96 sqrt(10.01 / 4096) = 0.097
    expect([precise(64, 0.12), precise(64, 0.08), precise(8, 10)]).toEqual([true, false, false]);
  });

  it('judges percentiles by their order statistics', () => {
    expect([precise(64, 0.4, 'percentile'), precise(64, 0.05, 'percentile')]).toEqual([true, false]);
  });
});

describe('statisticsPlan', () => {
  it('keeps samples up to 256 MiB', () => {
    const run = { iterations: 2 ** 25, chunkSize: 65536, outputs: 1, inputs: 0 };
    expect(statisticsPlan(run).keepSamples).toBe(true);
    expect(statisticsPlan({ ...run, outputs: 2 }).keepSamples).toBe(false);
  });
});
