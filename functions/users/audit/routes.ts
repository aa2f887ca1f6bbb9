import { auditExport, auditExportQuery, auditPage, auditQuery } from '../../../shared/api/audit.ts';
import { type Route, route } from '../../../shared/http/route.ts';
import type { UserDeps } from '../users.ts';
import { auditExportPath, exportAuditRecords, listAuditRecords } from './audit.ts';
import { exported } from './exported.ts';

export const auditRoutes = (deps: UserDeps): readonly Route[] => [
  route({
    method: 'GET',
    path: '/api/users/organization/audit',
    operationId: 'listAuditRecords',
    summary: 'Who did what in the organization, from the newest',
    description:
      'What was to change something, however it ended, refusals, and exports; a record is there within seconds. There may be more while `nextCursor` says so, also where a page has fewer records than `limit`, or none.',
    parse: { query: auditQuery },
    authorise: 'audit:read',
    audited: true,
    act: ({ query, context }) => listAuditRecords(deps, context.identity.organizationId, query),
    respond: { ok: [200, auditPage], errors: {} },
  }),
  route({
    method: 'GET',
    path: auditExportPath,
    operationId: 'exportAuditRecords',
    summary: 'The audit log as CSV or as lines of JSON, in parts',
    description: 'The header Link names the address of the next part; parts one after the other are one document.',
    parse: { query: auditExportQuery },
    authorise: 'audit:read',
    audited: true,
    act: ({ query, context }) => exportAuditRecords(deps, context.identity.organizationId, query),
    respond: {
      ok: [200, auditExport],
      errors: {},
      as: exported,
      headers: ({ next }): Record<string, string> => (next === null ? {} : { link: `<${next}>; rel="next"` }),
    },
  }),
  route({
    method: 'GET',
    // Written and kept here, told where operators ask for all that is theirs.
    path: '/gateway/audit',
    operationId: 'listPlatformAuditRecords',
    summary: 'What operators did to the registry and the circuits, and who was refused there, from the newest',
    parse: { query: auditQuery },
    authorise: 'operator',
    audited: true,
    act: ({ query }) => listAuditRecords(deps, 'PLATFORM', query),
    respond: { ok: [200, auditPage], errors: {} },
  }),
];
