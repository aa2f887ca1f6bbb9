import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** What the bundle of one entry point holds, as paths from the repository's root. */
const bundleOf = async (entryPoint: string): Promise<{ bytes: number; holds: (part: string) => boolean }> => {
  const { metafile } = await build({
    stdin: { contents: `export { ${entryPoint} } from './functions/files/handler.ts';`, resolveDir: root },
    absWorkingDir: root,
    outfile: 'index.mjs',
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
  });
  const [output] = Object.values(metafile.outputs);
  if (output === undefined) throw new Error('nothing was bundled');
  const held = Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
  return { bytes: output.bytes, holds: (part) => held.some((path) => path.includes(part)) };
};

const readers = [
  'engine/workbook/readWorkbook.ts',
  'functions/files/guard.ts',
  'node_modules/yauzl',
  'node_modules/saxes',
];

describe('the bundle', () => {
  it.each(['api', 'sweep', 'relay'])('of %s holds nothing that opens a workbook from outside', async (entryPoint) => {
    const { holds } = await bundleOf(entryPoint);

    expect(readers.filter(holds)).toEqual([]);
  });

  it('of the reader holds all of it and has at most 1.5 MB', async () => {
    const { bytes, holds } = await bundleOf('onObject');

    expect(readers.filter(holds)).toEqual(readers);
    expect(bytes).toBeLessThan(1_500_000);
  });
});
