import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { root } from './places.ts';

/** The first simulation of a new installation: what a newcomer sees. */
export interface SeededSimulation {
  simulationId: string;
  name: string;
  /** Its main figure in words. */
  headline: string;
}

const exampleList = z.array(z.object({ id: z.string(), title: z.string(), workbook: z.string(), request: z.string() }));
const list = z.object({ items: z.array(z.object({ simulationId: z.string(), name: z.string(), status: z.string() })) });
const accepted = z.object({ simulationId: z.string() });
const file = z.object({
  fileId: z.string(),
  status: z.string().default('PROCESSING'),
  reasons: z.unknown().optional(),
});
const simulation = z.object({ status: z.string(), name: z.string(), error: z.unknown().optional() });
const results = z.object({
  outputs: z
    .array(
      z.object({
        name: z.string(),
        mean: z.number().nullable(),
        percentiles: z.record(z.string(), z.number()).nullable(),
      }),
    )
    .min(1),
});

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * Uploads the first example and simulates it, as the person whom the token names, through the API as anybody would; or
 * finds it there. Answers null where the checkout has no examples.
 */
export const seed = async (
  { apiUrl, token, signal }: { apiUrl: string; token: string; signal: AbortSignal },
  log: (line: string) => void,
): Promise<SeededSimulation | null> => {
  const call = caller(apiUrl, token, signal);
  const folder = join(root, 'examples');
  const index = await readFile(join(folder, 'index.json'), 'utf8').catch(() => '[]');
  const [example] = exampleList.parse(JSON.parse(index));
  if (example === undefined) {
    log('there are no examples to simulate: "npm run examples" makes them');
    return null;
  }
  const request = z
    .looseObject({ name: z.string().optional() })
    .parse(JSON.parse(await readFile(join(folder, example.request), 'utf8')));
  const name = request.name ?? example.title;

  const known = list.parse(await call('GET', '/api/simulations?limit=50')).items;
  const found = known.find((item) => item.name === name && !['FAILED', 'CANCELLED'].includes(item.status));
  if (found !== undefined) log(`"${name}" is there already`);
  const simulationId =
    found?.simulationId ?? (await start(call, join(folder, example.workbook), { ...request, name }, log));

  const ended = await until(
    async () => simulation.parse(await call('GET', `/api/simulations/${simulationId}`)),
    ({ status }) => ['COMPLETED', 'FAILED', 'CANCELLED'].includes(status),
    signal,
  );
  if (ended.status !== 'COMPLETED')
    throw new Error(`the example "${name}" is ${ended.status}: ${JSON.stringify(ended.error)}`);
  return { simulationId, name, headline: headlineOf(results.parse(await call('GET', `/api/results/${simulationId}`))) };
};

type Call = (method: string, path: string, body?: BodyInit, headers?: Record<string, string>) => Promise<unknown>;

const start = async (call: Call, workbook: string, request: object, log: (line: string) => void): Promise<string> => {
  const bytes = await readFile(workbook);
  const { fileId } = file.parse(
    await call('POST', '/api/files', bytes, {
      'content-type': workbookType,
      'x-file-name': workbook.split('/').at(-1)!,
    }),
  );
  log(`uploaded ${workbook} as ${fileId}`);
  const read = await until(
    async () => file.parse(await call('GET', `/api/files/${fileId}`)),
    ({ status }) => status === 'READY' || status === 'REJECTED',
  );
  if (read.status !== 'READY') throw new Error(`${workbook} was rejected: ${JSON.stringify(read.reasons)}`);
  const body = JSON.stringify({ ...request, fileId });
  const { simulationId } = accepted.parse(
    await call('POST', '/api/simulations', body, { 'content-type': 'application/json' }),
  );
  log(`started ${simulationId}`);
  return simulationId;
};

const caller =
  (apiUrl: string, token: string, signal: AbortSignal): Call =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(apiUrl + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      signal,
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answers ${response.status}: ${text}`);
    return JSON.parse(text);
  };

/** Asks again until the answer is as wanted; the part's own deadline ends it otherwise. */
const until = async <Answer>(
  ask: () => Promise<Answer>,
  wanted: (answer: Answer) => boolean,
  signal?: AbortSignal,
): Promise<Answer> => {
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    await sleep(250, undefined, { ...(signal && { signal }) });
  }
};

const figure = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

const headlineOf = ({ outputs: [first] }: z.infer<typeof results>): string => {
  const { name, mean, percentiles } = first!;
  const middle = mean === null ? 'no mean' : `mean ${figure.format(mean)}`;
  const [low, high] = [percentiles?.['5'], percentiles?.['95']];
  return low === undefined || high === undefined
    ? `${name}: ${middle}`
    : `${name}: ${middle}, nine times in ten between ${figure.format(low)} and ${figure.format(high)}`;
};
