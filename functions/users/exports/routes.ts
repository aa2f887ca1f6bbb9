import * as z from 'zod';
import { dataExportAccepted, dataExportList, dataExportView } from '../../../shared/api/dataExports.ts';
import { pageQuery } from '../../../shared/http/page.ts';
import { type Route, route } from '../../../shared/http/route.ts';
import { id } from '../../../shared/ids.ts';
import type { UserDeps } from '../users.ts';
import { type About, getExport, listExports, requestExport } from './dataExports.ts';

const params = z.object({ exportId: id('exp').describe('The export.') });

/** The same for all data of the organization and for one's own in it, but for who may. */
const routesAbout = (deps: UserDeps, about: About): readonly Route[] => {
  const path = `/api/users/${about}/exports`;
  const isOwn = about === 'me';
  const named = isOwn ? 'MyExport' : 'OrganizationExport';
  const whose = isOwn ? 'your own data' : 'all data of the organization';
  const holds = isOwn
    ? 'Your profile and memberships, and what you made in the organization that the request acts in.'
    : 'Whatever Simsheet keeps of the organization, what is private to its members included.';
  return [
    route({
      method: 'POST',
      path,
      operationId: `request${named}`,
      summary: `Ask for a copy of ${whose}`,
      description: `${holds} One is written at a time, and each is kept for seven days.`,
      parse: {},
      authorise: isOwn ? 'profile:write' : 'organization:export',
      act: ({ context }) => requestExport(deps, about, context),
      respond: {
        ok: [202, dataExportAccepted],
        errors: { 'permission-missing': 403, 'export-running': 409, 'too-many-exports': 409 },
        headers: ({ exportId }) => ({ location: `${path}/${exportId}` }),
      },
    }),
    route({
      method: 'GET',
      path,
      operationId: `list${named}s`,
      summary: `Copies of ${whose}, the latest first`,
      parse: {},
      authorise: isOwn ? 'profile:write' : 'organization:export',
      act: ({ context }) => listExports(deps, about, context.identity),
      respond: { ok: [200, dataExportList], errors: {} },
    }),
    route({
      method: 'GET',
      path: `${path}/{exportId}`,
      operationId: `get${named}`,
      summary: `A copy of ${whose}, and where its files are`,
      parse: { params, query: pageQuery },
      // Its answer is the way to all data.
      audited: true,
      authorise: isOwn ? 'profile:write' : 'organization:export',
      act: ({ params, query, context }) => getExport(deps, about, params.exportId, query, context.identity),
      respond: { ok: [200, dataExportView], errors: { 'export-not-found': 404 } },
    }),
  ];
};

export const exportRoutes = (deps: UserDeps): readonly Route[] => [
  ...routesAbout(deps, 'organization'),
  ...routesAbout(deps, 'me'),
];
