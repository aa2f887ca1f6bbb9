import type { TenantId } from '../identity.ts';

/** Nobody could be asked for credentials: nothing was done, and it may work in a moment. */
export class TenantDataUnavailable extends Error {
  constructor(tenant: TenantId, cause: unknown) {
    super(`no credentials for the data of ${tenant}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
