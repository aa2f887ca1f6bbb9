/** A platform of its own for a test run: deployed to an empty local cloud on free ports, gone afterwards. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { AppContext } from './assembly.ts';
import { type Places, placesIn, simsheetFolder } from './places.ts';
import { choose, type Platform, platform, readChoices, writeChoices } from './platform.ts';
import { type Processes, processesIn } from './supervisor/processes.ts';
import { becomeSupervisor, resignAsSupervisor, writeWhole } from './supervisor/runFile.ts';
import { type Supervision, supervise, tailOf } from './supervisor/supervise.ts';

export interface TestCloud {
  /** Where the cloud answers AWS's own API. */
  endpoint: string;
  /** The web page, and the API behind it. */
  webUrl: string;
  /** The folder with what was deployed. */
  assembly: string;
  /** The file that says how its parts are just now. */
  status: string;
  /** An access token of a demo person. */
  token(email: string): Promise<string>;
  stop(): Promise<void>;
}

/** MiniStack, or what the environment asks for: LocalStack in Docker, or the cloud that runs at an address. */
const wanted = z.object({
  SIMSHEET_TEST_CLOUD: z.enum(['ministack', 'localstack']).default('ministack'),
  SIMSHEET_TEST_ENDPOINT: z.url().optional(),
});

/** Of the `n`th cloud of a checkout: two that start at the same moment would both find the first ones free. */
const firstPorts = (n: number) => ({ cloud: 14_556 + 10 * n, web: 19_080 + 10 * n, oidc: 19_180 + 10 * n });

/** With these settings of the CDK app. Rejects with the end of the log of what did not come up. */
export const startTestCloud = async (settings: AppContext = {}): Promise<TestCloud> => {
  const { SIMSHEET_TEST_CLOUD: cloud, SIMSHEET_TEST_ENDPOINT: endpoint } = wanted.parse(process.env);
  const { places, n } = await freePlaces();
  const processes = processesIn(places.children);
  await processes.endLeftovers();
  for (const old of [places.cloud, places.outputs, places.logs]) await rm(old, { recursive: true, force: true });
  // The ports of the last run, where they are free: the functions have them in their environment, so these need no new ones.
  const ports = { ...firstPorts(n), ...withoutZeros((await readChoices(places))?.ports) };
  const made = await choose({ cloud, endpoint, ports }, () => {});
  await writeChoices(places, made);
  const parts = await platform(places, made, settings);
  console.log(
    `Deploying Simsheet to ${parts.cloud.kind} at ${parts.cloud.endpoint} for the tests (logs: ${places.logs}) ...`,
  );
  const supervision = await bringUp(parts, places, processes);
  return {
    endpoint: parts.cloud.endpoint,
    webUrl: parts.webUrl,
    assembly: places.assembly,
    status: places.status,
    token: parts.token,
    stop: () => stop(supervision, places),
  };
};

/** Two test runs of one checkout at the same time need two folders. */
const freePlaces = async (): Promise<{ places: Places; n: number }> => {
  for (let n = 1; ; n += 1) {
    const places = placesIn(join(simsheetFolder, n === 1 ? 'test' : `test-${n}`));
    if ((await becomeSupervisor(places.supervisor)) === null) return { places, n };
  }
};

const withoutZeros = (ports: Record<string, number> = {}): Record<string, number> =>
  Object.fromEntries(Object.entries(ports).filter(([, port]) => port !== 0));

const bringUp = async ({ parts }: Platform, places: Places, processes: Processes): Promise<Supervision> => {
  const supervision = supervise(parts, {
    logs: places.logs,
    processes,
    onChange: (reports) => writeWhole(places.status, reports),
  });
  const failed = (await supervision.settled()).filter(({ state }) => state !== 'READY');
  if (failed.length === 0) return supervision;
  await stop(supervision, places);
  const reasons = failed
    .filter(({ state }) => state === 'FAILED')
    .map(({ name, reason, log }) => `${name} ${reason}\n${tailOf(log).join('\n')}`);
  throw new Error(`The platform did not come up:\n${reasons.join('\n')}`);
};

const stop = async (supervision: Supervision, places: Places): Promise<void> => {
  await supervision.stop();
  resignAsSupervisor(places.supervisor);
};
