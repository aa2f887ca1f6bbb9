import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a function's bundle that are read when it starts: its main one and what that imports at once. */
export const loadedAtStart = (bundle: string): string[] => {
  const main = join(bundle, 'index.mjs');
  const imported = readFileSync(main, 'utf8').matchAll(/(?:from|import)"\.\/([\w-]+\.mjs)"/g);
  return [main, ...new Set([...imported].map(([, file = '']) => join(bundle, file)))];
};
