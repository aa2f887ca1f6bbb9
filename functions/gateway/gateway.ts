import { failed, ok, type Result } from '../../engine/result.ts';
import type { Membership, Person } from '../../shared/access.ts';
import { CallTimeoutError, CircuitOpenError } from '../../shared/circuitBreaker/errors.ts';
import type { HealthReport, ServiceRequest, ServiceResponse } from '../../shared/http/message.ts';
import type { ProblemInput } from '../../shared/http/problem.ts';
import type { Identity } from '../../shared/identity.ts';
import { answer, type IncomingRequest, json } from './answer.ts';
import type { ServiceCircuits } from './circuits.ts';
import type { Principal, Verify } from './issuers.ts';
import { answerOperator } from './operators.ts';
import { ServiceFault } from './serviceFault.ts';
import { attemptTimeoutMs, canonicalPath, type ServiceName, serviceOf, services } from './services.ts';

export interface GatewayDeps {
  verify: Verify;
  /** What a person may do where; empty for somebody who was never seen. */
  memberships(person: Person): Promise<Membership[]>;
  /** Makes the profile of somebody who was never seen. */
  welcome(principal: Principal, correlationId: string): Promise<Membership[]>;
  /** One attempt at a service. Throws `ServiceFault` when it did not answer as a service does. */
  invoke(service: ServiceName, request: ServiceRequest, signal: AbortSignal): Promise<ServiceResponse>;
  /** Keep requests from a service that fails. */
  circuits: ServiceCircuits;
  health(service: ServiceName): Promise<HealthReport>;
  clock: () => number;
}

/** API Gateway gives up after 29 s. */
const totalMs = 28_000;
const maxBodyBytes = 4 * 1024 * 1024;

/** Answers one request: who is it, which service, ask it, hand its answer on. */
export const handleRequest = async (deps: GatewayDeps, incoming: IncomingRequest): Promise<ServiceResponse> => {
  const deadline = deps.clock() + totalMs;
  const path = canonicalPath(incoming.path);
  if (path === '/gateway/health' && incoming.method === 'GET') return healthAnswer(deps);

  const bodyBytes = Math.floor(((incoming.body?.length ?? 0) * 3) / 4);
  if (bodyBytes > maxBodyBytes) return answer(incoming, tooLarge);

  const identified = await authenticate(deps, incoming);
  if (!identified.ok) return identified.error;
  const identity = identified.value;
  if (path.startsWith('/gateway/')) return answerOperator(deps, incoming, path, identity);

  const service = serviceOf(path);
  if (service === undefined) {
    return answer(incoming, {
      status: 404,
      code: 'not-found',
      detail: `There is nothing at ${incoming.path}. Services: ${services.map((name) => `/api/${name}`).join(', ')}.`,
    });
  }
  const request: ServiceRequest = {
    ...incoming,
    kind: 'http',
    path,
    headers: forwarded(incoming.headers),
    identity,
    deadline,
  };
  const timeoutMs = Math.min(attemptTimeoutMs[service], deadline - deps.clock());
  try {
    return await deps.circuits.call(service, (signal) => deps.invoke(service, request, signal), {
      tenant: identity.organizationId,
      timeoutMs,
    });
  } catch (error) {
    if (error instanceof CircuitOpenError) return circuitAnswer(incoming, service, error);
    if (error instanceof CallTimeoutError) return faultAnswer(incoming, service, 'timeout');
    if (error instanceof ServiceFault) return faultAnswer(incoming, service, error.kind);
    throw error;
  }
};

const circuitAnswer = (incoming: IncomingRequest, service: string, { retryAfterMs }: CircuitOpenError) => {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  const detail = `The ${service} service fails and is left alone to recover. Try again in ${seconds} s; nothing was done.`;
  return answer(incoming, { status: 503, code: 'service-unavailable', detail }, { 'retry-after': String(seconds) });
};

const tooLarge: ProblemInput = {
  status: 413,
  code: 'body-too-large',
  detail:
    'A body has at most 4 MiB. For a larger workbook POST /api/files with JSON { "name", "size" }: it answers with an address that takes up to 100 MiB.',
};

const faults: Record<ServiceFault['kind'], (service: string, method: string) => ProblemInput> = {
  throttled: (service) => ({
    status: 503,
    code: 'service-busy',
    detail: `The ${service} service is busy. Try again in a few seconds.`,
  }),
  timeout: (service, method) => ({
    status: 504,
    code: 'service-timeout',
    detail:
      method === 'POST'
        ? `The ${service} service did not answer in time and the outcome is unknown. Repeat the request with the same Idempotency-Key: it takes effect once.`
        : `The ${service} service did not answer in time. Try again.`,
  }),
  crash: (service) => ({ status: 502, code: 'service-failed', detail: `The ${service} service failed. Try again.` }),
  garbage: (service) => ({
    status: 502,
    code: 'service-failed',
    detail: `The ${service} service gave no proper answer. Try again.`,
  }),
};

const faultAnswer = (incoming: IncomingRequest, service: string, kind: ServiceFault['kind']): ServiceResponse => {
  const problem = faults[kind](service, incoming.method);
  return answer(incoming, problem, problem.status === 503 ? { 'retry-after': '3' } : {});
};

/** Only we say who somebody is: what a client sends under our names is dropped, and its credential stays here. */
const forwarded = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-simsheet-') && !dropped.has(name)));

const dropped = new Set([
  'authorization',
  'cookie',
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const authenticate = async (
  deps: GatewayDeps,
  incoming: IncomingRequest,
): Promise<Result<Identity, ServiceResponse>> => {
  const token = /^Bearer +(\S+)$/i.exec(incoming.headers.authorization ?? '')?.[1];
  if (token === undefined) {
    const detail = 'Send an access token as "Authorization: Bearer <token>".';
    return failed(answer(incoming, { status: 401, code: 'not-signed-in', detail }, { 'www-authenticate': 'Bearer' }));
  }
  const verified = await deps.verify(token);
  if (!verified.ok) return failed(tokenAnswer(incoming, verified.error));

  const principal = verified.value;
  const known = await deps.memberships(principal);
  const memberships = known.length > 0 ? known : await deps.welcome(principal, incoming.correlationId);
  const wanted = incoming.headers['simsheet-organization'];
  const chosen =
    wanted === undefined ? memberships[0] : memberships.find(({ organizationId }) => organizationId === wanted);
  if (chosen === undefined) {
    const detail =
      'The header Simsheet-Organization names no organization that you belong to; GET /api/users/me lists yours.';
    return failed(answer(incoming, { status: 403, code: 'not-a-member', detail }));
  }
  const { userId, organizationId, role, permissions } = chosen;
  return ok({ userId, organizationId, role, permissions, operator: principal.operator });
};

const tokenAnswer = (incoming: IncomingRequest, { code, detail }: { code: string; detail: string }): ServiceResponse =>
  code === 'keys-unavailable'
    ? answer(incoming, { status: 503, code, detail }, { 'retry-after': '5' })
    : answer(
        incoming,
        { status: 401, code, detail: `The access token was refused. ${detail}` },
        { 'www-authenticate': `Bearer error="invalid_token", error_description="${detail}"` },
      );

/** Public, so it says no more than whether things work. */
const healthAnswer = async (deps: GatewayDeps): Promise<ServiceResponse> => {
  const states = await Promise.all(services.map(async (service) => [service, await statusOf(deps, service)] as const));
  const status = states.some(([, state]) => state === 'UNHEALTHY')
    ? 'UNHEALTHY'
    : states.some(([, state]) => state === 'DEGRADED')
      ? 'DEGRADED'
      : 'HEALTHY';
  return json(status === 'UNHEALTHY' ? 503 : 200, { status, services: Object.fromEntries(states) });
};

const statusOf = (deps: GatewayDeps, service: ServiceName): Promise<HealthReport['status']> =>
  deps.health(service).then(
    ({ status }) => status,
    () => 'UNHEALTHY' as const,
  );
