import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadedAtStart } from '../../infra/loadedAtStart.ts';
import { distFolder, ensureBuild } from '../../web/server/build.ts';
import type { Benchmark, Measurement } from '../measurement.ts';

const folder = join(import.meta.dirname, '..', '..', 'dist', 'functions');
/** The reader of workbooks inflates and parses; all others are small because a cold start reads them. */
const goalKb = (name: string) => (name === 'files-onObject' ? 1500 : 400);

/** How large the code is that each function loads when it starts, minified, without its source map, and each script of the web page as it is sent. */
export const bench: Benchmark = async () =>
  [...(await functions()), ...(await page())].toSorted((a, b) => b.value - a.value);

const functions = async (): Promise<Measurement[]> => {
  // Writes the bundles of all functions.
  await import('../../infra/bundle.ts');
  return readdirSync(folder).map((name) => ({
    name,
    value: loadedAtStart(join(folder, name)).reduce((sum, file) => sum + statSync(file).size, 0) / 1000,
    unit: 'kB',
    goal: `<= ${goalKb(name)} kB`,
  }));
};

const page = async (): Promise<Measurement[]> => {
  await ensureBuild();
  const scripts = join(distFolder, 'assets');
  return readdirSync(scripts)
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({
      // Without the hash of its content.
      name: `page: ${name.replace(/-[\w-]{8}\.js$/, '')}`,
      value: gzipSync(readFileSync(join(scripts, name))).length / 1000,
      unit: 'kB gzip',
    }));
};
