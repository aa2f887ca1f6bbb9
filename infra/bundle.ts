import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { leaveOut } from './leaveOut.ts';

const root = join(import.meta.dirname, '..');
/** Two deployments on one machine at the same time need a folder each. */
const bundles = process.env.SIMSHEET_BUNDLES ?? join(root, 'dist', 'functions');

/**
 * The folder with the bundle of one exported Lambda entry point of a service. The bundle holds that export and what it needs, and
 * the AWS SDK, because the one in Lambda's runtime is another version than the tested one. The output depends on the
 * sources alone, so an unchanged function is not deployed again.
 */
export const bundle = (service: string, entryPoint: string): string => {
  const name = `${service}-${entryPoint}`;
  if (!built.has(name)) throw new Error(`functions/${service}/handler.ts exports no ${entryPoint}`);
  return join(bundles, name);
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  logLevel: 'error',
} as const satisfies BuildOptions;

const minified = {
  ...shared,
  outExtension: { '.js': '.mjs' },
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  mainFields: ['module', 'main'],
  // In Lambda credentials always come from the environment: the chain that looks elsewhere is 100 KB.
  alias: { '@aws-sdk/credential-provider-node': join(root, 'infra', 'environmentCredentials.ts') },
  plugins: [leaveOut],
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
} as const satisfies BuildOptions;

/** Every entry point of every service at once: they share most of their modules, which are then read once. */
const buildAll = async (): Promise<Set<string>> => {
  const entryPoints = await readEntryPoints();
  const stubs = join(bundles, '.entryPoints');
  mkdirSync(stubs, { recursive: true });
  const stubOf = ({ handler, entryPoint, name }: EntryPoint): [string, string] => {
    const stub = join(stubs, `${name}.ts`);
    writeFileSync(stub, `export { ${entryPoint} as handler } from ${JSON.stringify(join(root, handler))};\n`);
    return [`${name}/index`, stub];
  };
  const { metafile } = await build({
    ...minified,
    entryPoints: Object.fromEntries(entryPoints.map(stubOf)),
    outdir: bundles,
    metafile: true,
  });
  for (const { entryPoint: stub, inputs } of Object.values(metafile.outputs)) {
    if (stub === undefined || !hasPartOnDemand(metafile, Object.keys(inputs))) continue;
    // Apart from the others, with which it would else share many small files.
    const name = basename(stub, '.ts');
    rmSync(join(bundles, name), { recursive: true });
    await build({
      ...minified,
      entryPoints: { index: join(root, stub) },
      outdir: join(bundles, name),
      splitting: true,
    });
  }
  rmSync(stubs, { recursive: true });
  return new Set(entryPoints.map(({ name }) => name));
};

/** Whether a module of ours is loaded only when it is needed, so that it belongs into a file of its own. */
const hasPartOnDemand = ({ inputs }: Metafile, bundled: readonly string[]): boolean => {
  const imports = bundled
    .filter((path) => !path.includes('node_modules/'))
    .flatMap((path) => inputs[path]?.imports ?? []);
  const atOnce = new Set(imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path));
  return imports.some(({ kind, path }) => kind === 'dynamic-import' && !atOnce.has(path));
};

interface EntryPoint {
  handler: string;
  entryPoint: string;
  name: string;
}

/** What functions/<service>/handler.ts exports. */
const readEntryPoints = async (): Promise<EntryPoint[]> => {
  const { metafile } = await build({
    ...shared,
    entryPoints: globSync('functions/*/handler.ts', { cwd: root }),
    outdir: bundles,
    packages: 'external',
    write: false,
    metafile: true,
  });
  return Object.values(metafile.outputs).flatMap(({ entryPoint: handler, exports }) =>
    handler === undefined
      ? []
      : exports.map((entryPoint) => ({ handler, entryPoint, name: `${basename(dirname(handler))}-${entryPoint}` })),
  );
};

const built = await buildAll();
