/** The largest errors of the kernels against results of arbitrary precision: engine/kernels/golden.json. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { distributions, prepareQuantile } from '../../engine/distributions/index.ts';
import { type ElementaryName, elementary } from '../../engine/kernels/elementary.ts';
import type { Measurement } from '../measurement.ts';

interface Golden {
  kernels: Record<ElementaryName, number[][]>;
  quantiles: { distribution: string; parameters: number[]; rows: [number, number][] }[];
}

/** The distance to the next double, of a normal number. */
const ulp = (x: number): number => 2 ** (Math.floor(Math.log2(Math.abs(x))) - 52);

export function kernelErrors(): Measurement[] {
  const path = join(import.meta.dirname, '..', '..', 'engine', 'kernels', 'golden.json');
  const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;
  const errors = Object.entries(golden.kernels).map(([name, rows]) => ({
    name,
    error: Math.max(
      ...rows.map((row) => {
        const exact = row.at(-1)!;
        return Math.abs(elementary[name as ElementaryName].scalar(...row.slice(0, -1)) - exact) / ulp(exact);
      }),
    ),
  }));
  const normal = new Set(['normalCdf', 'normalQuantile']);
  const worst = errors.filter(({ name }) => !normal.has(name)).toSorted((a, b) => b.error - a.error)[0]!;
  const relative = golden.quantiles.flatMap(({ distribution, parameters, rows }) => {
    const { quantile } = prepareQuantile(distributions[distribution]!, parameters);
    return rows.map(([u, exact]) => Math.abs(quantile(u) / exact - 1));
  });
  const quantile = golden.kernels.normalQuantile.map(([u, exact]) =>
    Math.abs(elementary.normalQuantile.scalar(u!) / exact! - 1),
  );
  return [
    {
      name: `elementary kernels, worst of ${errors.length}: ${worst.name}`,
      value: worst.error,
      unit: 'ulp',
      goal: '<= 1 ulp',
    },
    { name: 'normal quantile', value: Math.max(...quantile), unit: 'relative', goal: '<= 1e-12' },
    { name: 'gamma and beta quantiles', value: Math.max(...relative), unit: 'relative', goal: '<= 1e-12' },
  ];
}
