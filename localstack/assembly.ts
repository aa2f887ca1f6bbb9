import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { hashSources } from '../web/server/build.ts';
import { environmentFor } from './clouds.ts';
import { locks, root } from './places.ts';
import { exclusively } from './prepare/lock.mjs';
import type { Work } from './supervisor/supervise.ts';

/** Everything that the stacks and their functions are made from. */
const sources = ['infra', 'functions', 'shared', 'events', 'engine', 'cdk.json', 'package-lock.json'].map((path) =>
  join(root, path),
);

/** Settings of the CDK app: see infra/settings.ts. */
export type AppContext = Record<string, string>;

/**
 * Makes the cloud assembly (templates and bundled functions) in `folder`, unless it is there, made from the same sources
 * with the same context. Calls the app itself: the CDK's command would only start it as well. Answers whether it did.
 */
export const synthesise = async (
  folder: string,
  context: AppContext,
  { run, log }: Pick<Work, 'run' | 'log'>,
): Promise<boolean> =>
  // The functions are bundled into a folder that all installations of this checkout share.
  exclusively(join(locks, 'synthesis'), async () => {
    const stamp = join(folder, '.made-from');
    const madeFrom = `${await hashSources(sources)} ${JSON.stringify(context)}`;
    if ((await readFile(stamp, 'utf8').catch(() => '')) === madeFrom) {
      log('the assembly is up to date');
      return false;
    }
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const { context: flags } = cdkSettings.parse(JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8')));
    await run({
      command: 'node',
      args: ['infra/app.ts'],
      folder: root,
      environment: {
        ...environmentFor('http://127.0.0.1:9'),
        CDK_OUTDIR: folder,
        CDK_CONTEXT_JSON: JSON.stringify({ ...flags, ...context }),
        CDK_DEFAULT_ACCOUNT: '000000000000',
        CDK_DEFAULT_REGION: 'us-east-1',
      },
    });
    await writeFile(stamp, madeFrom);
    return true;
  });

const cdkSettings = z.object({ context: z.record(z.string(), z.unknown()).default({}) });

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z.object({ templateFile: z.string().optional(), stackName: z.string().optional() }).optional(),
    }),
  ),
});

export interface StackTemplate {
  stackName: string;
  template: unknown;
}

/** The stacks of an assembly. */
export const stacksOf = async (folder: string): Promise<StackTemplate[]> => {
  const { artifacts } = manifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  return Promise.all(
    Object.entries(artifacts)
      .filter(([, { type }]) => type === 'aws:cloudformation:stack')
      .map(async ([id, { properties }]) => ({
        stackName: properties?.stackName ?? id,
        template: JSON.parse(await readFile(join(folder, properties?.templateFile ?? `${id}.template.json`), 'utf8')),
      })),
  );
};
