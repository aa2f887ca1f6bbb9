import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { simsheet } from '../../infra/simsheet.ts';
import type { Benchmark } from '../measurement.ts';

const folder = join(import.meta.dirname, '..', '..', 'dist', 'functions');
/** The reader of workbooks inflates and parses; all others are small because a cold start reads them. */
const goalKb = (name: string) => (name === 'files-onObject' ? 1500 : 400);

/** How large each function's code is, minified, without its source map. */
export const bench: Benchmark = async () => {
  simsheet(new App({ context: { cloud: 'ministack' } }));
  return readdirSync(folder)
    .map((name) => ({
      name,
      value: statSync(join(folder, name, 'index.mjs')).size / 1000,
      unit: 'kB',
      goal: `<= ${goalKb(name)} kB`,
    }))
    .toSorted((a, b) => b.value - a.value);
};
