import type { TenantId } from '../identity.ts';
import { absent, type Key, partition, type Refusal, type Write } from './table.ts';

/**
 * What stays of a tenant in the table of a service that has erased it, or is about to: that it was, and how much it had. It
 * stays for ever, as no id is used twice.
 */
export const erasedKey = (tenant: TenantId): Key => ({ pk: partition(tenant, 'ERASED'), sk: 'ERASED' });

const label = 'not erased';

/**
 * Goes with every write that makes something new of a tenant's, so that nothing comes back by what arrives late. A write
 * that changes what there is needs it not: its condition does not hold where that is gone.
 */
export const unlessErased = (tenant: TenantId): Write => ({ label, check: erasedKey(tenant), condition: absent });

export const isErased = (refusal: Refusal): boolean => refusal.some((write) => write.label === label);

/** Thrown where somebody asks for something new in an organization whose data is being erased. */
export class OrganizationErased extends Error {}
