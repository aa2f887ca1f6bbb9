import { sin } from './scalar.ts';

export type Rule = readonly { u: number; weight: number }[];

/** Gauss and Legendre's rule on 0..1, by Newton's method on the Legendre polynomials. Source: DLMF 3.5.v. */
export const gaussLegendre = (points: number): Rule =>
  Array.from({ length: points }, (_, i) => {
    let x = sin((Math.PI * (points - 1 - 2 * i)) / (2 * points + 1));
    let slope = 1;
    for (let step = 0; step < 20; step++) {
      let [p, before] = [1, 0];
      for (let n = 1; n <= points; n++) [p, before] = [((2 * n - 1) * x * p - (n - 1) * before) / n, p];
      slope = (points * (x * p - before)) / (x * x - 1);
      x -= p / slope;
    }
    return { u: (1 + x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
  });

/** For the integrals over a copula. */
export const legendre = gaussLegendre(64);

/** Root of an increasing function between two points, by halving: precise enough for correlations after 60 steps. */
export const rootBetween = (f: (x: number) => number, low: number, high: number): number => {
  let [left, right] = [low, high];
  for (let step = 0; step < 60; step++) {
    const middle = (left + right) / 2;
    if (f(middle) < 0) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
};
