/** Symmetric matrices as rows, for correlations: a few dozen rows at most. */
export type Matrix = readonly (readonly number[])[];

/** The lower triangular L with L L' = the matrix; undefined where it is not positive definite. */
export const cholesky = (matrix: Matrix): number[][] | undefined => {
  const lower: number[][] = [];
  for (let i = 0; i < matrix.length; i++) {
    const row = new Array<number>(matrix.length).fill(0);
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= row[k]! * (j === i ? row[k]! : lower[j]![k]!);
      if (j < i) row[j] = sum / lower[j]![j]!;
      else if (sum > 1e-12) row[i] = Math.sqrt(sum);
      else return undefined;
    }
    lower.push(row);
  }
  return lower;
};

/** Eigenvalues and eigenvectors (columns) by cyclic Jacobi rotations. Source: Golub and Van Loan, Matrix Computations, 8.5. */
export const eigen = (matrix: Matrix): { values: number[]; vectors: number[][] } => {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = matrix.map((row, i) => row.map((_, j): number => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 100; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p]![q]! * a[p]![q]!;
    if (off < 1e-30) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p]![q] === 0) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[k]![p]!, a[k]![q]!];
          a[k]![p] = c * x - s * y;
          a[k]![q] = s * x + c * y;
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[p]![k]!, a[q]![k]!];
          a[p]![k] = c * x - s * y;
          a[q]![k] = s * x + c * y;
          const [f, g] = [v[k]![p]!, v[k]![q]!];
          v[k]![p] = c * f - s * g;
          v[k]![q] = s * f + c * g;
        }
      }
    }
  }
  return { values: a.map((row, i) => row[i]!), vectors: v };
};

const SMALLEST_EIGENVALUE = 1e-8;

/** The nearest positive semidefinite matrix in the Frobenius norm. */
const projected = (matrix: Matrix): number[][] => {
  const { values, vectors } = eigen(matrix);
  return matrix.map((_, i) =>
    matrix.map((_, j) =>
      values.reduce(
        (sum, value, k) => sum + Math.max(value, SMALLEST_EIGENVALUE) * vectors[i]![k]! * vectors[j]![k]!,
        0,
      ),
    ),
  );
};

/**
 * The nearest correlation matrix, by alternating projections with Dykstra's correction.
 * Source: N. J. Higham, Computing the nearest correlation matrix, IMA J. Numer. Anal. 22 (2002), algorithm 3.3.
 */
export const nearestCorrelation = (matrix: Matrix): number[][] => {
  let y = matrix.map((row) => [...row]);
  let correction = matrix.map((row) => row.map(() => 0));
  for (let step = 0; step < 500; step++) {
    const r = y.map((row, i) => row.map((value, j) => value - correction[i]![j]!));
    const x = projected(r);
    correction = x.map((row, i) => row.map((value, j) => value - r[i]![j]!));
    const next = x.map((row, i) => row.map((value, j) => (i === j ? 1 : value)));
    const change = Math.max(...next.flatMap((row, i) => row.map((value, j) => Math.abs(value - y[i]![j]!))));
    y = next;
    if (change < 1e-12) break;
  }
  // The unit diagonal may have cost the last bit of definiteness: a final scaling restores both.
  const definite = projected(y);
  return definite.map((row, i) =>
    row.map((value, j) => (i === j ? 1 : value / Math.sqrt(definite[i]![i]! * definite[j]![j]!))),
  );
};
