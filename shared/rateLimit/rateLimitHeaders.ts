import type { RateDecision } from './decision.ts';

/**
 * What a client is told of the limits that its request was held against, in the syntax of the IETF's draft "RateLimit header
 * fields for HTTP" (draft-ietf-httpapi-ratelimit-headers-10, September 2025): q and w are a policy's quota and its window in
 * seconds, r is what remains of it and t the seconds until there is more. RFC 9110 has Retry-After, which comes before the
 * rest and so names no earlier time.
 */
export const rateLimitHeaders = (decisions: readonly RateDecision[]): Record<string, string> => {
  const retryAfterSeconds = Math.max(0, ...decisions.map((decision) => decision.retryAfterSeconds));
  return {
    'ratelimit-policy': list(decisions, ({ limit, windowSeconds }) => `q=${limit};w=${windowSeconds}`),
    ratelimit: list(decisions, ({ remaining, resetSeconds }) => `r=${remaining};t=${resetSeconds}`),
    ...(retryAfterSeconds > 0 ? { 'retry-after': String(retryAfterSeconds) } : {}),
  };
};

const list = (decisions: readonly RateDecision[], parameters: (decision: RateDecision) => string): string =>
  decisions.map((decision) => `"${decision.policy}";${parameters(decision)}`).join(', ');
