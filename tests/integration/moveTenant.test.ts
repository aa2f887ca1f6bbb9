import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/api.ts';
import { deployCell, removeCell } from '../support/cells.ts';
import { tenantCommand } from '../support/command.ts';
import { busyWith, moveAndKill } from '../support/moving.ts';
import { ofItsOwn, work } from '../support/organizations.ts';
import { asAda, asOperator } from '../support/people.ts';
import { exampleBytes, exampleRequest, simulate, uploadExample } from '../support/simulate.ts';
import { dataOf } from '../support/tenantData.ts';

const example = 'newsvendor';

/** What is moved: not the fences, nor how runs were divided, nor what the users service has. */
const moved = (rows: readonly string[]) => rows.filter((row) => !/^users: | FENCE$| SLICE#/.test(row)).toSorted();

describe('an organization that is moved while it works', () => {
  beforeAll(async () => {
    await deployCell('acme');
    await until(
      () => asOperator()('/gateway/services'),
      ({ body }) => JSON.stringify(body).includes('acme-a'),
    );
    // The gateway reads its registry every few seconds.
    await sleep(3000);
  }, 180_000);
  afterAll(() => removeCell('acme'), 120_000);

  it('loses no write, is read all along, and is moved although the command is killed three times', async () => {
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
    for (const fileId of busy.uploaded)
      expect([fileId, (await within(`/api/files/${fileId}`)).status]).toEqual([fileId, 200]);
    for (const [fileId, visibility] of busy.visibility)
      expect([fileId, (await within(`/api/files/${fileId}`)).body.visibility]).toEqual([fileId, visibility]);
    expect((await within('/api/billing/usage')).body).toEqual(usage);
    const [here, there] = [await dataOf(organizationId, 'acme'), await dataOf(organizationId)];
    expect(moved(here.rows)).toEqual(expect.arrayContaining(moved(there.rows)));
    expect(here.objects.map((object) => object.replace(/^.*?: /, ''))).toEqual(
      expect.arrayContaining(
        there.objects
          .filter((object) => !/quarantine|data-exports/.test(object))
          .map((object) => object.replace(/^.*?: /, '')),
      ),
    );

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
  }, 300_000);
});
