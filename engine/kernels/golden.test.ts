import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { distributions, prepareQuantile } from '../distributions/index.ts';
import { type ElementaryName, elementary } from './elementary.ts';

/** Arguments and correctly rounded results, by golden.py. */
const golden: {
  kernels: Record<ElementaryName, number[][]>;
  quantiles: { distribution: string; parameters: number[]; rows: [number, number][] }[];
} = JSON.parse(readFileSync(join(import.meta.dirname, 'golden.json'), 'utf8'));

const view = new DataView(new ArrayBuffer(8));
/** The distance to the next double. */
const ulp = (x: number): number => {
  view.setFloat64(0, Math.abs(x));
  view.setBigInt64(0, view.getBigInt64(0) + 1n);
  return view.getFloat64(0) - Math.abs(x);
};

/** In ulps. The quantile is Wichura's rational approximation to 16 digits; the distribution function loses one where it scales by sqrt(1/2). */
const bounds: Record<string, number> = { normalCdf: 2, normalQuantile: 4 };

describe.each(Object.entries(golden.kernels))('%s', (name, rows) => {
  const kernel = elementary[name as ElementaryName];

  it('is off by no more than an ulp, the normal distribution by a few', () => {
    const bound = bounds[name] ?? 1;
    const errors = rows.map((row) => Math.abs(kernel.scalar(...row.slice(0, -1)) - row.at(-1)!) / ulp(row.at(-1)!));

    expect(Math.max(...errors)).toBeLessThanOrEqual(bound);
  });

  it('has the same bits as a block', () => {
    const ownRows = rows.filter((row) => row.length === 2 || row[1] === rows[0]![1]);
    const block = Float64Array.from(ownRows, (row) => row[0]!);
    kernel.block(block, block, 0, block.length, ...ownRows[0]!.slice(1, -1));

    expect([...block]).toEqual(ownRows.map((row) => kernel.scalar(...row.slice(0, -1))));
  });
});

describe.each(golden.quantiles)('the quantile of $distribution($parameters)', ({ distribution, parameters, rows }) => {
  it('is right to 12 digits, from its table', () => {
    const { quantile } = prepareQuantile(distributions[distribution]!, parameters);

    for (const [u, expected] of rows) expect(Math.abs(quantile(u) / expected - 1)).toBeLessThan(1e-12);
  });
});
