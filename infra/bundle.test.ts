import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';

// A folder of its own: the app's other tests bundle at the same time.
const folder = mkdtempSync(join(tmpdir(), 'simsheet-bundles-'));
vi.stubEnv('SIMSHEET_BUNDLES', folder);
afterAll(() => rmSync(folder, { recursive: true }));

/** The sources of each file of a bundle, as its map lists them. */
const sourcesOf = (bundle: string): Map<string, string[]> =>
  new Map(
    readdirSync(bundle)
      .filter((file) => file.endsWith('.mjs'))
      .map((file) => [file, JSON.parse(readFileSync(join(bundle, `${file}.map`), 'utf8')).sources]),
  );

describe('the function that computes slices', { timeout: 120_000 }, () => {
  it('starts without the parser and the interpreter, which it loads when a block needs them', async () => {
    const { bundle } = await import('./bundle.ts');

    const files = sourcesOf(bundle('simulations', 'slice'));
    const holding = (source: string) =>
      [...files].filter(([, sources]) => sources.some((path) => path.endsWith(source))).map(([file]) => file);

    expect(holding('engine/run/runner.ts')).toEqual(['index.mjs']);
    expect(holding('engine/formula/parse.ts')).toEqual([expect.stringMatching(/^interpreted-/)]);
    expect(holding('engine/interpret/interpreter.ts')).toEqual([expect.stringMatching(/^interpreted-/)]);
  });
});
