import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, inject, it } from 'vitest';
import { clientSettings } from '../../localstack/clouds.ts';
import { type Api, until } from '../support/api.ts';
import { actingIn, asAda, asGrace, asOperator } from '../support/people.ts';
import { exampleRequest, simulate, upload, uploadExample } from '../support/simulate.ts';
import { dataOf } from '../support/tenantData.ts';

const example = 'product-launch-npv';

const ofItsOwn = async (api: Api, name: string): Promise<{ organizationId: string; within: Api }> => {
  const { organizationId } = (await api('/api/users/organizations', { json: { name } })).body;
  return { organizationId, within: actingIn(organizationId, api) };
};

/** Leaves rows in every table and objects in every bucket. */
const work = async (api: Api): Promise<void> => {
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

const servicesOf = (rows: readonly string[]) => new Set(rows.map((row) => row.split(':')[0]));

/** What the schedule does. */
const deleteDue = () =>
  new LambdaClient(clientSettings(inject('cloud').endpoint)).send(
    new InvokeCommand({ FunctionName: 'simsheet-users-deleteOrganizations', Payload: '{}' }),
  );

describe('an organization that its owner deletes', () => {
  it('can be restored for a while, and then leaves nothing anywhere but that it was', async () => {
    const { organizationId, within } = await ofItsOwn(asAda(), 'Short-lived');
    const grace = await ofItsOwn(asGrace(), 'To stay');
    await Promise.all([work(within), work(grace.within)]);
    expect((await upload(within, 'no-workbook.xlsx', Buffer.from('no workbook'))).body.status).toBe('REJECTED');
    const graces = await dataOf(grace.organizationId);
    const before = await dataOf(organizationId);
    expect(servicesOf(before.rows)).toEqual(
      new Set(['users', 'files', 'simulations', 'results', 'billing', 'notifications']),
    );
    expect(servicesOf(before.objects.map((object) => object.replace(/^simsheet-(\w+)-.*?:/, '$1:')))).toEqual(
      new Set(['files', 'runs', 'results']),
    );

    const deleted = await within('/api/users/organization', { method: 'DELETE' });
    expect([deleted.status, deleted.body.deletesAt]).toEqual([202, expect.any(String)]);
    expect((await within('/api/users/organization')).body.deletesAt).toBe(deleted.body.deletesAt);
    const restored = await within('/api/users/organization/restore', { method: 'POST' });
    expect([restored.status, restored.body.deletesAt]).toEqual([200, null]);
    await sleep(6000);
    await deleteDue();
    expect((await within('/api/files')).body.items).toHaveLength(2);

    // A long run is under way when the time is over.
    const [file] = (await within('/api/files')).body.items.filter(
      ({ status }: { status: string }) => status === 'READY',
    );
    const json = { ...(await exampleRequest(example)), fileId: file.fileId, iterations: 200_000_000 };
    const { simulationId } = (await within('/api/simulations', { json })).body;
    await until(
      () => within(`/api/simulations/${simulationId}`),
      ({ body }) => body.status === 'RUNNING',
    );
    await within('/api/users/organization', { method: 'DELETE' });
    await sleep(6000);
    await deleteDue();

    const left = await until(
      async () => ({ status: 200, headers: new Headers(), body: await dataOf(organizationId) }),
      ({ body: { rows, objects } }) => objects.length === 0 && rows.filter(isReport).length === 5,
      90_000,
    );
    const marks = ['billing', 'files', 'notifications', 'results', 'simulations', 'users'].map(
      (service) => `${service}: TENANT#${organizationId}#ERASED ERASED`,
    );
    const rest = left.body.rows.filter((row: string) => !isReport(row) && !marks.includes(row));
    expect(rest).toEqual([`users: TENANT#${organizationId}#ORGANIZATION ${organizationId}`]);
    expect((await within('/api/users/organization')).status).toBe(403);
    // Nor does anything come back that was still at work.
    await sleep(5000);
    expect(await dataOf(organizationId)).toEqual(left.body);
    // Her audit log may have grown by what was on its way.
    const { rows, objects } = await dataOf(grace.organizationId);
    expect([rows, objects]).toEqual([expect.arrayContaining(graces.rows), graces.objects]);
    expect(graces.rows.some((row) => row.includes('#AUDIT '))).toBe(true);
  }, 300_000);
});

const isReport = (row: string) => /^users: TENANT#\w+#ERASURE /.test(row);

describe('a profile that its person deletes', () => {
  it('is followed by another one at the next sign-in', async () => {
    const olga = asOperator();
    const before = (await olga('/api/users/me')).body;

    const deleted = await olga('/api/users/me', { method: 'DELETE' });
    const after = (await olga('/api/users/me')).body;

    expect(deleted.status).toBe(204);
    expect(after.userId).not.toBe(before.userId);
    expect(after.organizations).toHaveLength(1);
    expect(after.organizationId).not.toBe(before.organizationId);
  });
});
