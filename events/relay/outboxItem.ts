import type { Item, Key } from '../../shared/table/table.ts';
import { envelope, type PlatformEnvelope, platformEnvelope, versionOf } from '../envelope.ts';

/**
 * An event in the table of the service that it happened in. Under its aggregate's partition, in the order of the
 * aggregate's versions; events of one version are in the order of their ids, which is some order, and always the same. An
 * event that is told in two versions of its data has one id, and an item for each.
 *
 * | status    | what it means                                         | in the index `pending` |
 * | --------- | ----------------------------------------------------- | ---------------------- |
 * | PENDING   | the bus has not accepted it yet                       | yes                    |
 * | PARKED    | it cannot be sent as it is; holds the later ones back | yes                    |
 * | SENT      | the bus has accepted it; gone after a week            | no                     |
 * | DISCARDED | an operator gave it up; gone after 90 days            | no                     |
 */
export interface OutboxItem extends Key {
  status: string;
  /** The event as it goes to the bus, byte by byte. */
  body: string;
  /** The event's own time. */
  since: string;
  /** How often the bus refused it for what it is. */
  attempts: number;
  reason: string | null;
}

/**
 * Sparse: an item without its attribute is not in it. The attribute's value is the partition key's, so that the index has
 * a partition per aggregate, none of which gets hot; its sort key is the table's.
 */
export const pendingIndex = 'pending';

const prefix = 'OUTBOX#';
/** Digits of the largest safe integer: as texts, too, sequences sort as numbers. */
const sequenceDigits = 16;

/** How the sort keys of an event's items begin, which differ in the version of its data. */
export const sortPrefixOf = ({ sequence, id }: Pick<PlatformEnvelope, 'sequence' | 'id'>): string =>
  `${prefix}${String(sequence).padStart(sequenceDigits, '0')}#${id}#`;

export const outboxItem = (aggregate: string, event: PlatformEnvelope, body: string): Item & Key => ({
  pk: aggregate,
  sk: `${sortPrefixOf(event)}${versionOf(event)}`,
  status: 'PENDING',
  [pendingIndex]: aggregate,
  outbox: body,
  since: event.time,
});

/** An item as the table or its stream has it. Whatever is wrong with it shows when its event is read. */
export const readOutboxItem = (item: Item): OutboxItem => ({
  pk: String(item.pk),
  sk: String(item.sk),
  status: String(item.status),
  body: typeof item.outbox === 'string' ? item.outbox : '',
  since: String(item.since),
  attempts: Number(item.attempts ?? 0),
  reason: typeof item.reason === 'string' ? item.reason : null,
});

/** The id of an item's event, also where its body cannot be read. */
export const eventIdOf = ({ sk }: Key): string => sk.split('#')[2] ?? sk;

/** The event in an item; throws what is wrong with it. */
export const readEvent = ({ body }: OutboxItem): PlatformEnvelope => {
  const content: unknown = JSON.parse(body);
  // A tenant's event keeps its tenant.
  const asTenants = envelope.safeParse(content);
  return asTenants.success ? asTenants.data : platformEnvelope.parse(content);
};
