import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for all that is temporary in a test run, gone with it: the CDK leaves each assembly that it makes in one. */
export default (): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'simsheet-tests-'));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
};
