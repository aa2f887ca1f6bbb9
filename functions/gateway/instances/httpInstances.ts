import {
  type HealthReport,
  healthReport,
  type ServiceRequest,
  type ServiceResponse,
} from '../../../shared/http/message.ts';
import { jsonOrNull } from '../../../shared/jsonOrNull.ts';
import { decodedSegment } from '../edge/canonicalPath.ts';
import { loopName, loopStatus } from '../edge/loop.ts';
import type { IdentityTokens } from '../identity/identityToken.ts';
import type { httpCaller } from './httpCall.ts';
import type { InstanceCalls } from './instanceCalls.ts';
import { ServiceFault } from './serviceFault.ts';

export interface HttpInstanceDeps {
  call: ReturnType<typeof httpCaller>;
  /** Who asks, in a form that an instance can check. */
  tokenFor: IdentityTokens;
}

export const httpInstances = ({ call, tokenFor }: HttpInstanceDeps): InstanceCalls => ({
  async leadsBack({ service, target }, signal) {
    const url = addressOf(target, { path: `/api/${service}`, query: [] });
    const { status } = await call(url, { method: 'GET', headers: viaGateway, body: null }, signal);
    return status === loopStatus;
  },
  async request({ service, target }, request, signal) {
    const token = await tokenFor(service, request.identity, request.limits).catch((error: Error) => {
      // Nothing was sent, and it is not the instance that failed: another one may be asked.
      throw new ServiceFault('throttled', `who asks could not be signed: ${error.message}`);
    });
    return call(addressOf(target, request), { ...request, headers: headersOf(request, token) }, signal);
  },
  async health({ target, healthPath }, signal) {
    const url = new URL(`${target.replace(/\/$/, '')}${healthPath}`);
    const headers = { accept: 'application/json', ...viaGateway };
    return reportOf(await call(url, { method: 'GET', headers, body: null }, signal));
  },
});

/** A registered address that leads back to a gateway would send a request round for ever (RFC 8586). */
const viaGateway = { 'cdn-loop': loopName };

/** The path as segments, each encoded anew: whatever stands in one stays in it. The gateway lets no `.` or `..` pass. */
const addressOf = (target: string, { path, query }: Pick<ServiceRequest, 'path' | 'query'>): URL => {
  const url = new URL(target);
  const encoded = path.split('/').map((segment) => encodeURIComponent(decodedSegment(segment)));
  url.pathname = `${url.pathname.replace(/\/$/, '')}${encoded.join('/')}`;
  for (const [name, value] of query) url.searchParams.append(name, value);
  return url;
};

const headersOf = ({ headers, deadline, correlationId, traceparent }: ServiceRequest, token: string) => ({
  ...headers,
  'cdn-loop': [headers['cdn-loop'], loopName].filter(Boolean).join(', '),
  authorization: `Bearer ${token}`,
  'x-simsheet-deadline': String(deadline),
  'x-correlation-id': correlationId,
  ...(traceparent === undefined ? {} : { traceparent }),
});

/** A plain 200 says that all is well; who says more says it as our own services do. */
const reportOf = ({ status, body }: ServiceResponse): HealthReport => {
  const said = healthReport.safeParse(jsonOrNull(Buffer.from(body, 'base64').toString()));
  const isWell = status >= 200 && status < 300;
  if (said.success && (isWell || said.data.status === 'UNHEALTHY')) return said.data;
  return isWell
    ? { status: 'HEALTHY', checks: [] }
    : {
        status: 'UNHEALTHY',
        checks: [{ name: 'http', critical: true, ok: false, latencyMs: 0, error: `status ${status}` }],
      };
};
