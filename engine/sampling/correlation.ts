import { exp, expm1, normalCdf, sin } from '../kernels/index.ts';
import { legendre, rootBetween } from '../kernels/quadrature.ts';
import { failed, ok, type Result } from '../result.ts';
import { cholesky, type Matrix, nearestCorrelation } from './matrix.ts';
import { correlationFromSpearman } from './spearman.ts';

export type Measure = 'spearman' | 'pearson' | 'kendall' | 'copula';

/** What a request says about a group of inputs; `dimensions` are their places among the sampler's dimensions. */
export type CorrelationRequest = EllipticalRequest | ArchimedeanRequest;

interface EllipticalRequest {
  dimensions: readonly number[];
  copula: 'gaussian' | 't';
  matrix: Matrix;
  measure?: Measure;
  degreesOfFreedom?: number;
  /** Standardised quantiles of the inputs, for the measure pearson. */
  quantiles?: readonly ((u: number) => number)[];
}

interface ArchimedeanRequest {
  dimensions: readonly number[];
  copula: 'clayton' | 'gumbel' | 'frank';
  tau?: number;
  theta?: number;
  survival?: boolean;
}

/** A copula ready to sample, with what was asked where it had to be changed. */
export type Dependence =
  | {
      kind: 'elliptical';
      dimensions: readonly number[];
      /** Cholesky factor of the copula's own correlation matrix after conversion and repair: row i holds its first i + 1 numbers. */
      lower: Matrix;
      /** Of a t copula; absent for a gaussian one. */
      degreesOfFreedom?: number;
      /** The converted matrix was no correlation matrix and was replaced by the nearest one. */
      repaired: boolean;
    }
  | {
      kind: 'archimedean';
      dimensions: readonly number[];
      copula: 'clayton' | 'gumbel' | 'frank';
      theta: number;
      survival: boolean;
    };

/** Kendall's tau of a Frank copula: 1 - 4 / theta (1 - D1(theta)), D1 Debye's function. */
const frankTau = (theta: number): number => {
  if (Math.abs(theta) < 1e-6) return theta / 9;
  const size = Math.abs(theta);
  const debye = legendre.reduce((sum, { u, weight }) => {
    const t = u * size;
    return sum + weight * (t / expm1(t));
  }, 0);
  const tau = 1 - (4 / size) * (1 - debye);
  return theta < 0 ? -tau : tau;
};

const archimedeans = {
  clayton: {
    needs: 'theta greater than 0 (tau between 0 and 1)',
    thetaOf: (tau: number) => (2 * tau) / (1 - tau),
    least: 0,
    strict: true,
  },
  gumbel: {
    needs: 'theta at least 1 (tau between 0 and 1)',
    thetaOf: (tau: number) => 1 / (1 - tau),
    least: 1,
    strict: false,
  },
  frank: {
    needs: 'theta other than 0',
    thetaOf: (tau: number) => (tau < 0 ? -1 : 1) * rootBetween((x) => frankTau(x) - Math.abs(tau), 1e-6, 500),
    least: -Infinity,
    strict: false,
  },
} as const;

const planArchimedean = (request: ArchimedeanRequest): Result<Dependence, string> => {
  const { copula, tau, theta: given, dimensions, survival = false } = request;
  const { thetaOf, needs, least, strict } = archimedeans[copula];
  if ((tau === undefined) === (given === undefined)) return failed(`A ${copula} copula takes either tau or theta`);
  if (tau !== undefined && !(tau > -1 && tau < 1))
    return failed(`tau must be greater than -1 and less than 1, not ${tau}`);
  const theta = given ?? thetaOf(tau!);
  if (!Number.isFinite(theta) || theta < least || (strict && theta === least) || theta === 0) {
    return failed(`A ${copula} copula needs ${needs}`);
  }
  if (theta < 0 && dimensions.length > 2) {
    return failed('A frank copula of more than two cells can only have positive dependence');
  }
  return ok({ kind: 'archimedean', dimensions, copula, theta, survival });
};

const convertKendall = (tau: number): number => sin((Math.PI * tau) / 2);

/** The copula's correlation that gives each pair the correlation asked for. */
const convert = (
  request: EllipticalRequest,
  pearson: (i: number, j: number, wanted: number) => Result<number, string>,
): Result<number[][], string> => {
  const { matrix, measure = 'spearman', degreesOfFreedom } = request;
  const rows: number[][] = [];
  for (let i = 0; i < matrix.length; i++) {
    const row: number[] = [];
    for (let j = 0; j < matrix.length; j++) {
      const wanted = matrix[i]![j]!;
      if (i === j || measure === 'copula') row.push(wanted);
      else if (measure === 'kendall') row.push(convertKendall(wanted));
      else if (measure === 'spearman')
        row.push(correlationFromSpearman(wanted, request.copula === 't' ? degreesOfFreedom : undefined));
      else {
        const found = j < i ? ok(rows[j]![i]!) : pearson(i, j, wanted);
        if (!found.ok) return found;
        row.push(found.value);
      }
    }
    rows.push(row);
  }
  return ok(rows);
};

const LOWEST = 1.1102230246251565e-16; // 2^-53
const GRID = 160;
/** Midpoints in z with normal weights, over -8..8: exact to many digits for what is smooth in z. */
const normalGrid = Array.from({ length: GRID }, (_, i) => -8 + (16 * (i + 0.5)) / GRID);

/** Phi(z) where a quantile is finite. */
const probabilityOf = (z: number): number => Math.max(LOWEST, Math.min(1 - LOWEST, normalCdf(z)));

/** Pearson's correlation of two inputs under a gaussian copula with correlation r, by quadrature over both. */
const pearsonUnder = (f: (u: number) => number, g: (u: number) => number): ((r: number) => number) => {
  const weights = normalGrid.map((z) => exp((-z * z) / 2));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const mean = (values: number[]): number => values.reduce((sum, x, i) => sum + x * weights[i]!, 0) / total;
  const centredValues = (h: (u: number) => number): number[] => {
    const values = normalGrid.map((z) => h(probabilityOf(z)));
    const centre = mean(values);
    const spread = Math.sqrt(mean(values.map((x) => (x - centre) * (x - centre))));
    return values.map((x) => (x - centre) / spread);
  };
  const fs = centredValues(f);
  const gMean = mean(normalGrid.map((z) => g(probabilityOf(z))));
  const gSpread = Math.sqrt(mean(normalGrid.map((z) => (g(probabilityOf(z)) - gMean) * (g(probabilityOf(z)) - gMean))));
  return (r) => {
    const rest = Math.sqrt(Math.max(0, 1 - r * r));
    return mean(
      normalGrid.map((z, i) => {
        const inner = mean(normalGrid.map((w) => (g(probabilityOf(r * z + rest * w)) - gMean) / gSpread));
        return fs[i]! * inner;
      }),
    );
  };
};

/** Checks a request and makes it ready to sample; what is wrong is a sentence that says what to do. */
export const planCorrelation = (request: CorrelationRequest): Result<Dependence, string> => {
  const { dimensions } = request;
  if (dimensions.length < 2) return failed('A correlation needs at least two cells');
  if (new Set(dimensions).size !== dimensions.length) return failed('A cell stands twice in the same correlation');
  if (!('matrix' in request)) return planArchimedean(request);

  const { matrix, degreesOfFreedom } = request;
  const size = dimensions.length;
  if (matrix.length !== size || matrix.some((row) => row.length !== size)) {
    return failed(`The matrix must have ${size} rows of ${size} numbers, one per cell`);
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const value = matrix[i]![j]!;
      if (i === j && value !== 1) return failed(`The matrix must have 1 on its diagonal; row ${i + 1} has ${value}`);
      if (!(Math.abs(value) <= 1))
        return failed(`Row ${i + 1} of the matrix has ${value}: correlations lie within -1 and 1`);
      if (value !== matrix[j]![i]) return failed(`The matrix must be symmetric: rows ${i + 1} and ${j + 1} disagree`);
    }
  }
  if (request.copula === 't' && !(degreesOfFreedom !== undefined && degreesOfFreedom > 0)) {
    return failed('A t copula needs degreesOfFreedom greater than 0');
  }
  if (request.measure === 'pearson' && request.copula === 't') {
    return failed('The measure pearson goes with a gaussian copula; give a t copula spearman, kendall or copula');
  }
  if (request.measure === 'pearson' && request.quantiles?.length !== size) {
    return failed('The measure pearson needs inputs with constant parameters; use spearman or kendall');
  }

  const converted = convert(request, (i, j, wanted) => {
    const under = pearsonUnder(request.quantiles![i]!, request.quantiles![j]!);
    const [lowest, highest] = [under(-0.9999), under(0.9999)];
    if (wanted < lowest || wanted > highest) {
      return failed(
        `Cells ${i + 1} and ${j + 1} cannot have Pearson's correlation ${wanted}: their distributions allow ${lowest.toFixed(3)} to ${highest.toFixed(3)}`,
      );
    }
    return ok(rootBetween((r) => under(r) - wanted, -0.9999, 0.9999));
  });
  if (!converted.ok) return converted;
  const direct = cholesky(converted.value);
  return ok({
    kind: 'elliptical',
    dimensions,
    lower: (direct ?? cholesky(nearestCorrelation(converted.value))!).map((row, i) => row.slice(0, i + 1)),
    ...(request.copula === 't' && { degreesOfFreedom }),
    repaired: !direct,
  });
};
