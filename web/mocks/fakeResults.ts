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
    histogram: { edges, counts, below: 40, above: 60 },
    sensitivity: [
      { input: 'Model!B4', name: 'Unit price', correlation: 0.4, rankCorrelation: 0.71, contributionToVariance: 0.53 },
      { input: 'Model!B7', name: 'Unit cost', correlation: 0.4, rankCorrelation: -0.48, contributionToVariance: -0.24 },
      {
        input: 'Model!B5',
        name: 'Units, year 1',
        correlation: 0.4,
        rankCorrelation: 0.41,
        contributionToVariance: 0.18,
      },
      { input: 'Model!B6', name: 'Growth', correlation: 0.4, rankCorrelation: 0.19, contributionToVariance: 0.038 },
      {
        input: 'Rates!B4',
        name: 'Delay, months',
        correlation: 0.4,
        rankCorrelation: -0.08,
        contributionToVariance: -0.006,
      },
    ],
  };
};

export const fakeResults = {
  request: { outputs: [{ cell: 'Model!B16' }, { cell: 'Model!B17' }] },
  iterations: 100_000,
  seed: 7,
  sampling: 'latin-hypercube' as const,
  inputs: [],
  correlations: [],
  warnings: [],
  outputs: [
    bell('Model!B16', 'Net present value', 438_200, 311_000),
    bell('Model!B17', 'Internal rate of return', 0.219, 0.094, 1284),
  ],
};
