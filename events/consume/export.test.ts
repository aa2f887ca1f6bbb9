import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TenantId } from '../../shared/identity.ts';
import { memoryStreams } from '../../shared/objectStreams.testkit.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { partition } from '../../shared/table/table.ts';
import type { WorkTable } from '../../shared/tenancy/workTable.ts';
import { publishFileOrganizationExported } from '../file.ts';
import { organizationDeletedV1 } from '../organization.ts';
import { breaking } from './breaking.testkit.ts';
import { eraseTenant, erasingMs } from './erase.ts';
import { anExportsBucket, linesOf } from './export.testkit.ts';
import { type Exporting, exportOrganization, NotYetExported } from './export.ts';
import { rowsOfDataExports } from './exportProgress.ts';

const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const otherTenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const ada = 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const grace = 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const at = new Date('2026-03-01T12:00:00Z');

/** A service with runs of two people, what hangs on them, and objects. */
const aService = async ({ runs = 4, lines = 2 } = {}) => {
  const table = memoryTable();
  const bucket = memoryStreams();
  for (const of of [tenant, otherTenant] as const) {
    for (let n = 0; n < runs; n += 1) {
      const name = `run_${String(n).padStart(4, '0')}`;
      const createdBy = n % 2 === 0 ? ada : grace;
      await table.transact([
        {
          label: 'run',
          put: { pk: partition(of, 'RUN'), sk: name, name: `${name} of ${of}`, createdBy, secret: 's3cret' },
        },
        ...Array.from({ length: lines }, (_, line) => ({
          label: 'line',
          put: { pk: partition(of, name), sk: `LINE#${line}`, line },
        })),
      ]);
      await bucket.objects.put(of, `runs/${name}/state`, `the state of ${name} of ${of}`.repeat(100), 'text/plain');
      await bucket.objects.put(of, `runs/${name}/scratch`, 'scratch', 'text/plain');
    }
  }
  const exportsBucket = anExportsBucket();
  const time = { now: at.getTime() };
  const exporting = (through: WorkTable = table): Exporting => ({
    table: through,
    rows: (of: TenantId) => [
      {
        pk: partition(of, 'RUN'),
        below: ({ sk, createdBy }) => [
          {
            pk: partition(of, String(sk)),
            prefix: 'LINE#',
            exported: { file: 'lines.ndjson', view: ({ line }) => ({ run: sk, line }), by: () => createdBy },
          },
        ],
        exported: { file: 'runs.ndjson', view: ({ name }) => ({ name }), by: (row) => row.createdBy },
      },
      rowsOfDataExports(of),
    ],
    kept: [
      {
        exported: {
          objects: bucket.streams,
          row: (of, key) => ({ pk: partition(of, 'RUN'), sk: key.split('/')[1] ?? '' }),
          file: (key) => (key.endsWith('/state') ? key : null),
          by: (row) => row.createdBy,
        },
      },
    ],
    service: 'files',
    exports: exportsBucket.exports,
    publish: publishFileOrganizationExported,
    clock: () => new Date(time.now),
  });
  const reports = () =>
    table
      .items()
      .flatMap(({ outbox }) => (typeof outbox === 'string' ? [JSON.parse(outbox)] : []))
      .filter(({ type }) => type === 'file.organization_exported');
  return { table, bucket, exportsBucket, time, exporting, reports, runs, lines };
};

describe('a service’s part of an export', () => {
  it('holds all rows as their views, the objects as they are and a manifest of all, and nothing of another organization', async () => {
    const { exporting, exportsBucket, reports } = await aService();
    const request = exportsBucket.requestOf(tenant);

    await exportOrganization(exporting(), request);

    const files = await exportsBucket.filesOf(tenant, request.data.exportId);
    const names = ['run_0000', 'run_0001', 'run_0002', 'run_0003'];
    expect(linesOf(files['files/runs.ndjson'])).toEqual(names.map((name) => ({ name: `${name} of ${tenant}` })));
    expect(linesOf(files['files/lines.ndjson'])).toEqual(names.flatMap((run) => [0, 1].map((line) => ({ run, line }))));
    for (const name of names) {
      expect(files[`files/runs/${name}/state`]).toBe(`the state of ${name} of ${tenant}`.repeat(100));
    }
    const manifest = JSON.parse(files['files/manifest.json'] ?? '');
    expect(manifest).toMatchObject({ service: 'files', organizationId: tenant, rows: 12, objects: 4 });
    const others = Object.entries(files).filter(([name]) => name !== 'files/manifest.json');
    expect(manifest.files.toSorted(byName)).toMatchObject(
      others
        .map(([name, content]) => ({
          name: name.replace('files/', ''),
          bytes: Buffer.byteLength(content),
          sha256: createHash('sha256').update(content).digest('hex'),
        }))
        .toSorted(byName),
    );
    const all = JSON.stringify(files);
    for (const absent of [otherTenant, 's3cret', 'scratch', 'TENANT#']) expect(all).not.toContain(absent);
    expect(exportsBucket.keys().filter((key) => key.includes(otherTenant))).toEqual([]);
    const bytes = others.reduce((sum, [, content]) => sum + Buffer.byteLength(content), 0);
    expect(reports()).toMatchObject([
      {
        subject: request.data.exportId,
        causationid: request.id,
        correlationid: 'cor_1',
        data: { organizationId: tenant, exportId: request.data.exportId, rows: 12, objects: 4, bytes },
      },
    ]);
  });

  it('about a person holds what they made, with what hangs on it, and nothing else', async () => {
    const { exporting, exportsBucket } = await aService();

    const files = await exportsBucket.written(exporting(), tenant, grace);

    expect(Object.keys(files)).toEqual([
      'files/lines.ndjson',
      'files/manifest.json',
      'files/runs.ndjson',
      'files/runs/run_0001/state',
      'files/runs/run_0003/state',
    ]);
    expect(linesOf(files['files/runs.ndjson'])).toHaveLength(2);
    expect(linesOf(files['files/lines.ndjson']).map(({ run }) => run)).toEqual(
      ['run_0001', 'run_0003'].flatMap((run) => [run, run]),
    );
  });

  it('of nothing is a manifest of nothing', async () => {
    const { exporting, exportsBucket, reports } = await aService({ runs: 0 });

    const files = await exportsBucket.written(exporting(), tenant);

    expect(Object.keys(files)).toEqual(['files/manifest.json']);
    expect(JSON.parse(files['files/manifest.json'] ?? '')).toMatchObject({ rows: 0, objects: 0, bytes: 0, files: [] });
    expect(reports()).toHaveLength(1);
  });

  it('is whole and told of once, wherever it is interrupted and however often it comes', async () => {
    const whole = await aService();
    const first = whole.exportsBucket.requestOf(tenant);
    await exportOrganization(whole.exporting(), first);
    const expected = Object.entries(await whole.exportsBucket.filesOf(tenant, first.data.exportId));

    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 25 }), { maxLength: 5 }), async (breaks) => {
        const { table, exporting, exportsBucket, reports } = await aService();
        const request = exportsBucket.requestOf(tenant, undefined, first.data.exportId);
        for (const after of breaks) {
          await exportOrganization(exporting(breaking(table, after)), request).catch(() => {});
        }
        await exportOrganization(exporting(), request);
        await exportOrganization(exporting(), request);

        expect(Object.entries(await exportsBucket.filesOf(tenant, first.data.exportId))).toEqual(expected);
        expect(reports()).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });

  it('is right where two deliveries write it at the same time', async () => {
    const { exporting, exportsBucket, reports } = await aService();
    const request = exportsBucket.requestOf(tenant);

    await Promise.all([1, 2, 3].map(() => exportOrganization(exporting(), request)));

    const manifest = JSON.parse(
      (await exportsBucket.filesOf(tenant, request.data.exportId))['files/manifest.json'] ?? '',
    );
    expect(manifest).toMatchObject({ rows: 12, objects: 4 });
    expect(manifest.files).toHaveLength(6);
    expect(reports()).toMatchObject([{ data: { rows: 12, objects: 4 } }]);
  });

  it('that is too large for one delivery goes on where it was in the next', async () => {
    const { table, time, exporting, exportsBucket, reports, bucket } = await aService({ runs: 120, lines: 0 });
    let opened = 0;
    const { open } = bucket.streams;
    bucket.streams.open = async (...given) => {
      opened += 1;
      time.now += erasingMs / 60;
      return open(...given);
    };
    const request = exportsBucket.requestOf(tenant);

    let deliveries = 1;
    for (; ; deliveries += 1) {
      try {
        await exportOrganization(exporting(table), request);
        break;
      } catch (error) {
        expect(error).toBeInstanceOf(NotYetExported);
        expect(reports()).toEqual([]);
      }
    }

    expect(deliveries).toBeGreaterThan(1);
    expect(opened).toBe(120);
    const manifest = JSON.parse(
      (await exportsBucket.filesOf(tenant, request.data.exportId))['files/manifest.json'] ?? '',
    );
    expect([manifest.objects, manifest.rows, manifest.files.length]).toEqual([120, 120, 121]);
  });

  it('fails, and leaves no half of a file, where the bucket takes no more', async () => {
    const { exporting, exportsBucket, reports } = await aService({ runs: 2000, lines: 0 });
    const request = exportsBucket.requestOf(tenant);
    const full: Exporting['exports'] = {
      ...exportsBucket.exports,
      async write(_tenant, _key, _type, parts) {
        let bytes = 0;
        for await (const part of parts) {
          bytes += part.length;
          if (bytes > 20_000) throw new Error('no more room');
        }
      },
    };

    await expect(exportOrganization({ ...exporting(), exports: full }, request)).rejects.toThrow('no more room');

    expect(reports()).toEqual([]);
    expect(exportsBucket.keys()).toEqual([]);
  });

  it('does not outlive its organization, whichever of the two comes first', async () => {
    const { table, exporting, exportsBucket, reports } = await aService();
    const deleted = organizationDeletedV1.create(
      { tenant, subject: tenant, sequence: 9, at, correlationId: 'cor_1' },
      { organizationId: tenant },
    );
    const erase = () =>
      eraseTenant(
        {
          table,
          rows: (of) => exporting().rows(of, null),
          objects: [exportsBucket.whole],
          clock: () => at,
          wait: async () => {},
        },
        deleted.tenantid,
      );
    const other = exportsBucket.requestOf(otherTenant);
    await exportOrganization(exporting(), other);
    const others = exportsBucket.keys();

    await exportOrganization(exporting(), exportsBucket.requestOf(tenant));
    expect(exportsBucket.keys().length).toBeGreaterThan(others.length);
    // While another one is under way: it has read rows, and is about to note what it wrote.
    const { transact } = table;
    const late = {
      ...exporting({
        ...table,
        transact: async (writes) => {
          await erase();
          return transact(writes);
        },
      }),
    };
    await exportOrganization(late, exportsBucket.requestOf(tenant));
    await exportOrganization(exporting(), exportsBucket.requestOf(tenant));

    expect(exportsBucket.keys()).toEqual(others);
    expect(reports()).toHaveLength(2);
    const left = table.items().filter(({ pk, outbox }) => String(pk).includes(tenant) && outbox === undefined);
    expect(left.map(({ sk }) => sk)).toEqual(['ERASED']);
  });
});

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
