import { inData } from '../../../events/cells.ts';
import type { EventOf } from '../../../events/envelope.ts';
import type { Exported } from '../../../events/exported.ts';
import { publishOrganizationExportReady } from '../../../events/organization.ts';
import type { UserDeps } from '../users.ts';
import { exportingServices } from './dataExports.ts';

/** Notes which service has written its part of an export; the last one makes it READY, and that is told once. */
export const noteExported = async (
  { exports, tenancy, clock }: Pick<UserDeps, 'exports' | 'tenancy' | 'clock'>,
  { tenantid: tenant, source, id, correlationid, traceparent, data }: EventOf<Exported>,
): Promise<void> => {
  const { exportId, rows, objects, bytes } = data;
  await exports.noteReport(tenant, exportId, { service: source.replace('simsheet/', ''), rows, objects, bytes });
  const written = new Set((await exports.reports(tenant, exportId)).map(({ service }) => service));
  const found = await exports.get(tenant, exportId);
  if (found === undefined || !exportingServices.every((service) => written.has(service))) return;
  const { cell } = await tenancy(tenant);
  const ready = publishOrganizationExportReady(
    {
      tenant,
      subject: exportId,
      sequence: 2,
      at: clock(),
      correlationId: correlationid,
      causationId: id,
      traceparent,
    },
    { organizationId: tenant, exportId, userId: found.requestedBy, expiresAt: found.until, ...inData(cell) },
  );
  await exports.end(found, 'READY', [ready]);
};
