import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Benchmark, Measurement } from './measurement.ts';

/** `npm run bench -- NAME [--json FILE]`: runs bench/NAME/bench.ts, prints its table and writes it as JSON. */
const names = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(join(import.meta.dirname, entry.name)).includes('bench.ts'))
  .map(({ name }) => name);

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const [name] = positionals;
if (name === undefined || !names.includes(name)) {
  console.error(`usage: npm run bench -- NAME [--json FILE]\n       NAME is one of: ${names.join(', ')}`);
  process.exit(2);
}

const { bench } = (await import(`./${name}/bench.ts`)) as { bench: Benchmark };
const rows = await bench();
console.table(Object.fromEntries(rows.map(({ name: row, ...rest }) => [row, readable(rest)])));
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`);

function readable({ value, unit, reference, referenceValue, ratio, goal }: Omit<Measurement, 'name'>) {
  return {
    measured: `${Number(value.toPrecision(4))} ${unit}`,
    ...(goal === undefined ? {} : { goal }),
    ...(reference === undefined
      ? {}
      : {
          reference: `${reference}: ${Number(referenceValue?.toPrecision(4))} ${unit}`,
          ratio: Number(ratio?.toPrecision(3)),
        }),
  };
}
