import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../shared/api/audit.ts';
import { type Api, until } from '../support/api.ts';
import { deployCell, removeCell } from '../support/cells.ts';
import { doctorCommand, tenantCommand } from '../support/command.ts';
import { busyWith, moveAndKill } from '../support/moving.ts';
import { deleteDue, exportOf, ofItsOwn, work } from '../support/organizations.ts';
import { asAda, asGrace, asOperator } from '../support/people.ts';
import { exampleBytes, exampleRequest, simulate, uploadExample } from '../support/simulate.ts';
import { dataOf } from '../support/tenantData.ts';

const example = 'newsvendor';
const domains = ['billing', 'files', 'notifications', 'results', 'simulations'];

/** An organization in which nobody has worked, in the cell acme. */
const placed = async (api: Api, name: string) => {
  const made = await ofItsOwn(api, name);
  const { code, stderr } = await tenantCommand('place', made.organizationId, '--to', 'acme');
  expect([code, stderr]).toEqual([0, expect.stringContaining('Writes go on in the cell acme.')]);
  return made;
};

const servicesOf = (rows: readonly string[]) => new Set(rows.map((row) => row.split(':')[0]));
const isOfDomains = (row: string) => !row.startsWith('users: ');
const bucketsOf = (objects: readonly string[]) =>
  new Set(objects.map((object) => object.replace(/-\d{12}-.*$/, '')).filter((name) => !name.endsWith('data-exports')));

/** What an organization has in a cell, but not the word where it is. */
const dataIn = (rows: readonly string[]) => rows.filter((row) => isOfDomains(row) && !row.endsWith(' FENCE'));
/**
 * What is moved: not the fences, nor how runs were divided, nor what the users service has. And what is noted to be done to the objects
 * of a file was done in the new cell, perhaps, by whoever changed it next.
 */
const moved = (rows: readonly string[]) =>
  rows.filter((row) => isOfDomains(row) && !/ FENCE$| SLICE#|#OBJECT_TASK /.test(row)).toSorted();
/** By their keys, of which there are the same in every cell. */
const keysOf = (objects: readonly string[]) => objects.map((object) => object.replace(/^.*?: /, ''));

describe('an organization in a dedicated cell', () => {
  beforeAll(async () => {
    await deployCell('acme');
    // The gateway reads its registry every few seconds.
    await until(
      () => asOperator()('/gateway/services'),
      ({ body }) => JSON.stringify(body).includes('acme-a'),
    );
    await sleep(3000);
  }, 300_000);
  afterAll(() => removeCell('acme'), 300_000);

  it('works as everywhere, and has its rows and objects there alone, until it is exported and deleted', async () => {
    const [acme, pooled] = await Promise.all([placed(asAda(), 'In a cell'), ofItsOwn(asGrace(), 'With everybody')]);

    await Promise.all([work(acme.within), work(pooled.within)]);

    const usage = await until(
      () => acme.within('/api/billing/usage'),
      ({ body }) => body.total?.simulations === 1,
    );
    expect(usage.body.total).toEqual({ simulations: 1, iterations: 10_000 });
    const [own, others] = [await dataOf(acme.organizationId, 'acme'), await dataOf(acme.organizationId)];
    expect(servicesOf(own.rows.filter(isOfDomains))).toEqual(new Set(domains));
    expect(dataIn(others.rows)).toEqual([]);
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
    expect(dataIn((await dataOf(acme.organizationId)).rows)).toEqual([]);

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

  it('is moved there while it works, by a command that is killed three times, loses no write and is read all along', async () => {
    const { organizationId, within } = await ofItsOwn(asAda(), 'On the move');
    await work(within);
    const fileIds = [await uploadExample(within, example), await uploadExample(within, example)];
    const bytes = await exampleBytes(example);
    const early = (await within('/api/files', { json: { name: 'early.xlsx', size: bytes.length } })).body;
    const usage = (await within('/api/billing/usage')).body;
    const busy = busyWith(within, fileIds);
    await sleep(2000);

    for (const step of ['copied:', 'fenced:', 'compared:']) await moveAndKill(organizationId, 'acme', step);
    const { code, stderr, answer } = await tenantCommand('move', organizationId, '--to', 'acme');
    // Longer than the fence that the new cell begins with, and than what gateways know holds.
    await sleep(8000);
    await busy.stop();

    expect([code, stderr, answer]).toEqual([0, expect.any(String), expect.objectContaining({ cell: 'acme' })]);
    expect(busy.unexpected).toEqual([]);
    expect(new Set(busy.reads.map(({ status }) => status))).toEqual(new Set([200]));
    expect(busy.uploaded.length).toBeGreaterThan(20);
    expect(busy.refused.length).toBeGreaterThan(0);
    for (const { headers, body } of busy.refused) {
      expect(body.type).toBe('urn:simsheet:problem:tenant-moving');
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    // A machine that is fast reads more of them in a second than one may.
    const read = (fileId: string) =>
      until(
        () => within(`/api/files/${fileId}`),
        ({ status }) => status !== 429,
      );
    for (const fileId of busy.uploaded) expect([fileId, (await read(fileId)).status]).toEqual([fileId, 200]);
    for (const [fileId, visibility] of busy.visibility)
      expect([fileId, (await read(fileId)).body.visibility]).toEqual([fileId, visibility]);
    expect((await within('/api/billing/usage')).body).toEqual(usage);
    const [here, there] = [await dataOf(organizationId, 'acme'), await dataOf(organizationId)];
    expect(moved(here.rows)).toEqual(expect.arrayContaining(moved(there.rows)));
    const copied = there.objects.filter((object) => !/quarantine|data-exports/.test(object));
    expect(keysOf(here.objects)).toEqual(expect.arrayContaining(keysOf(copied)));

    // What was begun before is ended, and what is new is done, where it is now.
    const form = new FormData();
    for (const [name, value] of Object.entries<string>(early.upload.fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(bytes)]));
    expect((await fetch(early.upload.url, { method: 'POST', body: form })).ok).toBe(true);
    await until(
      () => within(`/api/files/${early.fileId}`),
      ({ body }) => body.status === 'READY',
    );
    const request = { ...(await exampleRequest(example)), fileId: early.fileId, iterations: 1000 };
    expect((await simulate(within, request)).body.status).toBe('COMPLETED');
    await until(
      () => within('/api/billing/usage'),
      ({ body }) => body.total.simulations === usage.total.simulations + 1,
    );

    const purged = await tenantCommand('purge', organizationId, '--early');
    expect([purged.code, purged.answer]).toEqual([0, { organizationId, left: [] }]);
    const left = await dataOf(organizationId);
    expect(moved(left.rows)).toEqual([]);
    expect(left.rows.filter((row) => row.endsWith(' FENCE'))).toHaveLength(5);
    expect(left.objects.filter((object) => !/simsheet--acme-/.test(object))).toEqual([]);
    expect((await tenantCommand('show', organizationId)).answer).toMatchObject({ cell: 'acme', copies: [] });
    expect((await within(`/api/files/${early.fileId}`)).body.status).toBe('READY');
    // Once each, of a move that four commands worked on.
    const { items } = (await within(`/api/users/organization/audit?resource=${organizationId}`)).body;
    const byOperators = items.filter(({ actor }: AuditRecord) => actor.credential.kind === 'operator');
    expect(byOperators.map(({ action, resources }: AuditRecord) => [action, ...resources])).toEqual([
      ['purgeMovedData', organizationId, 'pooled'],
      ['completeMove', organizationId, 'acme'],
      ['startMove', organizationId, 'acme'],
    ]);
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
  }, 300_000);
});

const isReport = (row: string) => /^users: TENANT#\w+#ERASURE /.test(row);
