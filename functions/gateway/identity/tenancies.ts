import type { TenantId } from '../../../shared/identity.ts';
import type { Tenancy } from '../../../shared/tenancy/tenancy.ts';
import { forgetBeyond } from './lookups.ts';

/** That a tenant was placed elsewhere is noticed so soon. */
const cachedMs = 5000;
/** Of a process. */
const mostCached = 1000;

export type Tenancies = (tenant: TenantId) => Promise<Tenancy>;

/** What the platform knows of tenants, each read at most once in 5 s. What could not be read is asked for again. */
export const tenancies = (read: Tenancies, clock: () => number): Tenancies => {
  const cache = new Map<string, { tenancy: Promise<Tenancy>; until: number }>();
  return (tenant) => {
    const now = clock();
    const cached = cache.get(tenant);
    if (cached !== undefined && now < cached.until) return cached.tenancy;
    const tenancy = read(tenant);
    cache.delete(tenant);
    cache.set(tenant, { tenancy, until: now + cachedMs });
    forgetBeyond(mostCached, cache);
    tenancy.catch(() => cache.delete(tenant));
    return tenancy;
  };
};
