import type { TenantId } from '../../shared/identity.ts';
import type { TenantObjects } from '../../shared/objects.ts';
import { erasedKey } from '../../shared/table/erased.ts';
import type { Item, Table, Write } from '../../shared/table/table.ts';
import { inData } from '../cells.ts';
import type { EventContext, EventFor } from '../envelope.ts';
import type { Erased } from '../erased.ts';
import type { organizationDeletedV1 } from '../organization.ts';

/** Some rows of a tenant: those of a partition, or those of them that begin so. */
export interface Rows {
  pk: string;
  prefix?: string;
  /** The rows that are found by this one only. They go before it, so that an interruption leaves none that nobody finds. */
  below?(row: Item): readonly Rows[];
  /** Ends what goes on because of this row; may be asked again. */
  end?(row: Item): Promise<unknown>;
  /** What an export of the tenant's data has of them: what is erased is exported, or it is said here why not. */
  exported: Lines | LeftOut;
}

/** Rows that an export holds, a line each. */
export interface Lines {
  /** The name of the file, such as `files.ndjson`; no other entry of the tenant's has the same. */
  file: string;
  /** As people read it: what the API shows of it, without keys, hashes and secrets. Undefined for one that is nothing to them. */
  view(row: Item): unknown;
  /** Who made it, or whose it is; missing where it is nobody's but the organization's. */
  by?(row: Item): unknown;
}

/** Why an export has nothing of this: it is about the machine, or stands elsewhere in it. */
export interface LeftOut {
  leftOut: string;
}

/** Where a service has what belongs to an organization, and how it tells that it has erased that. */
export interface Erasure {
  table: Table;
  /** All rows but those of the outbox, which are sent first and then go by themselves after a week. */
  rows(tenant: TenantId): readonly Rows[];
  objects: readonly TenantObjects[];
  publish(context: EventContext, data: Erased): Write;
  /** In which this service is: an organization may have been in several. */
  cell: string;
  clock: () => Date;
  wait: (milliseconds: number) => Promise<unknown>;
}

/** As time passes in a function. */
export const lasting: Pick<Erasure, 'clock' | 'wait'> = {
  clock: () => new Date(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** A delivery works so long, below the time that its function has; what is left waits for the next. */
export const erasingMs = 13 * 60_000;

/** What was at work when its row went writes its last object, or notices and removes it itself, within this time. */
const lastObjectMs = 5000;

/** A transaction takes 100 writes, one of which counts. Being a page, they are below its limit of 4 MB as well. */
const removedAtOnce = 99;

/** There is more than one delivery can do: thrown, so that the message stays in its queue and comes again. */
export class NotYetErased extends Error {}

/**
 * Erases all that a service has of a deleted organization, and tells so once. It may be interrupted anywhere and come again
 * any number of times, also at once: what is gone is not counted twice, and the mark that it sets first keeps everything
 * out that comes late.
 */
export const eraseOrganization = async (
  erasure: Erasure,
  event: EventFor<typeof organizationDeletedV1>,
): Promise<void> => {
  await eraseTenant(erasure, event.data.organizationId);
  await tell(erasure, event);
};

/** The same, for the service whose own the organization was, which has nobody to tell. */
export const eraseTenant = async (
  { table, clock, wait, objects, rows }: Omit<Erasure, 'publish' | 'cell'>,
  tenant: TenantId,
): Promise<void> => {
  const until = clock().getTime() + erasingMs;
  const goOn = () => {
    if (clock().getTime() >= until) throw new NotYetErased(`${tenant} has more than can be erased at once`);
  };

  await table.transact([
    {
      label: 'mark',
      update: { ...erasedKey(tenant), expression: 'ADD #rows :none, #objects :none' },
      condition: {
        ExpressionAttributeNames: { '#rows': 'rows', '#objects': 'objects' },
        ExpressionAttributeValues: { ':none': 0 },
      },
    },
  ]);
  let removed = 0;
  for (const some of rows(tenant)) removed += await removeRows(table, tenant, some, goOn);
  if (removed > 0 && objects.length > 0) await wait(lastObjectMs);
  for (const bucket of objects) {
    for (;;) {
      goOn();
      const some = await bucket.removeSome(tenant);
      if (some === 0) break;
      await table.transact([counting(tenant, 'objects', some)]);
    }
  }
};

const removeRows = async (table: Table, tenant: TenantId, rows: Rows, goOn: () => void): Promise<number> => {
  let removed = 0;
  for (;;) {
    goOn();
    const { pk, prefix, below, end } = rows;
    // Always the first ones: those before are gone.
    const { items } = await table.page(pk, {
      limit: removedAtOnce,
      ascending: true,
      ...(prefix !== undefined && { prefix }),
    });
    if (items.length === 0) return removed;
    for (const item of items) {
      await end?.(item);
      for (const hanging of below?.(item) ?? []) removed += await removeRows(table, tenant, hanging, goOn);
    }
    const removals = items.map(
      ({ sk }): Write => ({
        label: 'row',
        remove: { pk, sk: String(sk) },
        condition: { ConditionExpression: 'attribute_exists(pk)' },
      }),
    );
    // A refusal says that another delivery, or time, was faster with one of them: the next page shows what is left.
    const result = await table.transact([...removals, counting(tenant, 'rows', items.length)]);
    if (result.ok) removed += items.length;
  }
};

const counting = (tenant: TenantId, what: 'rows' | 'objects', count: number): Write => ({
  label: 'mark',
  update: { ...erasedKey(tenant), expression: 'ADD #what :count' },
  condition: { ExpressionAttributeNames: { '#what': what }, ExpressionAttributeValues: { ':count': count } },
});

const tell = async (
  { table, publish, cell, clock }: Erasure,
  { data: { organizationId }, id, correlationid, traceparent }: EventFor<typeof organizationDeletedV1>,
): Promise<void> => {
  const mark = await table.get(erasedKey(organizationId));
  const erasedAt = clock();
  const context: EventContext = {
    tenant: organizationId,
    subject: organizationId,
    sequence: 1,
    at: erasedAt,
    correlationId: correlationid,
    causationId: id,
    traceparent,
  };
  const report = {
    organizationId,
    rows: Number(mark?.rows ?? 0),
    objects: Number(mark?.objects ?? 0),
    ...inData(cell),
  };
  // A refusal says that it was told before.
  await table.transact([
    {
      label: 'mark',
      update: { ...erasedKey(organizationId), expression: 'SET erasedAt = :erasedAt' },
      condition: {
        ConditionExpression: 'attribute_not_exists(erasedAt)',
        ExpressionAttributeValues: { ':erasedAt': erasedAt.toISOString() },
      },
    },
    publish(context, report),
  ]);
};
