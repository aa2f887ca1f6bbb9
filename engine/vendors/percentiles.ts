/** Parameters of a distribution from percentiles: what the Alt forms ask. */

import { withDefaults } from '../distributions/distribution.ts';
import { type AnyDistribution, checkParameters, type Parameter, type Value } from '../distributions/index.ts';
import { exp } from '../kernels/index.ts';
import { failed, ok, type Result } from '../result.ts';

/** P(X <= value) = probability. */
export interface Condition {
  probability: number;
  value: number;
}

export interface Wanted {
  distribution: AnyDistribution;
  /** A number where the parameter is given. */
  parameters: readonly (number | undefined)[];
  /** What is added to every value: a number, or undefined where it is asked for, too. */
  location: number | undefined;
  conditions: readonly Condition[];
}

const steps = 200;
const enough = 1e-10;

/** The parameters, then the location. */
export function solvePercentiles(wanted: Wanted): Result<{ parameters: number[]; location: number }, string> {
  const { distribution, parameters, conditions } = wanted;
  const unknown = parameters.filter((value) => value === undefined).length + (wanted.location === undefined ? 1 : 0);
  if (unknown !== conditions.length) return failed(`${unknown} percentiles are needed, not ${conditions.length}`);
  const values = conditions.map(({ value }) => value).toSorted((a, b) => a - b);
  const spread = values.length > 1 ? values.at(-1)! - values[0]! : 0;
  const size = spread > 0 ? spread : Math.max(1, Math.abs(values[0] ?? 1));

  const residuals = (all: readonly number[]): number[] | undefined => {
    const own = all.slice(0, -1);
    if (all.some((x) => !Number.isFinite(x)) || checkParameters(distribution, own) !== undefined) return undefined;
    const prepared = distribution.prepare(withDefaults(distribution, own));
    const found = conditions.map(
      ({ probability, value }) => (distribution.quantile(probability, prepared) + all.at(-1)! - value) / size,
    );
    return found.every(Number.isFinite) ? found : undefined;
  };
  for (const start of starts(wanted, values, size)) {
    const solved = solveFrom(wanted, start, residuals);
    if (solved) return ok({ parameters: solved.slice(0, -1), location: solved.at(-1)! });
  }
  return failed('no parameters give these percentiles');
}

/** Where to begin: places from the percentiles, scales from their distance, several shapes. */
function* starts({ distribution, parameters, location }: Wanted, values: readonly number[], size: number) {
  const middle = values[Math.floor((values.length - 1) / 2)] ?? 0;
  const low = values[0] ?? 0;
  const high = values.at(-1) ?? 0;
  const placeOf = ({ name, unit, above }: Parameter, scale: number, shape: number): number => {
    if (name === 'minimum' || name === 'bottom') return low - scale * size;
    if (name === 'maximum' || name === 'top') return high + scale * size;
    if (unit === 'probability') return 0.5;
    if (unit !== 'cell') return (above ?? 0) + shape;
    if (name === 'scale' || name === 'standardDeviation' || name === 'shape') return scale * size;
    return above === undefined ? middle : Math.max(middle, above + scale * size * 0.1);
  };
  for (const shape of [2, 1, 0.5, 5, 20]) {
    for (const scale of [0.5, 0.2, 1, 3]) {
      const first = distribution.parameters.map((parameter, i) => parameters[i] ?? placeOf(parameter, scale, shape));
      yield [...first, location ?? low - scale * size];
    }
  }
}

/** Levenberg and Marquardt's steps; parameters that must be positive move by their logarithm. */
function solveFrom(
  { distribution, parameters, location }: Wanted,
  start: readonly number[],
  residuals: (all: readonly number[]) => number[] | undefined,
): number[] | undefined {
  const free = [...parameters, location].flatMap((value, i) => (value === undefined ? [i] : []));
  const lowest = (i: number) => distribution.parameters[i]?.above;
  const moved = (all: readonly number[], i: number, by: number): number[] => {
    const bound = lowest(i);
    return all.with(i, bound === undefined ? all[i]! + by * scaleOf(i) : bound + (all[i]! - bound) * exp(by));
  };
  const scaleOf = (i: number) => Math.max(1e-3, Math.abs(start[i]!), Math.abs(start[i]! - (start[free[0]!] ?? 0)));
  let all = [...start];
  let now = residuals(all);
  if (!now) return undefined;
  let damping = 1e-3;
  for (let step = 0; step < steps; step++) {
    if (now.every((x) => Math.abs(x) <= enough)) return all;
    const current: number[] = now;
    const columns = free.map((i) => {
      const h = 1e-6;
      const up = residuals(moved(all, i, h));
      const down = residuals(moved(all, i, -h));
      if (up && down) return up.map((x, k) => (x - down[k]!) / (2 * h));
      const one = up ?? down;
      return one ? one.map((x, k) => (x - current[k]!) / (up ? h : -h)) : current.map(() => 0);
    });
    const delta = solveNormal(columns, current, damping);
    let next = all;
    for (const [k, i] of free.entries()) next = moved(next, i, Math.max(-2, Math.min(2, delta[k]!)));
    const after = residuals(next);
    if (after && squares(after) < squares(current)) {
      all = next;
      now = after;
      damping = Math.max(1e-14, damping / 5);
    } else {
      damping *= 4;
      if (damping > 1e12) break;
    }
  }
  return squares(now) <= 1e-16 ? all : undefined;
}

const squares = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x * x, 0);

/** (J'J + damping diag) delta = -J'r by elimination. */
function solveNormal(columns: readonly number[][], r: readonly number[], damping: number): number[] {
  const n = columns.length;
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const rows = columns.map((a, i) => [
    ...columns.map((b, j) => dot(a, b) * (i === j ? 1 + damping : 1) + (i === j ? 1e-30 : 0)),
    -dot(a, r),
  ]);
  for (let i = 0; i < n; i++) {
    for (let k = i + 1; k < n; k++) {
      const factor = rows[k]![i]! / rows[i]![i]!;
      for (let j = i; j <= n; j++) rows[k]![j]! -= factor * rows[i]![j]!;
    }
  }
  const delta: number[] = new Array(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i]![n]!;
    for (let j = i + 1; j < n; j++) sum -= rows[i]![j]! * delta[j]!;
    delta[i] = sum / rows[i]![i]!;
  }
  return delta;
}

/** A percentile as the Alt forms write it: 0.05, 5% or "5%". */
export function probabilityOf(value: Value | string): number | undefined {
  if (typeof value === 'number') return value > 0 && value < 1 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const percent = /^\s*([\d.]+)\s*%\s*$/.exec(value);
  const number = percent ? Number(percent[1]) / 100 : Number(value);
  return number > 0 && number < 1 ? number : undefined;
}

/** Texts such as "m. likely" and "alpha1" as the tables name parameters. */
export const parameterName = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('1', 'one')
    .replaceAll('2', 'two')
    .replace(/[^a-z]/g, '');
