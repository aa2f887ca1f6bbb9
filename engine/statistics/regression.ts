export interface Regression {
  /** Per input: the output's change, in its standard deviations, for one standard deviation of the input; null where dropped. */
  standardised: (number | null)[];
  /** Per input: the output's change per unit of the input; null where dropped. */
  coefficients: (number | null)[];
  intercept: number;
  rSquared: number;
  /** Inputs left out because they are constant or a combination of earlier ones. */
  dropped: number[];
}

/**
 * A column that keeps less than this share of its variance beside the earlier ones is collinear: its coefficient's standard error would be
 * more than a hundred times that of an independent input.
 */
const COLLINEAR = 1e-4;

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const centred = (values: Float64Array): Float64Array => {
  const mean = meanOf(values);
  return values.map((value) => value - mean);
};
const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** Linear regression of an output on inputs, by least squares: Cholesky's decomposition of the correlation matrix. */
export const regress = (inputs: readonly Float64Array[], output: Float64Array): Regression => {
  const y = centred(output);
  const columns = inputs.map(centred);
  const sizes = columns.map((column) => Math.sqrt(dot(column, column)));
  const size = Math.sqrt(dot(y, y));
  const used: number[] = [];
  const dropped: number[] = [];
  const rows: number[][] = [];
  for (const [i, column] of columns.entries()) {
    const row = used.map((j) => (sizes[i]! > 0 ? dot(column, columns[j]!) / (sizes[i]! * sizes[j]!) : 0));
    const solved: number[] = [];
    for (const [k, earlier] of rows.entries()) {
      let value = row[k]!;
      for (let m = 0; m < k; m++) value -= solved[m]! * earlier[m]!;
      solved.push(value / earlier[k]!);
    }
    const left = 1 - solved.reduce((sum, value) => sum + value * value, 0);
    if (sizes[i] === 0 || left < COLLINEAR) {
      dropped.push(i);
      continue;
    }
    used.push(i);
    rows.push([...solved, Math.sqrt(left)]);
  }

  const forward: number[] = [];
  for (const [k, row] of rows.entries()) {
    const i = used[k]!;
    let value = size > 0 ? dot(columns[i]!, y) / (sizes[i]! * size) : 0;
    for (let m = 0; m < k; m++) value -= row[m]! * forward[m]!;
    forward.push(value / row[k]!);
  }
  const betas = new Array<number>(used.length).fill(0);
  for (let k = used.length - 1; k >= 0; k--) {
    let value = forward[k]!;
    for (let m = k + 1; m < used.length; m++) value -= rows[m]![k]! * betas[m]!;
    betas[k] = value / rows[k]![k]!;
  }

  const standardised = inputs.map(() => null as number | null);
  const coefficients = inputs.map(() => null as number | null);
  let intercept = meanOf(output);
  for (const [k, i] of used.entries()) {
    const slope = (betas[k]! * size) / sizes[i]!;
    standardised[i] = betas[k]!;
    coefficients[i] = slope;
    intercept -= slope * meanOf(inputs[i]!);
  }
  return {
    standardised,
    coefficients,
    intercept,
    rSquared: forward.reduce((sum, value) => sum + value * value, 0),
    dropped,
  };
};
