import type { ServiceRequest, ServiceResponse } from '../../shared/http/message.ts';
import type { ProblemInput } from '../../shared/http/problem.ts';
import type { Identity } from '../../shared/identity.ts';
import { answer, type IncomingRequest } from './edge/answer.ts';
import { canonicalPath } from './edge/canonicalPath.ts';
import { withoutHops } from './edge/hopByHop.ts';
import type { Limits } from './edge/limits.ts';
import { hasLooped, loopStatus } from './edge/loop.ts';
import { matchRoute, type RouteMatch } from './edge/matchRoute.ts';
import { answerOpenApi } from './edge/openApi.ts';
import { authenticate, type IdentityDeps } from './identity/authenticate.ts';
import type { NoteUse } from './identity/keyUse.ts';
import { type Attempt, type DispatchDeps, type Dispatched, dispatch } from './instances/dispatch.ts';
import type { ServiceFault } from './instances/serviceFault.ts';
import { services } from './services.ts';

export interface GatewayDeps extends DispatchDeps, IdentityDeps {
  limits: Limits;
  noteUse: NoteUse;
  /** What anybody may know of the platform's state. */
  health(): Promise<ServiceResponse>;
  /** The public half of the key that signs who asks. */
  keys(): Promise<ServiceResponse>;
  /** Answers what is the gateway's own: the registry and the circuits. */
  operate(request: ServiceRequest): Promise<ServiceResponse>;
}

/** What became of a request, for the access log. */
export interface Handled {
  response: ServiceResponse;
  identity?: Identity;
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

  const identified = await authenticate(deps, incoming);
  if (!identified.ok) return { response: identified.error };
  const { identity, cell, counted } = identified.value;
  const { headers, refusal } = await deps.limits(counted, identity.organizationId);
  if (refusal !== null) return { identity, response: answer(incoming, refusal, headers) };
  const [handled] = await Promise.all([
    handOn(deps, incoming, { identity, cell, path, deadline }),
    // Beside it, and done with it: a function that has answered is held still.
    identity.credential.kind === 'key' ? deps.noteUse(identity) : null,
  ]);
  return {
    identity,
    ...handled,
    response: { ...handled.response, headers: { ...handled.response.headers, ...headers } },
  };
};

/** What anybody may ask for, without saying who asks. */
const openTo = (
  { health, keys }: GatewayDeps,
  incoming: IncomingRequest,
  path: string | null,
): (() => Promise<ServiceResponse>) | undefined => {
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') return undefined;
  if (path === '/gateway/health') return health;
  if (path === '/gateway/jwks.json') return keys;
  return path === '/openapi.json' ? () => answerOpenApi(incoming) : undefined;
};

/** Hands it to whom it is for. A path or a method that nobody takes costs no invocation. */
const handOn = async (
  deps: GatewayDeps,
  incoming: IncomingRequest,
  { identity, cell, path, deadline }: { identity: Identity; cell: string; path: string | null; deadline: number },
): Promise<Pick<Handled, 'response' | 'attempts'>> => {
  if (path === null) return { response: answer(incoming, nothingAt(incoming.path)) };
  const request: ServiceRequest = {
    ...incoming,
    kind: 'http',
    path,
    headers: forwarded(incoming.headers),
    identity,
    deadline,
  };
  const match = matchRoute(incoming.method, path);
  if (!('service' in match)) return { response: unmatched(incoming, match) };
  const { service } = match;
  if (service === 'gateway') return { response: await deps.operate(request) };
  const dispatched = await dispatch(deps, { service, cell, request });
  return { attempts: dispatched.attempts, response: responseTo(incoming, service, dispatched) };
};

const loop: ProblemInput = {
  status: loopStatus,
  code: 'loop',
  detail: 'This request has been through the gateway before: an instance is registered that leads back to it.',
};

const unmatched = (incoming: IncomingRequest, match: Exclude<RouteMatch, { service: unknown }>): ServiceResponse => {
  if (match.status === 404) return answer(incoming, nothingAt(incoming.path));
  const detail = `${incoming.path} takes ${match.allow}.`;
  return answer(incoming, { status: 405, code: 'method-not-allowed', detail }, { allow: match.allow });
};

const nothingAt = (path: string): ProblemInput => ({
  status: 404,
  code: 'not-found',
  detail: `There is nothing at ${path}. Services: ${services.map((name) => `/api/${name}`).join(', ')}.`,
});

const responseTo = (incoming: IncomingRequest, service: string, dispatched: Dispatched): ServiceResponse => {
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

const faultAnswer = (incoming: IncomingRequest, service: string, kind: ServiceFault['kind']): ServiceResponse => {
  const problem = faults[kind](service, incoming.method);
  return answer(incoming, problem, problem.status === 503 ? { 'retry-after': '3' } : {});
};

/** Only we say who somebody is: what a client sends under our names is dropped, and its credential stays here. */
const forwarded = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(withoutHops(headers)).filter(([name]) => !name.startsWith('x-simsheet-') && !credentials.has(name)),
  );

const credentials = new Set(['authorization', 'cookie']);
