import { describe, expect, it } from 'vitest';
import { exp, normalQuantile } from '../kernels/index.ts';
import { type CorrelationRequest, type Dependence, planCorrelation } from './correlation.ts';
import { cholesky, eigen, nearestCorrelation } from './matrix.ts';
import { createSampler, type SamplingMethod } from './sampler.ts';
import { rankCorrelations } from './spearman.ts';

const N = 16384;
const planned = (request: CorrelationRequest): Dependence => {
  const result = planCorrelation(request);
  if (!result.ok) throw new Error(result.error);
  return result.value;
};
const problem = (request: CorrelationRequest): string => {
  const result = planCorrelation(request);
  return result.ok ? 'no problem' : result.error;
};

const sample = (request: CorrelationRequest, method: SamplingMethod = 'monte-carlo'): Float64Array[] => {
  const dimensions = [11, 12, 13, 14].map((stream) => ({ stream, draw: 0 }));
  const settings = { method, seed: 3, iterations: N, chunkSize: N, dimensions, dependences: [planned(request)] };
  const sampler = createSampler(settings);
  return request.dimensions.map((dimension) => {
    const out = new Float64Array(N);
    // In two parts, as a runner would ask.
    sampler.fillUniforms(dimension, 0, 0, 1000, out);
    sampler.fillUniforms(dimension, 0, 1000, N - 1000, out, 1000);
    return out;
  });
};

const pearson = (a: Float64Array, b: Float64Array): number => {
  const mean = (x: Float64Array): number => x.reduce((sum, v) => sum + v, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  const product = (x: Float64Array, mx: number, y: Float64Array, my: number): number =>
    x.reduce((sum, v, i) => sum + (v - mx) * (y[i]! - my), 0);
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
};
/** Kendall's tau over the first thousand pairs. */
const kendall = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < 1000; i++) for (let j = 0; j < i; j++) sum += Math.sign((a[i]! - a[j]!) * (b[i]! - b[j]!));
  return sum / (500 * 999);
};
/** Uniform columns: Spearman's rho is Pearson's r of u. */
const matrix = [
  [1, 0.6, -0.3],
  [0.6, 1, 0.1],
  [-0.3, 0.1, 1],
];

describe.each(['monte-carlo', 'latin-hypercube', 'sobol'] as const)('a gaussian copula under %s', (method) => {
  it("has the Spearman's correlations asked for and uniform margins", () => {
    const columns = sample({ dimensions: [0, 2, 3], copula: 'gaussian', matrix }, method);

    expect(pearson(columns[0]!, columns[1]!)).toBeCloseTo(0.6, 1.5);
    expect(pearson(columns[0]!, columns[2]!)).toBeCloseTo(-0.3, 1.5);
    expect(pearson(columns[1]!, columns[2]!)).toBeCloseTo(0.1, 1.5);
    for (const column of columns) {
      const tenths = new Array<number>(10).fill(0);
      for (const u of column) tenths[Math.floor(u * 10)]! += 1;
      expect(Math.max(...tenths.map((count) => Math.abs(count - N / 10)))).toBeLessThan(4.5 * Math.sqrt(N * 0.09));
    }
  });
});

describe('Latin hypercube sampling with dependence', () => {
  it('keeps one number in every stratum', () => {
    for (const column of sample({ dimensions: [1, 2], copula: 'clayton', tau: 0.5 }, 'latin-hypercube')) {
      expect(new Set(Array.from(column, (u) => Math.floor(u * N))).size).toBe(N);
    }
  });
});

describe("Kendall's tau", () => {
  it.each([
    {
      dimensions: [0, 1],
      copula: 'gaussian',
      measure: 'kendall',
      matrix: [
        [1, 0.4],
        [0.4, 1],
      ],
    },
    {
      dimensions: [0, 1],
      copula: 't',
      degreesOfFreedom: 4,
      measure: 'kendall',
      matrix: [
        [1, 0.4],
        [0.4, 1],
      ],
    },
    { dimensions: [0, 1], copula: 'clayton', tau: 0.4 },
    { dimensions: [0, 1], copula: 'clayton', tau: 0.4, survival: true },
    { dimensions: [0, 1], copula: 'gumbel', tau: 0.4 },
    { dimensions: [0, 1, 2], copula: 'frank', tau: 0.4 },
    { dimensions: [0, 1], copula: 'frank', tau: 0.4 },
  ] as CorrelationRequest[])('is 0.4 where it was asked of %j', (request) => {
    const [a, b] = sample(request);
    expect(Math.abs(kendall(a!, b!) - 0.4)).toBeLessThan(0.06);
  });

  it('may be negative for two cells of a frank copula', () => {
    const [a, b] = sample({ dimensions: [0, 1], copula: 'frank', tau: -0.5 });
    expect(Math.abs(kendall(a!, b!) + 0.5)).toBeLessThan(0.06);
  });
});

describe("Spearman's measure of a t copula", () => {
  const request = (rho: number, degreesOfFreedom: number): CorrelationRequest => ({
    dimensions: [0, 1],
    copula: 't',
    degreesOfFreedom,
    matrix: [
      [1, rho],
      [rho, 1],
    ],
  });

  it.each([1, 3, 30])('is what was asked with %f degrees of freedom', (degreesOfFreedom) => {
    const [a, b] = sample(request(0.7, degreesOfFreedom));
    expect(Math.abs(pearson(a!, b!) - 0.7)).toBeLessThan(0.015);
    expect(rankCorrelations(planned(request(0.7, degreesOfFreedom)))[0]![1]).toBeCloseTo(0.7, 10);
  });

  it('needs a stronger copula than a gaussian one does, and the same where there are many degrees of freedom', () => {
    const strength = (degreesOfFreedom: number): number => {
      const plan = planned(request(0.7, degreesOfFreedom));
      return plan.kind === 'elliptical' ? plan.lower[1]![0]! : Number.NaN;
    };
    const gaussian = 2 * Math.sin((Math.PI * 0.7) / 6);
    expect(strength(3)).toBeGreaterThan(gaussian + 0.005);
    expect(strength(1e6)).toBeCloseTo(gaussian, 5);
  });

  // 12 E(U V) - 3 by quadrature over the conditional t distribution, with SciPy 1.17.1.
  it.each([
    [0.5, 1, 0.43210602],
    [0.5, 4, 0.46902017],
  ])('is known for r = %f and %f degrees of freedom', (r, degreesOfFreedom, expected) => {
    const plan = planned({ ...request(r, degreesOfFreedom), measure: 'copula' } as CorrelationRequest);
    expect(rankCorrelations(plan)[0]![1]).toBeCloseTo(expected, 4);
  });
});

describe('tail dependence', () => {
  const together = (request: CorrelationRequest, low: boolean): number => {
    const [a, b] = sample(request);
    let count = 0;
    for (let i = 0; i < N; i++) if (low ? a![i]! < 0.02 && b![i]! < 0.02 : a![i]! > 0.98 && b![i]! > 0.98) count += 1;
    return count / (0.02 * N);
  };

  it("is low for Clayton's copula, high for Gumbel's, and turned by survival", () => {
    const [clayton, gumbel] = [
      { dimensions: [0, 1], copula: 'clayton', tau: 0.5 },
      { dimensions: [0, 1], copula: 'gumbel', tau: 0.5 },
    ] as const;
    // Limits: 2^(-1/2) = 0.71 and 2 - 2^(1/2) = 0.59
    expect(together(clayton, true)).toBeGreaterThan(0.6);
    expect(together(clayton, false)).toBeLessThan(0.25);
    expect(together(gumbel, false)).toBeGreaterThan(0.48);
    expect(together({ ...clayton, survival: true }, false)).toBeGreaterThan(0.6);
  });

  it('is on both sides of a t copula and on none of a gaussian one', () => {
    const matrix = [
      [1, 0.5],
      [0.5, 1],
    ];
    const t = { dimensions: [0, 1], copula: 't', degreesOfFreedom: 2, measure: 'copula', matrix } as const;
    const gaussian = { dimensions: [0, 1], copula: 'gaussian', measure: 'copula', matrix } as const;
    // The limit of a t copula, 2 T3(-sqrt(3 (1 - r) / (1 + r))), is 0.39; a gaussian one has 0.12 at 2 % and 0 in the limit.
    for (const low of [true, false]) {
      expect(Math.abs(together(t, low) - 0.4)).toBeLessThan(0.06);
      expect(together(gaussian, low)).toBeLessThan(0.18);
    }
  });
});

describe("Pearson's measure", () => {
  const quantiles = [(u: number) => exp(normalQuantile(u)), (u: number) => exp(normalQuantile(u))];
  it('is converted through the inputs: for lognormal ones by the known formula', () => {
    const plan = planned({
      dimensions: [0, 1],
      copula: 'gaussian',
      measure: 'pearson',
      quantiles,
      matrix: [
        [1, 0.4],
        [0.4, 1],
      ],
    });
    // r = log(1 + rho (e - 1)) for two standard lognormal variables
    expect(plan.kind === 'elliptical' && plan.lower[1]![0]).toBeCloseTo(Math.log(1 + 0.4 * (Math.E - 1)), 4);
  });

  it('names the feasible range where the distributions do not allow it', () => {
    expect(
      problem({
        dimensions: [0, 1],
        copula: 'gaussian',
        measure: 'pearson',
        quantiles,
        matrix: [
          [1, -0.5],
          [-0.5, 1],
        ],
      }),
    ).toMatch(/cannot have Pearson's correlation -0.5: their distributions allow -0.36\d to 1.000/);
  });
});

describe('a matrix that is no correlation matrix', () => {
  const impossible = [
    [1, 0.9, -0.9],
    [0.9, 1, 0.9],
    [-0.9, 0.9, 1],
  ];
  it('is replaced by the nearest one, and the plan says so', () => {
    const plan = planned({ dimensions: [0, 1, 2], copula: 'gaussian', measure: 'copula', matrix: impossible });
    expect(plan.kind === 'elliptical' && plan.repaired).toBe(true);
  });

  it('becomes the nearest correlation matrix of the literature', () => {
    // Higham (2002), page 334: the nearest correlation matrix of this tridiagonal one
    const nearest = nearestCorrelation([
      [1, 1, 0],
      [1, 1, 1],
      [0, 1, 1],
    ]);
    expect(nearest[0]![1]).toBeCloseTo(0.7607, 4);
    expect(nearest[0]![2]).toBeCloseTo(0.1573, 4);
    expect(cholesky(nearest)).toBeDefined();
    expect(Math.min(...eigen(nearest).values)).toBeGreaterThan(0);
  });
});

describe('requests that cannot be', () => {
  it.each([
    [{ dimensions: [0], copula: 'gaussian', matrix: [[1]] }, 'A correlation needs at least two cells'],
    [
      { dimensions: [0, 1], copula: 'gaussian', matrix: [[1, 0.5]] },
      'The matrix must have 2 rows of 2 numbers, one per cell',
    ],
    [
      {
        dimensions: [0, 1],
        copula: 'gaussian',
        matrix: [
          [1, 0.5],
          [0.4, 1],
        ],
      },
      'The matrix must be symmetric: rows 1 and 2 disagree',
    ],
    [
      {
        dimensions: [0, 1],
        copula: 'gaussian',
        matrix: [
          [1, 2],
          [2, 1],
        ],
      },
      'Row 1 of the matrix has 2: correlations lie within -1 and 1',
    ],
    [
      {
        dimensions: [0, 1],
        copula: 't',
        matrix: [
          [1, 0],
          [0, 1],
        ],
      },
      'A t copula needs degreesOfFreedom greater than 0',
    ],
    [{ dimensions: [0, 1], copula: 'clayton' }, 'A clayton copula takes either tau or theta'],
    [
      { dimensions: [0, 1], copula: 'gumbel', tau: -0.2 },
      'A gumbel copula needs theta at least 1 (tau between 0 and 1)',
    ],
    [
      { dimensions: [0, 1, 2], copula: 'frank', tau: -0.2 },
      'A frank copula of more than two cells can only have positive dependence',
    ],
    [{ dimensions: [1, 1], copula: 'frank', tau: 0.2 }, 'A cell stands twice in the same correlation'],
  ] as [CorrelationRequest, string][])('are answered: %j', (request, message) =>
    expect(problem(request)).toBe(message),
  );
});
