import { jsonPointer } from '../../shared/http/httpHandler.ts';
import type { HealthReport, ServiceResponse } from '../../shared/http/message.ts';
import { matchPath } from '../../shared/http/route.ts';
import type { Identity } from '../../shared/identity.ts';
import { answer, type IncomingRequest, json } from './answer.ts';
import { decision, type ServiceCircuits } from './circuits.ts';
import { attemptTimeoutMs, isService, type ServiceName, services } from './services.ts';

/** The monitoring routes: for the operators of the platform, who belong to no organization in that role. */
export interface OperatorDeps {
  circuits: ServiceCircuits;
  health(service: ServiceName): Promise<HealthReport>;
}

interface OperatorRequest extends OperatorDeps {
  incoming: IncomingRequest;
  params: Record<string, string>;
  identity: Identity;
}

const table: readonly { method: string; path: string; act(request: OperatorRequest): Promise<ServiceResponse> }[] = [
  { method: 'GET', path: '/gateway/services', act: listServices },
  { method: 'GET', path: '/gateway/circuit-breakers', act: listCircuits },
  { method: 'GET', path: '/gateway/circuit-breakers/{service}', act: showCircuit },
  { method: 'PUT', path: '/gateway/circuit-breakers/{service}/mode', act: decide },
];

export const answerOperator = async (
  deps: OperatorDeps,
  incoming: IncomingRequest,
  path: string,
  identity: Identity,
): Promise<ServiceResponse> => {
  const matches = table.flatMap((route) => {
    const params = matchPath(route.path, path);
    return params === null ? [] : [{ ...route, params }];
  });
  if (matches.length === 0) {
    return answer(incoming, { status: 404, code: 'not-found', detail: `There is nothing at ${incoming.path}.` });
  }
  const match = matches.find(({ method }) => method === incoming.method);
  if (match === undefined) {
    const allow = matches.map(({ method }) => method).join(', ');
    return answer(incoming, { status: 405, code: 'method-not-allowed', detail: `${path} takes ${allow}.` }, { allow });
  }
  if (!identity.operator) {
    const detail = 'This is for the operators of the platform.';
    return answer(incoming, { status: 403, code: 'operators-only', detail });
  }
  return match.act({ ...deps, incoming, params: match.params, identity });
};

async function listServices({ health }: OperatorRequest): Promise<ServiceResponse> {
  const reports = await Promise.all(
    services.map(async (service) => ({
      service,
      paths: [`/api/${service}`],
      attemptTimeoutMs: attemptTimeoutMs[service],
      ...(await health(service).catch((error: Error) => ({
        status: 'UNHEALTHY',
        checks: [],
        error: error.message,
      }))),
    })),
  );
  return json(200, { services: reports });
}

async function listCircuits({ circuits }: OperatorRequest): Promise<ServiceResponse> {
  const circuitBreakers = await Promise.all(services.map((service) => circuits.describe(service)));
  return json(200, { settings: circuits.settings, circuitBreakers });
}

async function showCircuit(request: OperatorRequest): Promise<ServiceResponse> {
  const { circuits, incoming, params } = request;
  const { service = '' } = params;
  if (!isService(service)) return unknownService(incoming, service);
  const [circuit, history] = await Promise.all([circuits.describe(service), circuits.history(service)]);
  const times = history.map(({ at, until, ...decided }) => ({ ...decided, at: iso(at), until: iso(until) }));
  return json(200, { ...circuit, history: times });
}

async function decide(request: OperatorRequest): Promise<ServiceResponse> {
  const { circuits, incoming, params, identity } = request;
  const { service = '' } = params;
  if (!isService(service)) return unknownService(incoming, service);
  const body = jsonOf(incoming.body);
  if (body === undefined) {
    const detail = 'Send JSON such as { "mode": "FORCED_OPEN", "reason": "maintenance", "minutes": 30 }.';
    return answer(incoming, { status: 400, code: 'malformed-json', detail });
  }
  const parsed = decision.safeParse(body);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({ pointer: jsonPointer(path), detail: message }));
    return answer(incoming, { status: 422, code: 'invalid-request', detail: 'The decision is not complete.', errors });
  }
  await circuits.decide(service, identity.userId, parsed.data);
  return showCircuit(request);
}

const unknownService = (incoming: IncomingRequest, service: string): ServiceResponse =>
  answer(incoming, {
    status: 404,
    code: 'not-found',
    detail: `There is no service "${service}". There are ${services.join(', ')}.`,
  });

const jsonOf = (body: string | null): unknown => {
  try {
    return JSON.parse(Buffer.from(body ?? '', 'base64').toString());
  } catch {
    return undefined;
  }
};

const iso = (time: number): string => new Date(time).toISOString();
