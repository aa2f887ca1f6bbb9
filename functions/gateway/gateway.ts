import { ownHeaders, type ServiceRequest, type ServiceResponse } from '../../shared/http/message.ts';
import type { ProblemInput } from '../../shared/http/problem.ts';
import type { TenantLimits } from '../../shared/limits/limits.ts';
import { logger } from '../../shared/telemetry.ts';
import type { Tenancy } from '../../shared/tenancy/tenancy.ts';
import { type Actor, isAudited } from './audit/audited.ts';
import type { Audit } from './audit/auditor.ts';
import { answer, type IncomingRequest } from './edge/answer.ts';
import { canonicalPath } from './edge/canonicalPath.ts';
import { withoutHops } from './edge/hopByHop.ts';
import type { LimitedTenant, Limits } from './edge/limits.ts';
import { hasLooped, loopStatus } from './edge/loop.ts';
import { matchRoute, type RouteMatch } from './edge/matchRoute.ts';
import { answerOpenApi } from './edge/openApi.ts';
import { actorOf, authenticate, type IdentityDeps } from './identity/authenticate.ts';
import type { NoteUse } from './identity/keyUse.ts';
import type { Tenancies } from './identity/tenancies.ts';
import { type Attempt, type DispatchDeps, type Dispatched, dispatch } from './instances/dispatch.ts';
import type { ServiceFault } from './instances/serviceFault.ts';
import { services } from './services.ts';

export interface GatewayDeps extends DispatchDeps, IdentityDeps {
  limits: Limits;
  /** What the platform knows of the organization that a request is for. */
  tenancy: Tenancies;
  /** What that organization may have and do at most. */
  agreed(tenancy: Tenancy): TenantLimits;
  noteUse: NoteUse;
  audit: Audit;
  /** What anybody may know of the platform's state. */
  health(): Promise<ServiceResponse>;
  /** The public half of the key that signs who asks. */
  keys(): Promise<ServiceResponse>;
  /** How people of a domain sign in. */
  signOn(incoming: IncomingRequest): Promise<ServiceResponse>;
  /** Answers what is the gateway's own: the registry and the circuits. */
  operate(request: ServiceRequest): Promise<ServiceResponse>;
}

/** What became of a request, for the access log. */
export interface Handled {
  response: ServiceResponse;
  actor?: Actor;
  attempts?: readonly Attempt[];
}

/** API Gateway gives up after 29 s. */
const totalMs = 28_000;
const maxBodyBytes = 4 * 1024 * 1024;

/** Answers one request: who is it, may they ask just now, which service, ask it, hand its answer on. */
export const handleRequest = async (deps: GatewayDeps, incoming: IncomingRequest): Promise<Handled> => {
  const deadline = deps.clock() + totalMs;
  const path = canonicalPath(incoming.path);
  if (hasLooped(incoming.headers['cdn-loop'])) return { response: answer(incoming, loop) };
  const open = openTo(deps, incoming, path);
  if (open !== undefined) {
    const response = await open();
    return { response: incoming.method === 'HEAD' ? { ...response, body: '' } : response };
  }

  if (Buffer.byteLength(incoming.body ?? '', 'base64') > maxBodyBytes) return { response: answer(incoming, tooLarge) };

  const match = path === null ? ({ status: 404 } as const) : matchRoute(incoming.method, path);
  const identified = await authenticate(deps, incoming);
  if (!identified.ok) {
    const { response, known } = identified.error;
    if (known === undefined) return { response };
    return answerKnown(deps, incoming, { ...known, tenant: null, match, deadline }, async () => ({ response }));
  }
  const { identity, counted } = identified.value;
  const actor = actorOf(identity);
  const tenancy = await deps.tenancy(actor.organizationId).catch((error: Error) => {
    logger.error('tenancy', { organizationId: actor.organizationId, correlationId: incoming.correlationId, error });
    return null;
  });
  if (tenancy === null) return { actor, response: answer(incoming, tenancyUnknown, { 'retry-after': '1' }) };
  const limits = deps.agreed(tenancy);
  const tenant = { organizationId: actor.organizationId, requestsPerSecond: limits.requestsPerSecond };
  return answerKnown(deps, incoming, { actor, counted, tenant, match, deadline }, async () => {
    const [handled] = await Promise.all([
      handOn(deps, incoming, { identity, limits, cell: tenancy.cell, match, deadline }),
      // Beside it, and done with it: a function that has answered is held still.
      identity.credential.kind === 'key' ? deps.noteUse(identity) : null,
    ]);
    return handled;
  });
};

interface Known {
  actor: Actor;
  counted: string;
  /** Whose limit it counts against besides; null where they may not ask there anyway. */
  tenant: LimitedTenant | null;
  match: RouteMatch;
  deadline: number;
}

/** Answers somebody who is known, as often as they may ask, and has it written down where it belongs into the audit log. */
const answerKnown = async (
  deps: GatewayDeps,
  incoming: IncomingRequest,
  { actor, counted, tenant, match, deadline }: Known,
  handle: () => Promise<Pick<Handled, 'response' | 'attempts'>>,
): Promise<Handled> => {
  const { headers, refusal } = await deps.limits(counted, tenant);
  if (refusal !== null) return { actor, response: answer(incoming, refusal, headers) };
  const { response, ...handled } = await handle().catch(broken(incoming));
  // Before the answer leaves, with which the function is held still.
  if ('service' in match && isAudited({ incoming, match, response })) {
    await deps
      .audit({ actor, incoming, match, response }, deadline)
      .catch((error: Error) => logger.error('not audited', { correlationId: incoming.correlationId, error }));
  }
  return { actor, ...handled, response: { ...response, headers: { ...withoutOwn(response.headers), ...headers } } };
};

const withoutOwn = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(ownHeaders)));

/** Answers where something broke that nobody expected. */
export const broken =
  (incoming: IncomingRequest) =>
  (error: Error): Pick<Handled, 'response' | 'attempts'> => {
    logger.error('gateway failed', { correlationId: incoming.correlationId, error });
    const detail = 'Something broke on our side. Try again; if it stays, report the correlation id.';
    return { response: answer(incoming, { status: 500, code: 'internal-error', detail }) };
  };

/** What anybody may ask for, without saying who asks. */
const openTo = (
  { health, keys, signOn }: GatewayDeps,
  incoming: IncomingRequest,
  path: string | null,
): (() => Promise<ServiceResponse>) | undefined => {
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') return undefined;
  if (path === '/gateway/health') return health;
  if (path === '/gateway/jwks.json') return keys;
  if (path === '/gateway/sign-on') return () => signOn(incoming);
  return path === '/openapi.json' ? () => answerOpenApi(incoming) : undefined;
};

interface HandedOn extends Pick<ServiceRequest, 'identity' | 'limits' | 'deadline'> {
  cell: string;
  match: RouteMatch;
}

/** Hands it to whom it is for. A path or a method that nobody takes costs no invocation. */
const handOn = async (
  deps: GatewayDeps,
  { sourceIp: _sourceIp, ...incoming }: IncomingRequest,
  { identity, limits, cell, match, deadline }: HandedOn,
): Promise<Pick<Handled, 'response' | 'attempts'>> => {
  if (!('service' in match)) return { response: unmatched(incoming, match) };
  const { service, path } = match;
  const headers = forwarded(incoming.headers);
  const request: ServiceRequest = { ...incoming, kind: 'http', path, headers, identity, limits, deadline };
  if (service === 'gateway') return { response: await deps.operate(request) };
  const dispatched = await dispatch(deps, { service, cell, request });
  return { attempts: dispatched.attempts, response: responseTo(incoming, service, dispatched) };
};

/** Where its data is nobody guesses: what is written to the wrong place is lost. */
const tenancyUnknown: ProblemInput = {
  status: 503,
  code: 'tenancy-unavailable',
  detail: 'Where the data of your organization is cannot be read just now. Try again in a second; nothing was done.',
};

const loop: ProblemInput = {
  status: loopStatus,
  code: 'loop',
  detail: 'This request has been through the gateway before: an instance is registered that leads back to it.',
};

const unmatched = (incoming: Asked, match: Exclude<RouteMatch, { service: unknown }>): ServiceResponse => {
  if (match.status === 404) return answer(incoming, nothingAt(incoming.path));
  const detail = `${incoming.path} takes ${match.allow}.`;
  return answer(incoming, { status: 405, code: 'method-not-allowed', detail }, { allow: match.allow });
};

const nothingAt = (path: string): ProblemInput => ({
  status: 404,
  code: 'not-found',
  detail: `There is nothing at ${path}. Services: ${services.map((name) => `/api/${name}`).join(', ')}.`,
});

type Asked = Pick<IncomingRequest, 'correlationId' | 'path' | 'method'>;

const responseTo = (incoming: Asked, service: string, dispatched: Dispatched): ServiceResponse => {
  if (dispatched.kind === 'answer') return dispatched.response;
  if (dispatched.kind === 'fault') return faultAnswer(incoming, service, dispatched.fault);
  const seconds = Math.max(1, Math.ceil(dispatched.retryAfterMs / 1000));
  const detail =
    dispatched.attempts.length === 0
      ? `No instance of the ${service} service is there just now. Try again in ${seconds} s; nothing was done.`
      : `The ${service} service takes no requests just now. Try again in ${seconds} s; nothing was done.`;
  return answer(incoming, { status: 503, code: 'service-unavailable', detail }, { 'retry-after': String(seconds) });
};

const tooLarge: ProblemInput = {
  status: 413,
  code: 'body-too-large',
  detail:
    'A body has at most 4 MiB. For a larger workbook POST /api/files with JSON { "name", "size" }: it answers with an address that takes up to 100 MiB.',
};

/** Of a POST, which may have taken effect. */
const unknownOutcome =
  'and the outcome is unknown. Repeat the request with the same Idempotency-Key: it takes effect once.';

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
        ? `The ${service} service did not answer in time ${unknownOutcome}`
        : `The ${service} service did not answer in time. Try again.`,
  }),
  crash: (service, method) => ({
    status: 502,
    code: 'service-failed',
    detail:
      method === 'POST'
        ? `The ${service} service failed ${unknownOutcome}`
        : `The ${service} service failed. Try again.`,
  }),
  garbage: (service) => ({
    status: 502,
    code: 'service-failed',
    detail: `The ${service} service gave no proper answer. Try again.`,
  }),
};

const faultAnswer = (incoming: Asked, service: string, kind: ServiceFault['kind']): ServiceResponse => {
  const problem = faults[kind](service, incoming.method);
  return answer(incoming, problem, problem.status === 503 ? { 'retry-after': '3' } : {});
};

/** Only we say who somebody is: what a client sends under our names is dropped, and its credential stays here. */
const forwarded = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(withoutHops(headers)).filter(([name]) => !name.startsWith('x-simsheet-') && !credentials.has(name)),
  );

const credentials = new Set(['authorization', 'cookie']);
