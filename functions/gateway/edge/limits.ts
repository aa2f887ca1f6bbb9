import type * as z from 'zod';
import type { ProblemInput } from '../../../shared/http/problem.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { type RateLimiter, rateLimiter } from '../../../shared/rateLimit/rateLimiter.ts';
import { rateLimitHeaders } from '../../../shared/rateLimit/rateLimitHeaders.ts';
import type { rateLimitSettings } from '../../../shared/rateLimit/settings.ts';
import type { RateLimitStore } from '../../../shared/rateLimit/store.ts';

/** What a request's credential and organization may still ask for. */
export interface Limited {
  /** For the client, whatever becomes of its request. */
  headers: Record<string, string>;
  /** Null if the request may go on. */
  refusal: ProblemInput | null;
}

/** `credential`: one name for all tokens of a person, one for each key. Null for what is refused, which takes nothing from an organization. */
export type Limits = (credential: string, tenant: TenantId | null) => Promise<Limited>;

export const requestLimits = (
  store: RateLimitStore,
  settings: z.infer<typeof rateLimitSettings>,
  clock: () => number,
): Limits => {
  const limiter = (policy: keyof typeof settings): RateLimiter =>
    rateLimiter({ policy, store, settings: settings[policy], clock });
  const ofCredential = limiter('credential');
  const ofTenant = limiter('tenant');
  return async (credential, tenant) => {
    // First, so that one who does not stop takes nothing from the organization.
    const first = await ofCredential.take(credential);
    const decisions = first.allowed && tenant !== null ? [first, await ofTenant.take(tenant)] : [first];
    const refused = decisions.find(({ allowed }) => !allowed);
    const headers = rateLimitHeaders(decisions);
    if (refused === undefined) return { headers, refusal: null };
    const who = refused.policy === 'credential' ? 'This credential' : 'This organization';
    const rate = settings[refused.policy as keyof typeof settings].requestsPerSecond;
    const detail = `${who} sends more than ${rate} requests a second. Try again in ${refused.retryAfterSeconds} s; nothing was done.`;
    return { headers, refusal: { status: 429, code: 'rate-limited', detail } };
  };
};
