import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

export const webFolder = join(import.meta.dirname, '..');
export const rootFolder = join(webFolder, '..');
export const distFolder = join(webFolder, 'dist');
export const viteConfigFile = join(webFolder, 'vite.config.ts');

const stampFile = join(distFolder, '.sources');

/** Everything that the page's bundle is made from. */
const sources = [
  'web/index.html',
  'web/vite.config.ts',
  'web/public',
  'web/src',
  'shared/api',
  'engine',
  'examples',
  'docs/openapi.json',
  'package-lock.json',
].map((path) => join(rootFolder, path));

/** Builds the page into `web/dist` unless what is there was built from the same sources. Answers whether it built. */
export const ensureBuild = async (): Promise<boolean> => {
  const hash = await hashSources(sources);
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === hash) return false;
  await buildForProduction();
  await writeFile(stampFile, hash);
  return true;
};

/** Vite takes NODE_ENV over its own mode, and a test run's would put React's slow development build into the page. */
const buildForProduction = async (): Promise<void> => {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    const { build } = await import('vite');
    await build({ configFile: viteConfigFile, logLevel: 'warn' });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
};

/** A hash over names and contents; tests do not count, and a source that is not there counts as empty. */
export const hashSources = async (paths: readonly string[]): Promise<string> => {
  const hash = createHash('sha256');
  for (const path of (await Promise.all(paths.map(filesUnder))).flat().sort()) {
    hash
      .update(`${relative(rootFolder, path)}\0`)
      .update(await readFile(path))
      .update('\0');
  }
  return hash.digest('hex');
};

const filesUnder = async (path: string): Promise<string[]> => {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTDIR') return undefined;
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
};
