import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { setting } from '../environment.ts';
import { type Dependency, tenantTableDependency } from '../http/health.ts';
import type { TenantService } from '../http/httpHandler.ts';
import type { Route } from '../http/route.ts';
import type { TenantId } from '../identity.ts';
import { documentClient, dynamoTable } from '../table/table.ts';
import { type TenantTable, tenantTable } from '../table/tenantTable.ts';
import { type FencedTable, fencedTable } from './fencedTable.ts';
import { type AssumeTenantRole, type TenantCredentials, tenantRole } from './tenantRole.ts';
import { tenantSessions } from './tenantSessions.ts';

/** What a request may reach: one tenant's data. */
export interface TenantSession {
  tenant: TenantId;
  credentials: TenantCredentials;
  table: FencedTable;
}

export interface TenantServiceDefinition {
  /** The routes over one tenant's data; made once per tenant, and used for that tenant's requests. */
  routes(session: TenantSession): readonly Route[];
  /** What a health check tries beside the table. */
  dependencies?(session: TenantSession): readonly Dependency[];
  assume: AssumeTenantRole;
  /** The service's table with these credentials. */
  tableWith(credentials: TenantCredentials): TenantTable;
  clock?: () => number;
}

/** Nobody's id: an id's time of creation is not 1970. */
const nobody: TenantId = 'org_00000000000000000000000000';

/** A service whose every request reaches its own tenant's data, and has no credentials for more. */
export const tenantService = ({
  routes,
  dependencies = () => [],
  assume,
  tableWith,
  ...options
}: TenantServiceDefinition): TenantService => {
  const sessionOf = tenantSessions(async (tenant) => {
    const credentials = await assume(tenant);
    const table = fencedTable(tenantTable(tableWith(credentials), tenant), 'request');
    const session: TenantSession = { tenant, credentials, table };
    return { session: { ...session, routes: routes(session) }, until: credentials.until };
  }, options);
  return {
    forTenant: sessionOf,
    // With what requests have, and as one of them: the function's own role reaches no data.
    dependencies: async () => {
      try {
        const session = await sessionOf(nobody);
        return [tenantTableDependency(session), ...dependencies(session)];
      } catch (error) {
        return [{ name: 'credentials for tenant data', critical: true, check: () => Promise.reject(error) }];
      }
    },
  };
};

/** The same of a deployed function: its table and its role by their settings. */
export const liveTenantService = (
  definition: Pick<TenantServiceDefinition, 'routes' | 'dependencies'>,
): TenantService => {
  const tableName = setting('TABLE');
  // Clients with credentials of their own share its connections: a new tenant's first request needs none to be opened.
  const { requestHandler } = new DynamoDBClient({}).config;
  return tenantService({
    ...definition,
    assume: tenantRole(setting('TENANT_DATA_ROLE')),
    tableWith: (credentials) => dynamoTable(tableName, documentClient({ credentials, requestHandler })),
  });
};
