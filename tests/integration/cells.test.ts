import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, until } from '../support/api.ts';
import { deployCell, removeCell } from '../support/cells.ts';
import { doctorCommand, tenantCommand } from '../support/command.ts';
import { deleteDue, exportOf, ofItsOwn, work } from '../support/organizations.ts';
import { asAda, asGrace, asOperator } from '../support/people.ts';
import { dataOf } from '../support/tenantData.ts';

const domains = ['billing', 'files', 'notifications', 'results', 'simulations'];

/** An organization in which nobody has worked, in the cell acme. */
const placed = async (api: Api, name: string) => {
  const made = await ofItsOwn(api, name);
  const { code, stderr } = await tenantCommand('place', made.organizationId, '--to', 'acme');
  expect([code, stderr]).toEqual([0, '']);
  return made;
};

const servicesOf = (rows: readonly string[]) => new Set(rows.map((row) => row.split(':')[0]));
const isOfDomains = (row: string) => !row.startsWith('users: ');
const bucketsOf = (objects: readonly string[]) =>
  new Set(objects.map((object) => object.replace(/-\d{12}-.*$/, '')).filter((name) => !name.endsWith('data-exports')));

describe('an organization in a dedicated cell', () => {
  beforeAll(async () => {
    await deployCell('acme');
    // The gateway reads its registry every few seconds.
    await until(
      () => asOperator()('/gateway/services'),
      ({ body }) => JSON.stringify(body).includes('acme-a'),
    );
    await sleep(3000);
  }, 180_000);
  afterAll(() => removeCell('acme'), 120_000);

  it('works as everywhere, and has its rows and objects there alone, until it is exported and deleted', async () => {
    const acme = await placed(asAda(), 'In a cell');
    const pooled = await ofItsOwn(asGrace(), 'With everybody');

    await Promise.all([work(acme.within), work(pooled.within)]);

    const usage = await until(
      () => acme.within('/api/billing/usage'),
      ({ body }) => body.total?.simulations === 1,
    );
    expect(usage.body.total).toEqual({ simulations: 1, iterations: 10_000 });
    const [own, others] = [await dataOf(acme.organizationId, 'acme'), await dataOf(acme.organizationId)];
    expect(servicesOf(own.rows.filter(isOfDomains))).toEqual(new Set(domains));
    expect(others.rows.filter(isOfDomains)).toEqual([]);
    expect(bucketsOf(own.objects)).toEqual(
      new Set(['files', 'runs', 'results'].map((purpose) => `simsheet--acme-${purpose}`)),
    );
    const ofPooled = await dataOf(pooled.organizationId, 'acme');
    expect(ofPooled.rows.filter(isOfDomains)).toEqual([]);
    expect(bucketsOf(ofPooled.objects)).toEqual(
      new Set(['files', 'runs', 'results'].map((purpose) => `simsheet-${purpose}`)),
    );

    const back = await tenantCommand('place', acme.organizationId, '--to', 'pooled');
    expect([back.code, back.stderr]).toEqual([1, expect.stringContaining('simsheet--acme-files')]);
    expect((await tenantCommand('show', acme.organizationId)).answer).toMatchObject({
      cell: 'acme',
      cells: [
        { name: 'acme', missing: [] },
        { name: 'pooled', missing: [] },
      ],
    });
    expect((await tenantCommand('list', '--cell', 'acme')).answer).toContainEqual(
      expect.objectContaining({ organizationId: acme.organizationId, cell: 'acme' }),
    );

    const { findings } = JSON.parse((await doctorCommand()).stdout);
    const found = findings.filter(({ check }: { check: string }) => check.includes('simsheet--acme'));
    expect(found.filter(({ check }: { check: string }) => check.startsWith('stack '))).toHaveLength(6);
    expect(new Set(found.map(({ outcome }: { outcome: string }) => outcome))).toEqual(
      new Set(['ok', 'not-applicable']),
    );

    const files = await exportOf(acme.within, '/api/users/organization/exports');
    for (const service of domains)
      expect(JSON.parse(files[`${service}/manifest.json`] ?? '{}')).toMatchObject({
        organizationId: acme.organizationId,
        rows: expect.any(Number),
      });
    expect(files['billing/usage.ndjson']).toContain('10000');
    expect(Object.keys(files).filter((name) => name.startsWith('files/workbooks/'))).toHaveLength(1);
    await until(
      () => acme.within('/api/notifications'),
      ({ body }) => body.items.some(({ kind }: { kind: string }) => kind === 'organization.export_ready'),
    );
    expect((await dataOf(acme.organizationId)).rows.filter(isOfDomains)).toEqual([]);

    await acme.within('/api/users/organization', { method: 'DELETE' });
    const left = await until(
      async () => {
        await deleteDue();
        const body = { acme: await dataOf(acme.organizationId, 'acme'), pooled: await dataOf(acme.organizationId) };
        return { status: 200, headers: new Headers(), body };
      },
      ({ body }) => body.acme.objects.length === 0 && body.acme.rows.filter(isReport).length === 5,
      90_000,
    );
    const marks = domains.map((service) => `${service}: TENANT#${acme.organizationId}#ERASED ERASED`);
    expect(left.body.acme.rows.filter(isOfDomains)).toEqual(marks);
    expect(left.body.acme.rows.filter(isReport).map((row: string) => row.split(' ').at(-1))).toEqual(
      ['billing', 'files', 'notifications', 'results', 'simulations'].map((service) => `${service}@acme`),
    );
    await until(
      async () => ({ status: 200, headers: new Headers(), body: await dataOf(acme.organizationId) }),
      ({ body }) => !body.rows.some((row: string) => row.startsWith('users: REPORTS_AWAITED ')),
    );
  }, 300_000);

  it('is told that nobody answers when its cell is removed, while all others work', async () => {
    const { within } = await placed(asAda(), 'Left behind');
    const before = await within('/api/files');

    await removeCell('acme');
    const after = await until(
      () => within('/api/files'),
      ({ status }) => status !== 200,
    );

    expect(before.status).toBe(200);
    expect([after.status, after.body.type]).toEqual([503, 'urn:simsheet:problem:service-unavailable']);
    expect((await asAda()('/api/files')).status).toBe(200);
    const { body } = await asOperator()('/gateway/services');
    expect(JSON.stringify(body)).not.toContain('acme');
  }, 180_000);
});

const isReport = (row: string) => /^users: TENANT#\w+#ERASURE /.test(row);
