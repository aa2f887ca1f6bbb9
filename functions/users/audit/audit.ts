import { ok } from '../../../engine/result.ts';
import type { AuditExport, AuditExportQuery, AuditQuery } from '../../../shared/api/audit.ts';
import { decodeCursor, encodeCursor } from '../../../shared/http/page.ts';
import type { UserDeps } from '../users.ts';
import type { AuditLog, AuditPage } from './auditStore.ts';

const dayMs = 24 * 3600 * 1000;

/** What is older than the setting says is told no more, whether it has gone yet or not. */
const pageOf = (
  { audit, auditRetentionDays, clock }: UserDeps,
  log: AuditLog,
  { from, to, cursor, ...question }: AuditQuery,
): Promise<AuditPage> => {
  const oldest = clock().getTime() - auditRetentionDays * dayMs;
  return audit.page(log, {
    ...question,
    from: new Date(Math.max(oldest, from === undefined ? oldest : Date.parse(from))),
    to: to === undefined ? undefined : new Date(to),
    startAfter: decodeCursor(cursor),
  });
};

export const listAuditRecords = async (deps: UserDeps, log: AuditLog, query: AuditQuery) => {
  const { records, nextSortKey } = await pageOf(deps, log, query);
  return ok({ items: records, nextCursor: encodeCursor(nextSortKey) });
};

export const auditExportPath = '/api/users/organization/audit/export';

/** A part of what was asked for, with the address of the next: an answer holds 4 MiB, and a log may be longer. */
export const exportAuditRecords = async (
  deps: UserDeps,
  log: AuditLog,
  { format, ...query }: AuditExportQuery,
): Promise<{ ok: true; value: AuditExport }> => {
  const { records, nextSortKey } = await pageOf(deps, log, query);
  const cursor = encodeCursor(nextSortKey);
  const again = Object.entries({ format, ...query, cursor }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const next = cursor === null ? null : `${auditExportPath}?${new URLSearchParams(again)}`;
  return ok({ format, isFirst: query.cursor === undefined, records, next });
};
