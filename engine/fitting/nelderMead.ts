/**
 * Least value of a function without derivatives, from a starting point: reflect, expand, contract or shrink a simplex, started again from
 * where it came to rest until that changes nothing. Deterministic. Infinite and NaN values are walls.
 * Source: J. A. Nelder, R. Mead, A simplex method for function minimization, Computer Journal 7 (1965).
 */
export const nelderMead = (
  f: (x: readonly number[]) => number,
  start: readonly number[],
): { x: number[]; value: number } => {
  const evaluate = (x: readonly number[]): number => {
    const value = f(x);
    return Number.isNaN(value) ? Infinity : value;
  };
  let best = { x: [...start], value: evaluate(start) };
  for (let restart = 0; restart < 4; restart++) {
    const found = descend(evaluate, best.x, restart % 2 === 0 ? 0.25 : 0.05);
    const gain = best.value - found.value;
    if (found.value <= best.value) best = found;
    if (restart > 0 && !(gain > 1e-9 * (1 + Math.abs(best.value)))) break;
  }
  return best;
};

const MOST_STEPS = 120;

interface Corner {
  x: number[];
  value: number;
}

const descend = (f: (x: readonly number[]) => number, start: readonly number[], size: number): Corner => {
  const n = start.length;
  const corner = (x: number[]): Corner => ({ x, value: f(x) });
  const simplex = [corner([...start])];
  for (let i = 0; i < n; i++) {
    simplex.push(corner(start.map((value, j) => (i === j ? value + size * (1 + Math.abs(value) * 0.1) : value))));
  }
  const order = (): void => void simplex.sort((a, b) => a.value - b.value);
  order();
  for (let step = 0; step < MOST_STEPS * n; step++) {
    const [first, last, second] = [simplex[0]!, simplex[n]!, simplex[n - 1]!];
    const spread = Math.max(...simplex.map(({ x }) => Math.max(...x.map((v, j) => Math.abs(v - first.x[j]!)))));
    if (spread < 1e-9 && !(last.value - first.value > 1e-12 * (1 + Math.abs(first.value)))) break;
    const centre = start.map((_, j) => simplex.slice(0, n).reduce((sum, { x }) => sum + x[j]!, 0) / n);
    const along = (t: number): Corner => corner(centre.map((c, j) => c + t * (last.x[j]! - c)));
    const reflected = along(-1);
    if (reflected.value < first.value) {
      const expanded = along(-2);
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < second.value) simplex[n] = reflected;
    else {
      const contracted = reflected.value < last.value ? along(-0.5) : along(0.5);
      if (contracted.value < Math.min(reflected.value, last.value)) simplex[n] = contracted;
      else {
        for (let i = 1; i <= n; i++) {
          simplex[i] = corner(simplex[i]!.x.map((value, j) => first.x[j]! + 0.5 * (value - first.x[j]!)));
        }
      }
    }
    order();
  }
  return simplex[0]!;
};
