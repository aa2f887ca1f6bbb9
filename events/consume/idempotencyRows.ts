import { idempotencyKind } from '../../shared/http/idempotency.ts';
import type { TenantId } from '../../shared/identity.ts';
import { partition } from '../../shared/table/table.ts';
import type { Rows } from './erase.ts';

/** What every service keeps for a day of the answers that it gave. */
export const rowsOfIdempotency = (tenant: TenantId): Rows => ({
  pk: partition(tenant, idempotencyKind),
  exported: { leftOut: 'answers are kept for a day to be given again; what they show is exported as it is now' },
});
