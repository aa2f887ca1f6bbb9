import type { TenantId } from '../identity.ts';
import { partition, type Table } from '../table/table.ts';
import type { TenantTable } from '../table/tenantTable.ts';
import type { HealthReport } from './message.ts';

/** Something a service needs. Without a critical one it cannot work; without another it works less well. */
export interface Dependency {
  name: string;
  critical: boolean;
  /** Throws when the dependency does not answer as it should. */
  check: () => Promise<unknown>;
}

const timeoutMs = 2000;

export const checkHealth = async (dependencies: readonly Dependency[]): Promise<HealthReport> => {
  const checks = await Promise.all(dependencies.map(checkOne));
  const broken = checks.filter(({ ok }) => !ok);
  const status = broken.length === 0 ? 'HEALTHY' : broken.some(({ critical }) => critical) ? 'UNHEALTHY' : 'DEGRADED';
  return { status, checks };
};

const checkOne = async ({ name, critical, check }: Dependency): Promise<HealthReport['checks'][number]> => {
  const startedAt = performance.now();
  const latency = () => Math.round(performance.now() - startedAt);
  try {
    await Promise.race([check(), expire()]);
    return { name, critical, ok: true, latencyMs: latency() };
  } catch (error) {
    return { name, critical, ok: false, latencyMs: latency(), error: (error as Error).message };
  }
};

const expire = () =>
  new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs).unref();
  });

/** A service's own table: reading a key that is never there shows that it answers and that reading is allowed. */
export const tableDependency = (table: Table): Dependency => ({
  name: 'table',
  critical: true,
  check: () => table.get({ pk: 'HEALTH', sk: 'HEALTH' }),
});

/** The same of a table of which only a tenant's rows can be read. */
export const tenantTableDependency = ({
  table,
  tenant,
}: {
  table: Pick<TenantTable, 'get'>;
  tenant: TenantId;
}): Dependency => ({
  name: 'table',
  critical: true,
  check: () => table.get({ pk: partition(tenant, 'HEALTH'), sk: 'HEALTH' }),
});
