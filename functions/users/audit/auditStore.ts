import type { Rows } from '../../../events/consume/erase.ts';
import { type AuditEntry, type AuditRecord, auditRecord } from '../../../shared/api/audit.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { idsOf } from '../../../shared/ids.ts';
import { unlessErased } from '../../../shared/table/erased.ts';
import { absent, type Item, partition, type Table, type Write } from '../../../shared/table/table.ts';

/**
 * The audit log: a record stands once by its id, which sorts by time, and once more under each of its actors and resources, so that
 * every question is one partition in order. Nothing changes a record, and no role of ours may; it expires.
 *
 * | access                                      | key                                                   |
 * | ------------------------------------------- | ----------------------------------------------------- |
 * | what happened in an organization            | pk TENANT#<org>#AUDIT, sk <auditId>                   |
 * | what a person did, or an API key            | pk TENANT#<org>#AUDIT#ACTOR#<userId or keyId>, the same |
 * | what was done with a thing                  | pk TENANT#<org>#AUDIT#RESOURCE#<its id>, the same     |
 * | what happened to the platform               | pk PLATFORM#AUDIT, and so on                          |
 */
export interface AuditStore {
  /** Writes a record once, however often it is handed over, and none for an organization that is erased. */
  write(entry: AuditEntry, keptForDays: number): Promise<void>;
  /** From the newest. */
  page(log: AuditLog, question: AuditQuestion): Promise<AuditPage>;
}

/** Whose log: an organization's, or the platform's. */
export type AuditLog = TenantId | 'PLATFORM';

export interface AuditQuestion {
  /** Of records from then on. */
  from: Date;
  /** Of records from before then. */
  to?: Date | undefined;
  /** A person, or an API key. */
  actor?: string | undefined;
  resource?: string | undefined;
  outcome?: AuditRecord['outcome'] | undefined;
  limit: number;
  /** Where the last page ended. */
  startAfter?: string | undefined;
}

export interface AuditPage {
  records: AuditRecord[];
  /** Where to go on: there may be more also where fewer were found than asked for. */
  nextSortKey: string | null;
}

/** Records that one question looks at, where few of them are what was asked for. */
const mostExamined = 2000;
const mostAtOnce = 500;
/** Sorts after all that an id can hold. */
const afterAllIds = '~';

export const auditStore = (table: Table): AuditStore => ({
  async write({ log, record }, keptForDays) {
    const expiresAt = Math.ceil(Date.parse(record.at) / 1000) + keptForDays * 24 * 3600;
    const whose = log === 'PLATFORM' ? log : record.organizationId;
    const row = { ...record, expiresAt };
    const put = (pk: string): Write => ({
      label: 'record',
      put: { ...row, pk, sk: record.auditId },
      condition: absent,
    });
    const partitions = [logPartition(whose), ...copiesOf(whose, record)];
    // A refusal says that it was written before, or that there is nothing any more of whose it would be.
    await table.transact([...partitions.map(put), ...(whose === 'PLATFORM' ? [] : [unlessErased(whose)])]);
  },

  async page(log, { from, to, actor, resource, outcome, limit, startAfter }) {
    const pk = questionPartition(log, actor, resource);
    const between = [idsOf('aud', from), to === undefined ? afterAllIds : idsOf('aud', to)] as const;
    if (between[0] > between[1] || (startAfter !== undefined && startAfter < between[0])) return end;
    // The rest of what is asked for is in no key.
    const isFiltered = outcome !== undefined || (actor !== undefined && resource !== undefined);
    const isAsked = (record: AuditRecord) =>
      (actor === undefined || actorsOf(record).includes(actor)) &&
      (resource === undefined || record.resources.includes(resource)) &&
      (outcome === undefined || record.outcome === outcome);

    const records: AuditRecord[] = [];
    // The table takes no place to start from that is outside of what is asked for.
    let after = startAfter !== undefined && startAfter <= between[1] ? startAfter : undefined;
    let examined = 0;
    for (;;) {
      const page = await table.page(pk, {
        between,
        limit: isFiltered ? mostAtOnce : limit - records.length,
        startAfter: after,
      });
      for (const [index, item] of page.items.entries()) {
        const record = fromRow(item);
        if (isAsked(record)) records.push(record);
        examined += 1;
        if (records.length < limit && examined < mostExamined) continue;
        const isLast = index === page.items.length - 1 && page.nextSortKey === null;
        return { records, nextSortKey: isLast ? null : record.auditId };
      }
      if (page.nextSortKey === null) return { records, nextSortKey: null };
      after = page.nextSortKey;
    }
  },
});

const end: AuditPage = { records: [], nextSortKey: null };

const fromRow = (item: Item): AuditRecord => auditRecord.parse(item);

const logPartition = (log: AuditLog): string => (log === 'PLATFORM' ? 'PLATFORM#AUDIT' : partition(log, 'AUDIT'));

const actorPartition = (log: AuditLog, actor: string): string => `${logPartition(log)}#ACTOR#${actor}`;

const resourcePartition = (log: AuditLog, resource: string): string => `${logPartition(log)}#RESOURCE#${resource}`;

/** A thing has fewer records than most people. */
const questionPartition = (log: AuditLog, actor?: string, resource?: string): string => {
  if (resource !== undefined) return resourcePartition(log, resource);
  return actor === undefined ? logPartition(log) : actorPartition(log, actor);
};

/** A person, and the API key by which they did it. */
const actorsOf = ({ actor: { userId, credential } }: AuditRecord): string[] => [
  ...(userId === null ? [] : [userId]),
  ...(credential.kind === 'key' ? [credential.id] : []),
];

const copiesOf = (log: AuditLog, record: AuditRecord): string[] => [
  ...actorsOf(record).map((actor) => actorPartition(log, actor)),
  ...record.resources.map((resource) => resourcePartition(log, resource)),
];

/** All of an organization's log, for whoever erases it. The copies of an actor or resource go at once, with the first record that leads to them. */
export const auditRows = (tenant: TenantId): Rows => {
  const gone = new Set<string>();
  return {
    pk: logPartition(tenant),
    below(row: Item) {
      const copies = copiesOf(tenant, fromRow(row)).filter((pk) => !gone.has(pk));
      for (const pk of copies) gone.add(pk);
      return copies.map((pk) => ({ pk, exported: { leftOut: 'copies, by which records are found' } }));
    },
    exported: { file: 'audit.ndjson', view: fromRow, by: (row) => fromRow(row).actor.userId },
  };
};
