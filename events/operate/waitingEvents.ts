import { DescribeTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../shared/table/table.ts';
import { documentClient, dynamoTable } from '../../shared/table/table.ts';
import { eventIdOf, pendingIndex } from '../relay/outboxItem.ts';
import { type OutboxRow, type OutboxStore, outboxStore } from '../relay/outboxStore.ts';
import type { CloudToOperate } from './cloud.ts';

/** The outbox of a service. */
export interface ServiceOutbox {
  service: string;
  outbox: OutboxStore;
}

export interface WaitingEvent {
  service: string;
  id: string;
  row: OutboxRow;
  /** Unknown where the event tells no time. */
  waitedMs: number | null;
}

/** Those of an installation: its tables that have the index of what waits. */
export const serviceOutboxes = async ({ client, name }: CloudToOperate): Promise<ServiceOutbox[]> => {
  const tables = documentClient(client);
  const found: ServiceOutbox[] = [];
  let from: string | undefined;
  do {
    const page = await tables.send(new ListTablesCommand({ ExclusiveStartTableName: from }));
    for (const TableName of page.TableNames ?? []) {
      if (!TableName.startsWith(`${name}-`)) continue;
      const { Table } = await tables.send(new DescribeTableCommand({ TableName }));
      if (Table?.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === pendingIndex)) {
        const outbox = outboxStore(dynamoTable(TableName, tables));
        found.push({ service: TableName.slice(name.length + 1), outbox });
      }
    }
    from = page.LastEvaluatedTableName;
  } while (from !== undefined);
  if (found.length === 0) throw new Error(`There is no installation "${name}" here: no table of it has an outbox.`);
  return found;
};

/** All events that wait, the oldest first. */
export const waitingEvents = async (outboxes: readonly ServiceOutbox[], now: number): Promise<WaitingEvent[]> => {
  const found = await Promise.all(
    outboxes.map(async ({ service, outbox }) =>
      (await allRows(outbox)).map((row) => {
        const waitedMs = now - Date.parse(row.since);
        return { service, id: eventIdOf(row), row, waitedMs: Number.isNaN(waitedMs) ? null : waitedMs };
      }),
    ),
  );
  const age = ({ waitedMs }: WaitingEvent) => waitedMs ?? Number.POSITIVE_INFINITY;
  return found.flat().toSorted((a, b) => (age(a) === age(b) ? 0 : age(b) - age(a)));
};

const allRows = async (outbox: OutboxStore): Promise<OutboxRow[]> => {
  const rows: OutboxRow[] = [];
  let from: Item | undefined;
  do {
    const page = await outbox.rows(from);
    rows.push(...page.rows);
    from = page.next ?? undefined;
  } while (from !== undefined);
  return rows;
};

/** What `list` shows: nobody has to look at what is on its way. */
export const isOverdue = ({ row, waitedMs }: WaitingEvent): boolean =>
  row.status === 'PARKED' || waitedMs === null || waitedMs > 60_000;

/** Gives a parked event its attempts again; the relay sends it within a minute. Throws why it cannot. */
export const release = async (outboxes: readonly ServiceOutbox[], id: string, now: number): Promise<WaitingEvent> => {
  const event = await find(outboxes, id, now);
  if (event.row.status !== 'PARKED') throw new Error(`${id} is not parked: the relay sends it by itself.`);
  if ((await outboxOf(outboxes, event).release(event.row)) === undefined) throw new Error(changed(id));
  return event;
};

/** Gives an event up, for ever. Throws why it cannot. */
export const discard = async (
  outboxes: readonly ServiceOutbox[],
  id: string,
  reason: string,
  now: number,
): Promise<WaitingEvent> => {
  const event = await find(outboxes, id, now);
  const done = await outboxOf(outboxes, event).discard(event.row, reason, new Date(now));
  if (done === undefined) throw new Error(changed(id));
  return event;
};

const find = async (outboxes: readonly ServiceOutbox[], id: string, now: number): Promise<WaitingEvent> => {
  const event = (await waitingEvents(outboxes, now)).find((each) => each.id === id);
  if (event === undefined) throw new Error(`No event ${id} waits: it was sent, or discarded, or there is none.`);
  return event;
};

const outboxOf = (outboxes: readonly ServiceOutbox[], { service }: WaitingEvent): OutboxStore => {
  const found = outboxes.find((each) => each.service === service);
  if (found === undefined) throw new Error(`there is no service ${service}`);
  return found.outbox;
};

const changed = (id: string): string => `${id} has just changed: look again.`;
