import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { until } from '../support/api.ts';
import { deleteDue, exportOf, ofItsOwn, work } from '../support/organizations.ts';
import { asAda, asGrace, asOperator } from '../support/people.ts';
import { exampleRequest, upload } from '../support/simulate.ts';
import { dataOf } from '../support/tenantData.ts';

const example = 'product-launch-npv';

const linesOf = (file = '') => file.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

/** That an export holds what `work` and an invitation have left, and nothing that is not this organization's. */
const expectWhole = (files: Record<string, string>, organizationId: string, others: readonly string[]) => {
  const lines = (name: string) => linesOf(files[`${name}.ndjson`]);
  expect(lines('users/organization')).toMatchObject([{ organizationId, name: 'Short-lived' }]);
  expect(lines('users/invitations')).toMatchObject([{ email: 'olga@example.com' }]);
  expect(lines('users/audit').map(({ action }) => action)).toContain('startSimulation');
  const [file] = lines('files/files').filter(({ status }) => status === 'READY');
  const [simulation] = lines('simulations/simulations');
  expect(simulation).toMatchObject({ fileId: file.fileId, status: 'COMPLETED', request: { iterations: 10_000 } });
  expect(sha256(files[`files/workbooks/${file.fileId}.xlsx`] ?? '')).toBe(file.sha256);
  expect(JSON.parse(files[`results/${simulation.simulationId}/results.json`] ?? '')).toMatchObject({
    simulationId: simulation.simulationId,
    iterations: 10_000,
  });
  expect(lines('results/results')).toHaveLength(1);
  expect(lines('results/exports')).toMatchObject([{ format: 'json', status: 'READY' }]);
  expect(lines('billing/usage')).toMatchObject([{ simulations: 1, iterations: 10_000 }]);
  expect(lines('notifications/notifications')).toMatchObject([{ simulationId: simulation.simulationId }]);
  for (const service of ['users', 'files', 'simulations', 'results', 'billing', 'notifications']) {
    const manifest = JSON.parse(files[`${service}/manifest.json`] ?? '');
    const its = Object.keys(files).filter((name) => name.startsWith(`${service}/`) && !name.endsWith('/manifest.json'));
    expect(new Set(manifest.files.map(({ name }: { name: string }) => `${service}/${name}`))).toEqual(new Set(its));
    for (const { name, sha256: told } of manifest.files) expect(sha256(files[`${service}/${name}`] ?? '')).toBe(told);
  }
  const all = JSON.stringify(files);
  for (const other of [...others, 'tokenHash', 'secretHash', 'TENANT#']) expect(all).not.toContain(other);
};

const sha256 = (content: string) => createHash('sha256').update(Buffer.from(content, 'latin1')).digest('hex');

const servicesOf = (rows: readonly string[]) => new Set(rows.map((row) => row.split(':')[0]));

describe('an organization that its owner deletes', () => {
  it('can be exported and restored for a while, and then leaves nothing anywhere but that it was', async () => {
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

    const invited = { email: 'olga@example.com', role: 'viewer' };
    const { token } = (await within('/api/users/organization/invitations', { json: invited })).body;
    const others = [grace.organizationId, token];
    expectWhole(await exportOf(within, '/api/users/organization/exports'), organizationId, others);
    const own = await exportOf(within, '/api/users/me/exports');
    expect(linesOf(own['users/profile.ndjson'])).toMatchObject([{ email: 'ada@example.com' }]);
    expect(linesOf(own['simulations/simulations.ndjson'])).toHaveLength(1);
    expect(own).not.toHaveProperty('billing/usage.ndjson');
    await until(
      () => within('/api/notifications'),
      ({ body }) => body.items.some(({ kind }: { kind: string }) => kind === 'organization.export_ready'),
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
      ({ body: { rows, objects } }) =>
        objects.length === 0 && rows.filter(isReport).length === 5 && !rows.some(isAwaited),
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

const isAwaited = (row: string) => row.startsWith('users: REPORTS_AWAITED ');

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
