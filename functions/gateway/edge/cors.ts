/** Cross-origin requests of browsers (https://fetch.spec.whatwg.org/#http-cors-protocol). */
import type { ServiceResponse } from '../../../shared/http/message.ts';
import type { IncomingRequest } from './answer.ts';

const methods = 'GET, POST, PUT, PATCH, DELETE';
const sent =
  'authorization, content-type, idempotency-key, if-none-match, simsheet-organization, traceparent, x-correlation-id, x-file-name, x-file-visibility';
const shown = 'etag, location, ratelimit, ratelimit-policy, retry-after, www-authenticate, x-correlation-id';
const preflightSeconds = '3600';

/**
 * The page is of the API's own origin and needs none of this. Pages of the origins in the setting `corsOrigins` may use the
 * API as well; a credential is a header that they set themselves, never a cookie.
 */
export const cors = (origins: readonly string[]) => {
  const allowed = ({ headers: { origin } }: IncomingRequest): Record<string, string> =>
    origin !== undefined && origins.includes(origin) ? { 'access-control-allow-origin': origin } : {};
  return {
    /** The answer to a browser that asks whether it may send a request; null for any other request. */
    preflight(incoming: IncomingRequest): ServiceResponse | null {
      if (incoming.method !== 'OPTIONS' || incoming.headers['access-control-request-method'] === undefined) return null;
      const permission = allowed(incoming);
      const details = {
        'access-control-allow-methods': methods,
        'access-control-allow-headers': sent,
        'access-control-max-age': preflightSeconds,
      };
      const isAllowed = Object.keys(permission).length > 0;
      return { status: 204, headers: { vary: 'Origin', ...(isAllowed && { ...permission, ...details }) }, body: '' };
    },
    /** What every other answer carries. */
    headers(incoming: IncomingRequest): Record<string, string> {
      if (origins.length === 0) return {};
      return { vary: 'Origin', ...allowed(incoming), 'access-control-expose-headers': shown };
    },
  };
};
