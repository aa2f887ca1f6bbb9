import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { errorsToldApart } from './leaveOut.ts';
import { loadedAtStart } from './loadedAtStart.ts';

const root = join(import.meta.dirname, '..');

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

describe('the API of', { timeout: 120_000 }, () => {
  it.each([
    ['users', 'the client of SES, which comes with the first e-mail', /client-ses\//],
    ['files', 'what writes numbers as Excel does, which comes with the first cells that are shown', /numfmt\//],
  ])('%s starts without %s', async (service, _what, source) => {
    const { bundle } = await import('./bundle.ts');
    const api = bundle(service, 'api');

    const holding = [...sourcesOf(api)].filter(([, sources]) => sources.some((path) => source.test(path)));

    expect(holding.length).toBeGreaterThan(0);
    const atStart = loadedAtStart(api).map((file) => basename(file));
    expect(holding.filter(([file]) => atStart.includes(file))).toEqual([]);
  });
});

describe('a bundle', { timeout: 120_000 }, () => {
  it('knows every error of AWS that our code tells from others by its class', () => {
    const sources = globSync('{functions,shared,events}/**/*.ts', {
      cwd: root,
      exclude: (name) => /\.test/.test(name),
    });
    const told = sources.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-/g)].flatMap(
        ([, names = '']) => names.match(/\b\w+(Exception|Exists|Exist|NoSuch\w+)\b|\bNoSuch\w+\b/g) ?? [],
      ),
    );

    expect(new Set(told)).toEqual(new Set(errorsToldApart));
  });

  it('of the gateway, through which every request goes, is at most 400 kB to start with', async () => {
    const { bundle } = await import('./bundle.ts');

    const bytes = loadedAtStart(bundle('gateway', 'api')).map((file) => statSync(file).size);

    expect(bytes.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(400_000);
  });
});
