import type { Results } from '../../shared/api/results.ts';

const drivers = [
  { input: 'Model!B4', name: 'Unit price', rank: 0.71 },
  { input: 'Model!B7', name: 'Unit cost', rank: -0.48 },
  { input: 'Model!B5', name: 'Units, year 1', rank: 0.41 },
  { input: 'Model!B6', name: 'Growth', rank: 0.19 },
  { input: 'Rates!B4', name: 'Delay, months', rank: -0.08 },
];

/** An output whose values are a skewed bell around `mean`: enough to look at and to check the page's arithmetic. */
const bell = (cell: string, name: string, mean: number, deviation: number, errors = 0) => {
  const bins = 60;
  const from = mean - 2.6 * deviation;
  const width = (6.4 * deviation) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, index) => from + index * width);
  const weights = Array.from({ length: bins }, (_, index) => {
    const z = (from + (index + 0.5) * width - mean + 0.3 * deviation) / deviation;
    return Math.exp((-z * z) / (z > 0 ? 2.9 : 1.4));
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const iterations = 100_000 - errors;
  const counts = weights.map((weight) => Math.round((weight / total) * iterations));
  const percentiles: Record<string, number> = {};
  for (const percent of [1, ...Array.from({ length: 19 }, (_, index) => 5 * (index + 1)), 99]) {
    let sum = 0;
    const bin = counts.findIndex((count) => {
      sum += count;
      return sum >= (percent / 100) * iterations;
    });
    const inside = (sum - (percent / 100) * iterations) / counts[bin]!;
    percentiles[percent] = edges[bin + 1]! - inside * width;
  }
  return {
    cell,
    name,
    iterations,
    errors: {
      count: errors,
      first: errors > 0 ? { error: '#NUM!', cell, formula: 'IRR(Rates!A5:F5)', iteration: 218 } : null,
    },
    mean,
    standardDeviation: deviation,
    variance: deviation ** 2,
    skewness: 0.42,
    kurtosis: 3.1,
    min: from,
    max: edges.at(-1)!,
    mode: mean - 0.3 * deviation,
    percentiles,
    meanConfidence: [mean - deviation / 160, mean + deviation / 160] as [number, number],
    percentileError: 0,
    meanConfidenceLevel: 0.95,
    meanConfidenceConservative: false,
    tail: 'lower' as const,
    valueAtRisk: percentiles['5']!,
    expectedShortfall: percentiles['1']! * 0.9 + percentiles['5']! * 0.1,
    categories: null,
    histogram: { edges, counts },
    sensitivity: drivers.map(({ input, name: driver, rank }) => ({
      input,
      name: driver,
      correlation: rank,
      rankCorrelation: rank,
      contributionToVariance: Math.sign(rank) * rank ** 2,
      correlated: false,
      regressionCoefficient: rank,
      sobolIndices: null,
      tornado: {
        base: mean,
        means: Array.from({ length: 10 }, (_, tenth) => mean + ((tenth - 4.5) / 4.5) * 1.75 * rank * deviation),
        low: mean - 1.75 * Math.abs(rank) * deviation,
        high: mean + 1.75 * Math.abs(rank) * deviation,
      },
    })),
    regression: { iterations: 16_384, rSquared: 0.92, dropped: [] },
  };
};

/** An output that is 1 in this share of the iterations, else 0. */
const yesOrNo = (cell: string, name: string, share: number) => ({
  ...bell(cell, name, share, Math.sqrt(share * (1 - share))),
  min: 0,
  max: 1,
  mode: 0,
  percentiles: { '5': 0, '50': 0, '95': 1 },
  meanConfidence: [share - 0.002, share + 0.002] as [number, number],
  histogram: { edges: [-0.5, 0.5, 1.5], counts: [Math.round(100_000 * (1 - share)), Math.round(100_000 * share)] },
});

/** What an input drew. */
const drawn = (cell: string, name: string, distribution: string, mean: number, deviation: number) => {
  const { iterations, errors, percentiles, histogram, ...statistics } = bell(cell, name, mean, deviation);
  return { ...statistics, distribution, iterations, errors, percentiles, histogram };
};

export const fakeResults = {
  request: { outputs: [{ cell: 'Model!B16' }, { cell: 'Model!B17' }] },
  iterations: 100_000,
  seed: 7,
  sampling: 'latin-hypercube' as const,
  inputs: [
    drawn('Model!B4', 'Unit price', 'pert(80, 100, 150)', 105, 13.1),
    drawn('Model!B5', 'Units, year 1', 'normal(12000, 2500)', 12_000, 2500),
    drawn('Model!B6', 'Growth', 'truncate(normal(8%, 4%), -10%, 30%)', 0.08, 0.04),
    drawn('Model!B7', 'Unit cost', 'triangular(48, 55, 70)', 57.7, 4.6),
    drawn('Rates!B4', 'Delay, months', 'RiskPoisson(3)', 3, 1.7),
  ],
  converged: null,
  scatter: null,
  correlations: [],
  workbookResults: [{ cell: 'Rates!B6', name: 'Mean value', value: 438_200, formula: '=RiskMean(Model!B16)' }],
  warnings: [],
  outputs: [
    bell('Model!B16', 'Net present value', 438_200, 311_000),
    bell('Model!B17', 'Internal rate of return', 0.219, 0.094, 1284),
    yesOrNo('Model!B18', 'Loses money', 0.073),
  ],
} satisfies Omit<Results, 'simulationId'>;
