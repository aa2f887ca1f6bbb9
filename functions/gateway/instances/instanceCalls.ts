/** How an instance is asked, whatever kind it is. */
import {
  type HealthReport,
  healthReport,
  type ServiceRequest,
  type ServiceResponse,
  serviceResponse,
} from '../../../shared/http/message.ts';
import { decodedSegment } from '../edge/canonicalPath.ts';
import { loopName, loopStatus } from '../edge/loop.ts';
import type { Instance } from '../registry/instance.ts';
import type { FunctionCall } from './functionCall.ts';
import type { httpCaller } from './httpCall.ts';
import { ServiceFault } from './serviceFault.ts';

export interface InstanceCalls {
  /** One attempt. Throws `ServiceFault` when the instance did not answer as a service does. */
  request(instance: Instance, request: ServiceRequest, signal: AbortSignal): Promise<ServiceResponse>;
  health(instance: Instance, signal: AbortSignal): Promise<HealthReport>;
  /** Whether a request to it comes back to a gateway. */
  leadsBack(instance: Instance, signal: AbortSignal): Promise<boolean>;
}

export const instanceCalls = (callFunction: FunctionCall, callHttp: ReturnType<typeof httpCaller>): InstanceCalls => {
  const kinds: Record<Instance['kind'], InstanceCalls> = {
    lambda: {
      leadsBack: async () => false,
      async request({ target }, request, signal) {
        const result = serviceResponse.safeParse(await callFunction(target, request, signal));
        if (!result.success) throw new ServiceFault('garbage', result.error.message);
        return result.data;
      },
      health: async ({ target }, signal) => healthReport.parse(await callFunction(target, { kind: 'health' }, signal)),
    },
    http: {
      async leadsBack({ service, target }, signal) {
        const url = addressOf(target, { path: `/api/${service}`, query: [] });
        const { status } = await callHttp(url, { method: 'GET', headers: viaGateway, body: null }, signal);
        return status === loopStatus;
      },
      request: ({ target }, request, signal) => callHttp(addressOf(target, request), withIdentity(request), signal),
      async health({ target, healthPath }, signal) {
        const url = new URL(`${target.replace(/\/$/, '')}${healthPath}`);
        const response = await callHttp(
          url,
          { method: 'GET', headers: { accept: 'application/json', ...viaGateway }, body: null },
          signal,
        );
        return reportOf(response);
      },
    },
  };
  return {
    request: (instance, ...rest) => kinds[instance.kind].request(instance, ...rest),
    health: (instance, ...rest) => kinds[instance.kind].health(instance, ...rest),
    leadsBack: (instance, ...rest) => kinds[instance.kind].leadsBack(instance, ...rest),
  };
};

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

/** Who asks, under names that the gateway takes from nobody else. */
const withIdentity = (request: ServiceRequest): ServiceRequest => {
  const { userId, organizationId, role, permissions } = request.identity;
  return {
    ...request,
    headers: {
      ...request.headers,
      ...viaGateway,
      'x-simsheet-user': userId,
      'x-simsheet-organization': organizationId,
      'x-simsheet-role': role,
      'x-simsheet-permissions': permissions.join(' '),
      'x-simsheet-deadline': String(request.deadline),
      'x-correlation-id': request.correlationId,
      ...(request.traceparent === undefined ? {} : { traceparent: request.traceparent }),
    },
  };
};

/** A plain 200 says that all is well; who says more says it as our own services do. */
const reportOf = ({ status, body }: ServiceResponse): HealthReport => {
  const said = healthReport.safeParse(jsonOf(Buffer.from(body, 'base64').toString()));
  const isWell = status >= 200 && status < 300;
  if (said.success && (isWell || said.data.status === 'UNHEALTHY')) return said.data;
  return isWell
    ? { status: 'HEALTHY', checks: [] }
    : {
        status: 'UNHEALTHY',
        checks: [{ name: 'http', critical: true, ok: false, latencyMs: 0, error: `status ${status}` }],
      };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
