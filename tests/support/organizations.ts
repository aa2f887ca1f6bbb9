import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, inject } from 'vitest';
import { clientSettings } from '../../localstack/clouds.ts';
import { type Api, until } from './api.ts';
import { actingIn } from './people.ts';
import { exampleRequest, simulate, uploadExample } from './simulate.ts';

const example = 'product-launch-npv';

/** Somebody's further organization, and they acting in it. */
export const ofItsOwn = async (api: Api, name: string): Promise<{ organizationId: string; within: Api }> => {
  const { organizationId } = (await api('/api/users/organizations', { json: { name } })).body;
  return { organizationId, within: actingIn(organizationId, api) };
};

/** Leaves rows in every table and objects in every bucket. */
export const work = async (api: Api): Promise<void> => {
  const fileId = await uploadExample(api, example);
  const request = { ...(await exampleRequest(example)), fileId };
  const { simulationId } = (await simulate(api, { ...request, iterations: 10_000 })).body;
  const asked = await api(`/api/results/${simulationId}/exports`, { json: { format: 'json' } });
  await until(
    () => api(asked.headers.get('location') ?? ''),
    ({ body }) => body.status === 'READY',
  );
  await until(
    () => api('/api/notifications'),
    ({ body }) => body.items.length > 0,
  );
};

/** Asks for an export, and fetches all its files. */
export const exportOf = async (api: Api, path: string): Promise<Record<string, string>> => {
  const asked = await api(path, { method: 'POST' });
  expect([asked.status, asked.body]).toEqual([202, { exportId: expect.any(String), status: 'PENDING' }]);
  const location = asked.headers.get('location') ?? '';
  await until(
    () => api(location),
    ({ body }) => body.status !== 'PENDING',
    120_000,
  );
  const files: Record<string, string> = {};
  for (let cursor = ''; ; ) {
    const { status, files: page, nextCursor } = (await api(`${location}?limit=5&cursor=${cursor}`)).body;
    expect(status).toBe('READY');
    for (const { name, bytes, url } of page) {
      const fetched = Buffer.from(await (await fetch(url)).arrayBuffer());
      expect([name, fetched.length]).toEqual([name, bytes]);
      files[name] = fetched.toString('latin1');
    }
    if (nextCursor === null) return files;
    cursor = nextCursor;
  }
};

/** What the schedule does. */
export const deleteDue = () =>
  new LambdaClient(clientSettings(inject('cloud').endpoint)).send(
    new InvokeCommand({ FunctionName: 'simsheet-users-deleteOrganizations', Payload: '{}' }),
  );
