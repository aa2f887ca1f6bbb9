import type { TenantId, UserId } from '../../shared/identity.ts';
import { type Id, newId } from '../../shared/ids.ts';
import { memoryStreams } from '../../shared/objectStreams.testkit.ts';
import { organizationExportRequestedV1 } from '../organization.ts';
import { type Exporting, exportOrganization } from './export.ts';

/** A bucket of exports in memory, and what a service writes into it. */
export const anExportsBucket = () => {
  const { objects, streams, keys, whole } = memoryStreams();
  const requestOf = (tenant: TenantId, about?: UserId, exportId: Id<'exp'> = newId('exp')) =>
    organizationExportRequestedV1.create(
      { tenant, subject: exportId, sequence: 1, at: new Date('2026-03-01T12:00:00Z'), correlationId: 'cor_1' },
      { organizationId: tenant, exportId, userId: about ?? newId('usr'), ...(about !== undefined && { about }) },
    );
  const exports = { write: streams.write, removeAll: objects.removeAll };
  /** The files of an export by their names. */
  const filesOf = async (tenant: TenantId, exportId: string): Promise<Record<string, string>> => {
    const own = `tenants/${tenant}/${exportId}/`;
    const found = keys()
      .filter((key) => key.startsWith(own))
      .toSorted((a, b) => (a < b ? -1 : 1));
    const read = found.map(async (key) => {
      const bytes = await objects.get(tenant, key.slice(`tenants/${tenant}/`.length));
      return [key.slice(own.length), Buffer.from(bytes ?? []).toString()] as const;
    });
    return Object.fromEntries(await Promise.all(read));
  };
  /** What is in an export of all that a service has of a tenant, or of what is about a person. */
  const written = async (exporting: Omit<Exporting, 'exports'>, tenant: TenantId, about?: UserId) => {
    const request = requestOf(tenant, about);
    await exportOrganization({ ...exporting, exports }, request);
    return filesOf(tenant, request.data.exportId);
  };
  return { exports, keys, whole, requestOf, filesOf, written };
};

/** The lines of a file of an export. */
// biome-ignore lint/suspicious/noExplicitAny: what a test looks at
export const linesOf = (file: string | undefined): any[] =>
  (file ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
