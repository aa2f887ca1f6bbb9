import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { exampleBytes, exampleRequest } from '../support/simulate.ts';
import { stateOf } from './stateOf.ts';

let browser: Browser;
let script: string;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'stateOf.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'engine',
    platform: 'browser',
    target: 'es2024',
  });
  script = outputFiles[0]!.text;
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe('the engine in a browser', () => {
  it.each([
    ['product-launch-npv', 'latin-hypercube'],
    ['newsvendor', 'sobol'],
    ['retirement', 'monte-carlo'],
    ['project-cost-and-schedule', 'latin-hypercube'],
    ['own-randomness', 'monte-carlo'],
  ] as const)('gives the bytes that it gives in Node: %s by %s', { timeout: 180_000 }, async (name, sampling) => {
    const request = { ...(await exampleRequest(name)), sampling, iterations: 3000 };
    const bytes = [...(await exampleBytes(name))];
    const page = await browser.newPage();
    await page.addScriptTag({ content: script });

    const there = await page.evaluate(
      // biome-ignore lint/suspicious/noExplicitAny: the script's global is the page's
      ([file, wanted]) => (globalThis as any).engine.stateOf(file, wanted) as Promise<string>,
      [bytes, request] as const,
    );

    expect(there).toBe(await stateOf(bytes, request));
    await page.close();
  });
});
