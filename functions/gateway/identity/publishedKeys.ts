import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { logger } from '../../../shared/telemetry.ts';

export type Fetch = (address: string, options: RequestInit) => Promise<Response>;

const timeoutMs = 3000;
/** An issuer that did not answer is left alone for so long, however many tokens come. */
const silenceMs = 5000;
/** Keys that were fetched serve so long while their issuer does not answer. */
const keptMs = 3600_000;

/**
 * The keys that an issuer publishes. They are fetched again after ten minutes, and when a token names an unknown one, then at
 * most once in 30 s: so says jose's cache. While they cannot be, those of the last time are good for an hour: whoever is
 * signed in works on.
 */
export const publishedKeys = (uri: string, get: Fetch = fetch): JWTVerifyGetKey => {
  let silentUntil = 0;
  let last: { body: string; until: number } | undefined;
  const kept = (now: number): Response => {
    if (last === undefined || now >= last.until) throw new errors.JWKSTimeout();
    return new Response(last.body);
  };
  return createRemoteJWKSet(new URL(uri), {
    timeoutDuration: timeoutMs,
    [customFetch]: async (url, options) => {
      const now = Date.now();
      if (now < silentUntil) return kept(now);
      try {
        const response = await get(url, options);
        const body = await response.text();
        if (response.status !== 200 || !Array.isArray(JSON.parse(body).keys)) throw new errors.JWKSInvalid();
        last = { body, until: now + keptMs };
        return new Response(body);
      } catch (cause) {
        silentUntil = now + silenceMs;
        logger.warn('an issuer gave no keys', { uri, error: cause as Error });
        return kept(now);
      }
    },
  });
};
