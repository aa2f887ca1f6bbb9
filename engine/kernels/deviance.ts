import { stirlingError } from './gamma.ts';
import { exp, log } from './scalar.ts';

/**
 * x log(x / m) + m - x for x, m > 0, without cancellation where they are close.
 * Source: C. Loader, Fast and accurate computation of binomial probabilities (2000), who calls it bd0.
 */
export const deviance = (x: number, m: number): number => {
  if (Math.abs(x - m) > 0.1 * (x + m)) return x * log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let term = 2 * x * v;
  for (let k = 3; ; k += 2) {
    term *= v * v;
    const next = sum + term / k;
    if (next === sum) return sum;
    sum = next;
  }
};

/** x^a e^-x / gamma(a + 1) for a > 0, x > 0: the Poisson probability, for any real count. */
export const poissonTerm = (a: number, x: number): number =>
  exp(-stirlingError(a) - deviance(a, x)) / Math.sqrt(2 * Math.PI * a);

/** x^a y^b / B(a, b) for a, b > 0, where y = 1 - x. */
export const betaTerm = (x: number, y: number, a: number, b: number): number => {
  const n = a + b;
  const error = stirlingError(n) - stirlingError(a) - stirlingError(b);
  return exp(error - deviance(a, n * x) - deviance(b, n * y)) * Math.sqrt(((a / n) * b) / (2 * Math.PI));
};
