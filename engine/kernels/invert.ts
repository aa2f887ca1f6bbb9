import { log } from './scalar.ts';

/** A distribution function to invert: both tails, each accurate where it is small, and the density. */
export interface Tails {
  lower: (x: number) => number;
  upper: (x: number) => number;
  density: (x: number) => number;
}

const STEPS = 120;

const middle = (low: number, high: number): number =>
  // Between positive ends of different size the geometric mean halves the digits still unknown.
  low > 0 && high / low > 4 ? Math.sqrt(low) * Math.sqrt(high) : low + (high - low) / 2;

/**
 * Solves lower(x) = p within [low, high], 0 < p < 1 and q = 1 - p, by Newton's method on the logarithm of the smaller tail (for a
 * log-concave tail it never overshoots), kept inside a bracket that shrinks at every step.
 */
export const invert = (tails: Tails, p: number, q: number, guess: number, low: number, high: number): number => {
  const below = p <= q;
  const target = log(below ? p : q);
  let [left, right] = [low, high];
  let x = guess > low && guess < high ? guess : middle(low, high);
  for (let step = 0; step < STEPS; step++) {
    const tail = below ? tails.lower(x) : tails.upper(x);
    const error = log(tail) - target;
    if (error === 0) return x;
    const tooFar = below ? error > 0 : error < 0;
    if (tooFar) right = x;
    else left = x;
    const slope = tails.density(x) / tail;
    const newton = x - (below ? error : -error) / slope;
    // Quadratic convergence: after so small an error another step would change nothing.
    if (Math.abs(error) < 1e-9 && Math.abs(newton - x) <= 1e-9 * Math.abs(x)) return newton;
    // Halfway where Newton's step leaves the bracket or has no slope to go by.
    const next = newton > left && newton < right ? newton : middle(left, right);
    if (!(next > left && next < right)) return x;
    x = next;
  }
  return x;
};
