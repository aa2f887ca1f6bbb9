import { add, div, le, mul, select, sqrt, sub } from '../kernels/expression.ts';
import { closedForm } from './distribution.ts';

type Parameters = readonly [number, number, number, number];
const below = (x: number, [low, mode, , p]: Parameters): number =>
  x <= low ? 0 : p * ((x - low) / (mode - low)) * ((x - low) / (mode - low));
const above = (x: number, [, mode, high, p]: Parameters): number =>
  x >= high ? 0 : (1 - p) * ((high - x) / (high - mode)) * ((high - x) / (high - mode));

const mean = ([low, mode, high, p]: Parameters): number => (p * (low + 2 * mode) + (1 - p) * (2 * mode + high)) / 3;
/** E (x - c)² of a right triangle that rises from `end` to `mode`. */
const square = (end: number, mode: number, centre: number): number => {
  const [a, b] = [end - centre, mode - centre];
  return (a * a + 2 * a * b + 3 * b * b) / 6;
};

/**
 * Double triangular: two right triangles that meet at the mode, the lower one with a given probability.
 * Source: @RISK function reference, RiskDoubleTriang.
 */
export const doubleTriangular = closedForm(
  4,
  (u, low, mode, high, p) => {
    const left = add(low!, mul(sub(mode!, low!), sqrt(div(u!, p!))));
    const right = sub(high!, mul(sub(high!, mode!), sqrt(div(sub(1, u!), sub(1, p!)))));
    return select(le(u!, p!), left, right);
  },
  {
    name: 'doubletriangular',
    vendorNames: ['RiskDoubleTriang', 'PsiDblTriang'],
    kind: 'continuous',
    parameters: [
      { name: 'minimum', unit: 'cell' },
      { name: 'mode', unit: 'cell' },
      { name: 'maximum', unit: 'cell' },
      { name: 'lowerProbability', unit: 'probability', above: 0, below: 1 },
    ],
    check: ([low, mode, high]) =>
      low! < mode! && mode! < high! ? undefined : 'the mode must lie between the minimum and the maximum',
    support: ([low, , high]) => [low, high],
    mean,
    variance: (p) => {
      const centre = mean(p);
      return p[3] * square(p[0], p[1], centre) + (1 - p[3]) * square(p[2], p[1], centre);
    },
    cdf: (x, p) => (x < p[1] ? below(x, p) : 1 - above(x, p)),
    survival: (x, p) => (x < p[1] ? 1 - below(x, p) : above(x, p)),
  },
);
