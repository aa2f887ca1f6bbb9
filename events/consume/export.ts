import type { TenantId, UserId } from '../../shared/identity.ts';
import type { Listed, ReadableObjects, WritableObjects } from '../../shared/objectStreams.ts';
import { isErased, unlessErased } from '../../shared/table/erased.ts';
import type { Item, Key, Write } from '../../shared/table/table.ts';
import type { WorkTable } from '../../shared/tenancy/workTable.ts';
import type { EventContext, EventFor } from '../envelope.ts';
import type { Exported } from '../exported.ts';
import type { organizationExportRequestedV1 } from '../organization.ts';
import { erasingMs, type LeftOut, type Rows } from './erase.ts';
import { type ExportedFile, ExportFile } from './exportFile.ts';
import { type Progress, progressStore } from './exportProgress.ts';

/** A bucket with objects of a tenant's, and what an export has of them. */
export interface Kept {
  exported:
    | {
        objects: ReadableObjects;
        /** The row that it belongs to, which says whose it is; null for what is no part of the export. */
        row(tenant: TenantId, key: string): Key | null;
        /** The name that it has in the export; null if it has none there, such as one whose row is gone. */
        file(key: string, row: Item): string | null;
        by(row: Item): unknown;
      }
    | LeftOut;
}

/** Where a service has what belongs to an organization, and how it tells that its part of an export is written. */
export interface Exporting {
  table: WorkTable;
  /** Those that an erasure takes, and whatever else somebody's own export has. */
  rows(tenant: TenantId, about: UserId | null): readonly Rows[];
  kept: readonly Kept[];
  /** The service's folder in an export. */
  service: string;
  exports: WritableObjects & { removeAll(tenant: TenantId, folder: string): Promise<void> };
  publish(context: EventContext, data: Exported): Write;
  clock: () => Date;
}

/** There is more than one delivery can do: thrown, so that the message stays in its queue and comes again. */
export class NotYetExported extends Error {}

const objectsAtOnce = 50;
const copiedAtOnce = 5;
const rowsAtOnce = 500;

/**
 * Writes a service's part of an export: the rows as lines of JSON, a file for each kind, the objects as they are, and a manifest
 * of all. It goes step by step, each of which is noted with the files that it wrote: interrupted anywhere, or out of time, the
 * next delivery goes on there. It is told once. What was under way when the organization was erased is removed.
 */
export const exportOrganization = async (
  exporting: Exporting,
  event: EventFor<typeof organizationExportRequestedV1>,
): Promise<void> => {
  const { exportId } = event.data;
  const { table, clock, exports, service } = exporting;
  const tenant = event.tenantid;
  const until = clock().getTime() + erasingMs;
  const goOn = () => {
    if (clock().getTime() >= until) throw new NotYetExported(`${tenant} has more than can be exported at once`);
  };
  const folder = `${exportId}/${service}`;
  const progress = progressStore(table, tenant, exportId, event.time);
  const steps = stepsOf(exporting, event, folder);
  for (;;) {
    const before = await progress.read();
    if (before.told) return;
    const step = steps[before.part];
    if (step === undefined) break;
    goOn();
    const { files, next } = await step(before.after, goOn);
    if ((await progress.advance(before, files, next)) !== 'erased') continue;
    await exports.removeAll(tenant, folder);
    return;
  }
  await finish(exporting, event, folder, await progress.read(), progress.files());
};

/** Writes some files after a place in what it writes; `next` is the place to go on from, or null at the end. */
type Step = (
  after: string | null,
  goOn: () => void,
) => Promise<{ files: readonly ExportedFile[]; next: string | null }>;

const stepsOf = (
  exporting: Exporting,
  { tenantid: tenant, data }: EventFor<typeof organizationExportRequestedV1>,
  folder: string,
): readonly Step[] => {
  const about = data.about ?? null;
  return [
    ...exporting.rows(tenant, about).map(
      (rows): Step =>
        async (_after, goOn) => ({
          files: await exportRows(exporting, tenant, about, folder, rows, goOn),
          next: null,
        }),
    ),
    ...exporting.kept.map(
      (kept): Step =>
        (after) =>
          exportObjects(exporting, tenant, about, folder, kept, after),
    ),
  ];
};

/** All rows of an entry and of what hangs on them, page by page, into a file of each kind. */
const exportRows = async (
  { table, exports }: Exporting,
  tenant: TenantId,
  about: UserId | null,
  folder: string,
  top: Rows,
  goOn: () => void,
): Promise<readonly ExportedFile[]> => {
  const files = new Map<string, ExportFile>();
  const fileOf = (name: string): ExportFile => {
    const known = files.get(name);
    if (known !== undefined) return known;
    const made = new ExportFile(name, (parts) =>
      exports.write(tenant, `${folder}/${name}`, 'application/x-ndjson', parts),
    );
    files.set(name, made);
    return made;
  };
  const walk = async ({ pk, prefix, below, exported }: Rows): Promise<void> => {
    // Nothing hangs on most of what is left out.
    if ('leftOut' in exported && below === undefined) return;
    let startAfter: string | undefined;
    do {
      goOn();
      const { items, nextSortKey } = await table.page(pk, {
        limit: rowsAtOnce,
        ascending: true,
        startAfter,
        ...(prefix !== undefined && { prefix }),
      });
      for (const item of items) {
        if ('file' in exported && (about === null || exported.by?.(item) === about)) {
          const view = await exported.view(item);
          if (view !== undefined) await fileOf(exported.file).line(view);
        }
        for (const hanging of below?.(item) ?? []) await walk(hanging);
      }
      startAfter = nextSortKey ?? undefined;
    } while (startAfter !== undefined);
  };
  try {
    await walk(top);
  } catch (error) {
    for (const file of files.values()) await file.abandon(error as Error);
    throw error;
  }
  return Promise.all([...files.values()].map((file) => file.end()));
};

/** Some objects of a bucket, byte by byte as they are. */
const exportObjects = async (
  { table, exports }: Exporting,
  tenant: TenantId,
  about: UserId | null,
  folder: string,
  { exported }: Kept,
  after: string | null,
): Promise<{ files: readonly ExportedFile[]; next: string | null }> => {
  if ('leftOut' in exported) return { files: [], next: null };
  const { items, next } = await exported.objects.list(tenant, { limit: objectsAtOnce, after: after ?? undefined });
  const copy = async ({ key }: Listed): Promise<ExportedFile[]> => {
    const owner = exported.row(tenant, key);
    const row = owner === null ? undefined : await table.get(owner);
    if (row === undefined || (about !== null && exported.by(row) !== about)) return [];
    const name = exported.file(key, row);
    const parts = name === null ? undefined : await exported.objects.open(tenant, key);
    if (name === null || parts === undefined) return [];
    const file = new ExportFile(name, (copied) =>
      exports.write(tenant, `${folder}/${name}`, 'application/octet-stream', copied),
    );
    return [await file.copy(parts)];
  };
  const files: ExportedFile[] = [];
  for (let start = 0; start < items.length; start += copiedAtOnce) {
    const copied = await Promise.all(items.slice(start, start + copiedAtOnce).map(copy));
    files.push(...copied.flat());
  }
  return { files, next };
};

/** Writes the manifest, and tells once that the part is there. */
const finish = async (
  { table, exports, service, publish, clock }: Exporting,
  {
    tenantid: tenant,
    id,
    correlationid,
    traceparent,
    data: { exportId },
  }: EventFor<typeof organizationExportRequestedV1>,
  folder: string,
  progress: Progress,
  files: AsyncIterable<ExportedFile>,
): Promise<void> => {
  const { rows, objects, bytes } = progress;
  const head = { service, exportId, organizationId: tenant, rows, objects, bytes };
  await exports.write(tenant, `${folder}/manifest.json`, 'application/json', manifest(head, files));
  const context: EventContext = {
    tenant,
    subject: exportId,
    sequence: 1,
    at: clock(),
    correlationId: correlationid,
    causationId: id,
    traceparent,
  };
  const told = await table.transact([
    {
      label: 'progress',
      update: { ...progress.key, expression: 'SET toldAt = :now' },
      condition: {
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(toldAt)',
        ExpressionAttributeValues: { ':now': clock().toISOString() },
      },
    },
    unlessErased(tenant),
    publish(context, { organizationId: tenant, exportId, rows, objects, bytes }),
  ]);
  if (!told.ok && isErased(told.error)) await exports.removeAll(tenant, folder);
};

async function* manifest(head: object, files: AsyncIterable<ExportedFile>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(head, null, 2).slice(0, -2)},\n  "files": [`);
  let isFirst = true;
  for await (const file of files) {
    yield Buffer.from(`${isFirst ? '' : ','}\n    ${JSON.stringify(file)}`);
    isFirst = false;
  }
  yield Buffer.from('\n  ]\n}\n');
}
