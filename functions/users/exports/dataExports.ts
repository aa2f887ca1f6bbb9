import { failed, ok, type Result } from '../../../engine/result.ts';
import { inData } from '../../../events/cells.ts';
import { publishOrganizationExportRequested } from '../../../events/organization.ts';
import type { DataExportAccepted, DataExportSummary, DataExportView } from '../../../shared/api/dataExports.ts';
import { decodeCursor, encodeCursor, type PageQuery } from '../../../shared/http/page.ts';
import type { Failure, RequestContext } from '../../../shared/http/route.ts';
import type { Identity, UserId } from '../../../shared/identity.ts';
import { type Id, newId } from '../../../shared/ids.ts';
import { changeAs } from '../organizations/acting.ts';
import type { UserDeps } from '../users.ts';
import { type DataExport, type PartReport, requesting } from './exportStore.ts';

/** The services that keep something of organizations, each of which writes a part. */
export const exportingServices = ['users', 'files', 'simulations', 'results', 'billing', 'notifications'] as const;

/** The bucket's lifecycle takes the files at the end of the day on which this is over. */
const keptMs = 7 * 24 * 3600 * 1000;
/** That are kept at the same time. */
const mostExports = 5;

/** Whose data it is: of the whole organization, or of whoever asks, there. */
export type About = 'organization' | 'me';

const aboutOf = (about: About, { userId }: Pick<Identity, 'userId'>): UserId | null => (about === 'me' ? userId : null);

/** Asks for an export. The services write it, each its part, by the event that this commits. */
export const requestExport = (deps: UserDeps, about: About, context: RequestContext) =>
  changeAs<DataExportAccepted, 'export-running' | 'too-many-exports'>(
    deps,
    context,
    about === 'me' ? 'profile:write' : 'organization:export',
    async ({ organization: { organizationId } }, { member: { userId } }) => {
      const { exports, tenancy, clock } = deps;
      const now = clock();
      const whose = aboutOf(about, { userId });
      const running = await exports.pending(organizationId, whose);
      if (running !== undefined) return failed(exportRunning(about, running));
      const kept = (await exports.list(organizationId)).filter(
        (each) => each.about === whose && each.status !== 'FAILED' && Date.parse(each.until) > now.getTime(),
      );
      const oldest = kept.at(-1);
      if (kept.length >= mostExports && oldest !== undefined) return failed(tooMany(oldest));
      const requested: DataExport = {
        organizationId,
        exportId: newId('exp'),
        requestedBy: userId,
        about: whose,
        status: 'PENDING',
        createdAt: now.toISOString(),
        until: new Date(now.getTime() + keptMs).toISOString(),
      };
      const { exportId } = requested;
      const accepted = { exportId, status: 'PENDING' } as const;
      const { cell } = await tenancy(organizationId);
      const { correlationId, traceparent, idempotency } = context;
      const event = publishOrganizationExportRequested(
        { tenant: organizationId, subject: exportId, sequence: 1, at: now, correlationId, traceparent },
        { organizationId, exportId, userId, ...(whose !== null && { about: whose }), ...inData(cell) },
      );
      return ok({
        value: accepted,
        writes: requesting(requested),
        alongside: [event, ...(idempotency ? [idempotency.note(accepted)] : [])],
      });
    },
  );

const path = (about: About) => `/api/users/${about}/exports`;

const exportRunning = (about: About, exportId: Id<'exp'>): Failure<'export-running'> => ({
  code: 'export-running',
  detail: `The export ${exportId} is being written. Follow it by GET ${path(about)}/${exportId}.`,
});

const tooMany = ({ createdAt, until }: DataExport): Failure<'too-many-exports'> => ({
  code: 'too-many-exports',
  detail: `${mostExports} exports are kept at a time, each for seven days. The oldest, of ${createdAt}, goes at ${until}.`,
});

const notFound = {
  code: 'export-not-found',
  detail: 'There is no such export. It is said of one for thirty days that there was one.',
} as const satisfies Failure;

const viewOf = (
  { exportId, requestedBy, createdAt, until, status }: DataExport,
  reports: readonly PartReport[],
  now: Date,
): DataExportSummary => ({
  exportId,
  requestedBy,
  createdAt,
  expiresAt: until,
  status: status === 'READY' && Date.parse(until) <= now.getTime() ? 'EXPIRED' : status,
  services: exportingServices.map((service) => {
    const report = reports.find((each) => each.service === service);
    const { rows = null, objects = null, bytes = null } = report ?? {};
    return { service, status: report === undefined ? 'PENDING' : 'READY', rows, objects, bytes };
  }),
});

export const listExports = async (
  { exports, clock }: UserDeps,
  about: About,
  identity: Identity,
): Promise<{ ok: true; value: { exports: DataExportSummary[] } }> => {
  const { organizationId } = identity;
  const whose = aboutOf(about, identity);
  const all = (await exports.list(organizationId)).filter((each) => each.about === whose);
  const viewed = all.map(async (each) => viewOf(each, await exports.reports(organizationId, each.exportId), clock()));
  return ok({ exports: await Promise.all(viewed) });
};

/** One of them, with a page of its files and addresses from which they can be fetched for a while. */
export const getExport = async (
  { exports, exportFiles, clock }: UserDeps,
  about: About,
  exportId: Id<'exp'>,
  page: PageQuery,
  identity: Identity,
): Promise<Result<DataExportView, Failure<'export-not-found'>>> => {
  const { organizationId: tenant } = identity;
  const found = await exports.get(tenant, exportId);
  if (found === undefined || found.about !== aboutOf(about, identity)) return failed(notFound);
  const view = viewOf(found, await exports.reports(tenant, exportId), clock());
  if (view.status !== 'READY') return ok({ ...view, files: [], nextCursor: null });
  const { items, next } = await exportFiles.list(tenant, {
    folder: exportId,
    limit: page.limit,
    after: decodeCursor(page.cursor),
  });
  const files = items.map(async ({ key, bytes }) => ({
    name: key.slice(exportId.length + 1),
    bytes,
    url: await exportFiles.presign(tenant, key),
  }));
  return ok({ ...view, files: await Promise.all(files), nextCursor: encodeCursor(next) });
};
