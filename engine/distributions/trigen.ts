import type { Distribution } from './distribution.ts';
import { triangular } from './triangular.ts';

type Triangle = readonly [number, number, number];

const halving = (f: (x: number) => number, low: number, high: number): number => {
  let [left, right] = [low, high];
  for (let step = 0; step < 200; step++) {
    const middle = left + (right - left) / 2;
    if (middle === left || middle === right) break;
    if (f(middle) < 0) left = middle;
    else right = middle;
  }
  return left + (right - left) / 2;
};

/**
 * The triangle with the given mode of which a share `below` lies under `bottom` and `above` over `top`. For a width w, the distance d from
 * the mode to an end satisfies (d - near)² = share d w on either side; the width is where both distances add up to it.
 */
const solve = (bottom: number, mode: number, top: number, below: number, above: number): Triangle => {
  const [down, up] = [mode - bottom, top - mode];
  if (below === 0 && above === 0) return [bottom, mode, top];
  /** Distance from mode to the end on one side, for a given width: (d - near)² = share d width. */
  const end = (near: number, share: number, width: number): number => {
    const half = near + (share * width) / 2;
    return half + Math.sqrt(Math.max(0, half * half - near * near));
  };
  // The width is that of both ends: increasing shares of it on the right-hand side, so one crossing.
  const excess = (width: number): number => width - end(down, below, width) - end(up, above, width);
  let high = down + up;
  for (let step = 0; step < 200 && excess(high) < 0; step++) high *= 2;
  const width = halving(excess, down + up, high);
  return [mode - end(down, below, width), mode, mode + end(up, above, width)];
};

/**
 * Triangular by percentiles: a share `lowerPercent` of 100 lies below `bottom` and `100 - upperPercent` above `top`.
 * Source: @RISK function reference, RiskTrigen.
 */
export const trigen: Distribution<Triangle> = {
  ...triangular,
  name: 'trigen',
  vendorNames: ['RiskTrigen', 'PsiTriangGen'],
  parameters: [
    { name: 'bottom', unit: 'cell' },
    { name: 'mode', unit: 'cell' },
    { name: 'top', unit: 'cell' },
    { name: 'lowerPercent', unit: 'none', atLeast: 0, below: 100 },
    { name: 'upperPercent', unit: 'none', above: 0, atMost: 100 },
  ],
  check: ([bottom, mode, top, lower, upper]) => {
    if (!(bottom! <= mode! && mode! <= top! && bottom! < top!)) return 'bottom, mode and top must be in this order';
    return lower! < upper! ? undefined : 'the lower percent must be less than the upper percent';
  },
  prepare: (values) => {
    const [bottom, mode, top, lower, upper] = values.map(Number) as [number, number, number, number, number];
    return solve(bottom, mode, top, lower / 100, 1 - upper / 100);
  },
};
