import type { AuditExport, AuditRecord } from '../../../shared/api/audit.ts';
import { csvField } from '../../../shared/csv.ts';

const columns: readonly (readonly [name: string, value: (record: AuditRecord) => string | number | null])[] = [
  ['at', ({ at }) => at],
  ['auditId', ({ auditId }) => auditId],
  ['organizationId', ({ organizationId }) => organizationId],
  ['userId', ({ actor }) => actor.userId],
  ['role', ({ actor }) => actor.role],
  ['credential', ({ actor }) => actor.credential.kind],
  ['credentialId', ({ actor }) => actor.credential.id],
  ['action', ({ action }) => action],
  ['resources', ({ resources }) => resources.join(' ')],
  ['outcome', ({ outcome }) => outcome],
  ['status', ({ status }) => status],
  ['problem', ({ problem }) => problem],
  ['method', ({ method }) => method],
  ['path', ({ path }) => path],
  ['sourceIp', ({ sourceIp }) => sourceIp],
  ['userAgent', ({ userAgent }) => userAgent],
  ['correlationId', ({ correlationId }) => correlationId],
];

/** Parts one after the other make one document. */
const writers: Record<AuditExport['format'], (part: AuditExport) => { type: string; text: string }> = {
  csv({ isFirst, records }) {
    const rows = records.map((record) => columns.map(([, value]) => csvField(value(record) ?? '')));
    const lines = isFirst ? [columns.map(([name]) => name), ...rows] : rows;
    return { type: 'text/csv; charset=utf-8', text: lines.map((fields) => `${fields.join(',')}\r\n`).join('') };
  },
  ndjson: ({ records }) => ({
    type: 'application/x-ndjson',
    text: records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  }),
};

export const exported = {
  types: ['text/csv', 'application/x-ndjson'],
  write: (part: AuditExport) => writers[part.format](part),
};
