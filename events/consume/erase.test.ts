import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TenantId } from '../../shared/identity.ts';
import { memoryObjects } from '../../shared/objects.testkit.ts';
import { erasedKey, isErased, unlessErased } from '../../shared/table/erased.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { type Item, type Key, partition, type Table } from '../../shared/table/table.ts';
import { pooledCell } from '../../shared/tenancy/tenancy.ts';
import { publishFileDeleted, publishFileOrganizationErased } from '../file.ts';
import { organizationDeletedV1 } from '../organization.ts';
import { breaking } from './breaking.testkit.ts';
import { type Erasure, eraseOrganization, erasingMs, NotYetErased } from './erase.ts';

const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const otherTenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const fileId = 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const at = new Date('2026-03-01T12:00:00Z');
const event = organizationDeletedV1.create(
  { tenant, subject: tenant, sequence: 9, at, correlationId: 'cor_1' },
  { organizationId: tenant },
);

const exported = { leftOut: 'nothing is exported here' };

/** A service with runs and their slices, answers that it keeps, and objects. */
const aService = async ({ runs = 2, slices = 2, answers = 2, objects = 4 } = {}) => {
  const table = memoryTable();
  const bucket = memoryObjects();
  for (const of of [tenant, otherTenant] as const) {
    const keys: Key[] = [
      ...Array.from({ length: runs }, (_, n) => [
        { pk: partition(of, 'RUN'), sk: `run_${n}` },
        ...Array.from({ length: slices }, (_, slice) => ({ pk: partition(of, `run_${n}`), sk: `SLICE#${slice}` })),
      ]).flat(),
      ...Array.from({ length: answers }, (_, n) => ({ pk: partition(of, 'ANSWER'), sk: `answer_${n}` })),
    ];
    for (const put of keys) await table.transact([{ label: 'row', put: { ...put } }]);
    await table.transact([
      publishFileDeleted({ tenant: of, subject: 'run_0', sequence: 1, at, correlationId: 'cor_1' }, { fileId }),
    ]);
    for (let n = 0; n < objects; n += 1) await bucket.objects.put(of, `runs/run_${n}/state`, 'state', 'text/plain');
  }
  const time = { now: at.getTime() };
  const ended: unknown[] = [];
  const erasure = (through: Table = table, cell = pooledCell): Erasure => ({
    table: through,
    rows: (of: TenantId) => [
      {
        pk: partition(of, 'RUN'),
        below: ({ sk }) => [{ pk: partition(of, String(sk)), prefix: 'SLICE#', exported }],
        end: async ({ sk }) => ended.push(sk),
        exported,
      },
      { pk: partition(of, 'ANSWER'), exported },
    ],
    objects: [bucket.whole],
    publish: publishFileOrganizationErased,
    cell,
    clock: () => new Date(time.now),
    wait: async (milliseconds) => {
      time.now += milliseconds;
    },
  });
  const of = (which: TenantId): Item[] => table.items().filter(({ pk }) => String(pk).includes(which));
  const reports = () =>
    of(tenant)
      .flatMap(({ outbox }) => (typeof outbox === 'string' ? [JSON.parse(outbox)] : []))
      .filter(({ type }) => type === 'file.organization_erased');
  const left = () => of(tenant).filter(({ outbox, pk }) => outbox === undefined && pk !== erasedKey(tenant).pk);
  const count = { rows: runs * (1 + slices) + answers, objects };
  return { table, bucket, time, ended, erasure, of, reports, left, count };
};

describe('an organization that is erased', () => {
  it('leaves nothing but the mark that it was and the events about it, which are sent', async () => {
    const { erasure, ended, of, left, reports, count, bucket } = await aService();

    await eraseOrganization(erasure(), event);

    expect(left()).toEqual([]);
    expect(bucket.keys().filter((key) => key.includes(tenant))).toEqual([]);
    expect(ended).toEqual(['run_0', 'run_1']);
    expect(of(tenant).filter(({ status }) => status === 'PENDING')).toHaveLength(2);
    expect(reports()).toMatchObject([
      { subject: tenant, correlationid: 'cor_1', causationid: event.id, data: { organizationId: tenant, ...count } },
    ]);
  });

  it('is told of with the cell in which it was, where that is a dedicated one', async () => {
    const [pooled, dedicated] = [await aService(), await aService()];

    await eraseOrganization(pooled.erasure(), event);
    await eraseOrganization(dedicated.erasure(dedicated.table, 'acme'), event);

    expect(pooled.reports()[0].data).not.toHaveProperty('cell');
    expect(dedicated.reports()[0].data).toMatchObject({ organizationId: tenant, cell: 'acme' });
  });

  it('leaves another one as it is', async () => {
    const { erasure, of, bucket } = await aService();
    const before = structuredClone(of(otherTenant));
    const objects = bucket.keys().filter((key) => key.includes(otherTenant));

    await eraseOrganization(erasure(), event);

    expect(of(otherTenant)).toEqual(before);
    expect(bucket.keys()).toEqual(objects);
  });

  it('goes with its thousands of rows, page by page', async () => {
    const { erasure, left, reports, count } = await aService({ runs: 150, slices: 12, answers: 1200, objects: 50 });

    await eraseOrganization(erasure(), event);

    expect(left()).toEqual([]);
    expect(reports()).toMatchObject([{ data: { rows: count.rows, objects: 50 } }]);
    expect(count.rows).toBeGreaterThan(3000);
  });

  it('is erased and told of once, wherever it is interrupted and however often it comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 12 }), { maxLength: 6 }), async (breaks) => {
        const { table, erasure, left, reports, count, bucket } = await aService();
        for (const after of breaks) {
          await eraseOrganization(erasure(breaking(table, after)), event).catch(() => {});
        }
        await eraseOrganization(erasure(), event);
        await eraseOrganization(erasure(), event);

        expect(left()).toEqual([]);
        expect(bucket.keys().filter((key) => key.includes(tenant))).toEqual([]);
        expect(reports()).toHaveLength(1);
        expect(reports()[0].data.rows).toBe(count.rows);
      }),
    );
  });

  it('is counted right where two deliveries erase it at the same time', async () => {
    const { erasure, left, reports, count } = await aService({ runs: 20, slices: 20 });

    await Promise.all([1, 2, 3].map(() => eraseOrganization(erasure(), event)));

    expect(left()).toEqual([]);
    expect(reports()).toMatchObject([{ data: { rows: count.rows } }]);
  });

  it('that is too large for one delivery is left to the next, and told of at the end', async () => {
    const { table, time, erasure, left, reports, count } = await aService({ runs: 0, answers: 500 });
    const slow = {
      ...table,
      page: async (...given: Parameters<Table['page']>) => {
        time.now += erasingMs / 3;
        return table.page(...given);
      },
    };

    await expect(eraseOrganization(erasure(slow), event)).rejects.toThrow(NotYetErased);
    expect(left().length).toBeGreaterThan(0);
    expect(left().length).toBeLessThan(count.rows);
    expect(reports()).toEqual([]);
    await expect(eraseOrganization(erasure(slow), event)).rejects.toThrow(NotYetErased);
    await eraseOrganization(erasure(), event);

    expect(left()).toEqual([]);
    expect(reports()).toMatchObject([{ data: { rows: 500 } }]);
  });

  it('lets nothing new in from the moment at which erasing begins', async () => {
    const { table, erasure } = await aService();
    const late = { pk: partition(tenant, 'RUN'), sk: 'late' };
    const add = () => table.transact([{ label: 'row', put: late }, unlessErased(tenant)]);
    const watched: boolean[] = [];
    const watching = {
      ...table,
      page: async (...given: Parameters<Table['page']>) => {
        watched.push((await add()).ok);
        return table.page(...given);
      },
    };
    expect((await add()).ok).toBe(true);

    await eraseOrganization(erasure(watching), event);
    const after = await add();

    expect(watched.length).toBeGreaterThan(3);
    expect(new Set(watched)).toEqual(new Set([false]));
    expect(!after.ok && isErased(after.error)).toBe(true);
    expect(await table.get(late)).toBeUndefined();
  });
});
