import { join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(import.meta.dirname, '..');
/** Two deployments on one machine at the same time need a folder each. */
const bundles = process.env.SIMSHEET_BUNDLES ?? join(root, 'dist', 'functions');

/**
 * Bundles one exported Lambda entry point of a service and returns the folder. The bundle holds
 * that export and what it needs, and the AWS SDK, because the one in Lambda's runtime is another version than the
 * tested one. The output depends on the sources alone, so an unchanged function is not deployed again.
 */
export const bundle = (service: string, entryPoint: string): string => {
  const folder = join(bundles, `${service}-${entryPoint}`);
  buildSync({
    stdin: {
      contents: `export { ${entryPoint} as handler } from './functions/${service}/handler.ts';`,
      resolveDir: root,
    },
    outfile: join(folder, 'index.mjs'),
    absWorkingDir: root,
    bundle: true,
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // In Lambda credentials always come from the environment: the chain that looks elsewhere is 100 KB.
    alias: { '@aws-sdk/credential-provider-node': join(root, 'infra', 'environmentCredentials.ts') },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return folder;
};
