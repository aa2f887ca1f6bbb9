import type * as z from 'zod';
import type { ProblemInput } from '../../../shared/http/problem.ts';
import type { TenantId } from '../../../shared/identity.ts';
import type { TenantLimits } from '../../../shared/limits/limits.ts';
import { limitsOf, type Plans } from '../../../shared/limits/plans.ts';
import type { RateDecision } from '../../../shared/rateLimit/decision.ts';
import { type RateLimiter, rateLimiter } from '../../../shared/rateLimit/rateLimiter.ts';
import { rateLimitHeaders } from '../../../shared/rateLimit/rateLimitHeaders.ts';
import type { LimitSettings, rateLimitSettings } from '../../../shared/rateLimit/settings.ts';
import type { RateLimitStore } from '../../../shared/rateLimit/store.ts';
import type { Tenancy } from '../../../shared/tenancy/tenancy.ts';
import { forgetBeyond } from '../identity/lookups.ts';

/** What a request's credential and organization may still ask for. */
export interface Limited {
  /** For the client, whatever becomes of its request. */
  headers: Record<string, string>;
  /** Null if the request may go on. */
  refusal: ProblemInput | null;
}

export interface LimitedTenant {
  organizationId: TenantId;
  /** Its own; null for that of every organization. */
  requestsPerSecond: number | null;
}

/** `credential`: one name for all tokens of a person, one for each key. Null for what is refused, which takes nothing from an organization. */
export type Limits = (credential: string, tenant: LimitedTenant | null) => Promise<Limited>;

/** Of a process, of organizations that have a rate of their own: plans are few, and so are agreements. */
const mostRates = 100;

export const requestLimits = (
  store: RateLimitStore,
  settings: z.infer<typeof rateLimitSettings>,
  clock: () => number,
): Limits => {
  const ofCredential = rateLimiter({ policy: 'credential', store, settings: settings.credential, clock });
  const ofTenants = new Map<string, RateLimiter>();
  const ofTenant = (requestsPerSecond: number): RateLimiter => {
    const name = String(requestsPerSecond);
    const known =
      ofTenants.get(name) ??
      rateLimiter({ policy: 'tenant', store, settings: atRate(settings.tenant, requestsPerSecond), clock });
    // The one that was not asked for longest comes first.
    ofTenants.delete(name);
    ofTenants.set(name, known);
    forgetBeyond(mostRates, ofTenants);
    return known;
  };

  return async (credential, tenant) => {
    // First, so that one who does not stop takes nothing from the organization.
    const first = await ofCredential.take(credential);
    if (!first.allowed) {
      const detail = `This credential sends ${tooOften(settings.credential.requestsPerSecond, first)}`;
      return { headers: rateLimitHeaders([first]), refusal: { status: 429, code: 'rate-limited', detail } };
    }
    if (tenant === null) return { headers: rateLimitHeaders([first]), refusal: null };
    const max = tenant.requestsPerSecond ?? settings.tenant.requestsPerSecond;
    const second = await ofTenant(max).take(tenant.organizationId);
    const headers = rateLimitHeaders([first, second]);
    if (second.allowed) return { headers, refusal: null };
    const detail = `This organization sends ${tooOften(max, second)}`;
    const freesAt = new Date(clock() + second.retryAfterSeconds * 1000).toISOString();
    const reached = { limit: 'requestsPerSecond', max, used: max, requested: 1, freesAt } as const;
    return { headers, refusal: { status: 429, code: 'limit-reached', detail, reached } };
  };
};

const tooOften = (requestsPerSecond: number, { retryAfterSeconds }: RateDecision): string =>
  `more than ${requestsPerSecond} requests a second. Try again in ${retryAfterSeconds} s; nothing was done.`;

/** What an organization may have at most; where it has no rate of its own, that of every organization. */
export const agreedLimits =
  (plans: Plans, { tenant }: Pick<z.infer<typeof rateLimitSettings>, 'tenant'>) =>
  ({ plan }: Tenancy): TenantLimits => {
    const limits = limitsOf(plans, plan);
    return { ...limits, requestsPerSecond: limits.requestsPerSecond ?? tenant.requestsPerSecond };
  };

/** At another rate, with as many seconds' worth at once after a pause. */
const atRate = (settings: LimitSettings, requestsPerSecond: number): LimitSettings => ({
  ...settings,
  requestsPerSecond,
  burst: Math.max(1, Math.round((settings.burst / settings.requestsPerSecond) * requestsPerSecond)),
});
