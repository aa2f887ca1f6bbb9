import middy from '@middy/core';
import * as z from 'zod';
import type { Problem } from '../../engine/result.ts';
import { didYouMean } from '../../engine/run/suggest.ts';
import type { Identity, TenantId } from '../identity.ts';
import { OrganizationErased } from '../table/erased.ts';
import { AnsweredBefore } from '../table/table.ts';
import type { TenantTable } from '../table/tenantTable.ts';
import { logger, metrics } from '../telemetry.ts';
import { TenantMoved, TenantMoving } from '../tenancy/fence.ts';
import { TenantDataUnavailable } from '../tenancy/tenantDataUnavailable.ts';
import { checkHealth, type Dependency } from './health.ts';
import { earlierAnswer, type IdempotencyRequest, idempotencyScope } from './idempotency.ts';
import {
  type HealthReport,
  type ServiceRequest,
  type ServiceResponse,
  serviceInvocation,
  tenantWaitsHeader,
} from './message.ts';
import { fieldAt, inWords, mostMistakes, shown } from './mistakeInWords.ts';
import { type ProblemInput, problemDocument } from './problem.ts';
import { isOptional, matchPath, type RequestContext, type Route } from './route.ts';

/** What answers a request. */
export interface Answering {
  routes: readonly Route[];
  /** Where answers to POSTs with an Idempotency-Key are kept. */
  table: Pick<TenantTable, 'get'>;
}

/** A service that acts across tenants, as the one of people and their organizations must. */
export interface Service extends Answering {
  /** What a health check tries. */
  dependencies: readonly Dependency[];
}

/** A service whose requests reach one tenant's data each: see shared/tenancy/tenantService.ts. */
export interface TenantService {
  /** Rejects with `TenantDataUnavailable` where it can be had again in a moment. */
  forTenant(tenant: TenantId): Promise<Answering>;
  dependencies(): Promise<readonly Dependency[]>;
}

/** The Lambda entry point of a service: answers the gateway's requests from a route table, and its health checks. */
export const httpHandler = (service: Service | TenantService) =>
  middy<unknown, ServiceResponse | HealthReport>().handler(async (event) => {
    const invocation = serviceInvocation.parse(event);
    if (invocation.kind === 'health') {
      const report = await checkHealth('forTenant' in service ? await service.dependencies() : service.dependencies);
      logger.info('health', { status: report.status });
      return report;
    }
    return answerAndLog(service, invocation);
  });

const answerAndLog = async (service: Service | TenantService, request: ServiceRequest): Promise<ServiceResponse> => {
  const startedAt = performance.now();
  logger.appendKeys({ correlationId: request.correlationId, organizationId: request.identity.organizationId });
  try {
    const answering = 'forTenant' in service ? await service.forTenant(request.identity.organizationId) : service;
    const response = await answer(answering, request);
    const durationMs = Math.round(performance.now() - startedAt);
    logger.info('request', { method: request.method, path: request.path, status: response.status, durationMs });
    metrics.addMetric('Latency', 'Milliseconds', durationMs);
    metrics.addMetric(response.status < 400 ? 'Success' : 'Refusal', 'Count', 1);
    return response;
  } catch (error) {
    logger.error('request failed', { method: request.method, path: request.path, error: error as Error });
    metrics.addMetric('Failure', 'Count', 1);
    if (error instanceof TenantDataUnavailable) {
      return problemResponse(request, tenantDataUnavailable, { 'retry-after': '2' });
    }
    return problemResponse(request, {
      status: 500,
      code: 'internal-error',
      detail: 'Something broke on our side. Try again; if it stays, report the correlation id.',
    });
  } finally {
    metrics.publishStoredMetrics();
    logger.resetKeys();
  }
};

/** Finds the route, checks who may and what was sent, acts, and answers. Throws what nobody expected. */
export const answer = async (service: Answering, request: ServiceRequest): Promise<ServiceResponse> => {
  const matches = service.routes.flatMap((route) => {
    const params = matchPath(route.path, request.path);
    return params === null ? [] : [{ route, params }];
  });
  const match = matches.find(({ route }) => route.method === request.method);
  if (match === undefined)
    return noRoute(
      request,
      matches.map(({ route }) => route.method),
    );

  const { route, params } = match;
  const objection = objectionTo(request.identity, route.authorise);
  if (objection !== null) return problemResponse(request, { status: 403, ...objection });

  const parsed = parse(route, request, params);
  if ('problem' in parsed) return problemResponse(request, parsed.problem);

  const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) {
    return problemResponse(request, {
      status: 400,
      code: 'bad-idempotency-key',
      detail: 'An Idempotency-Key has 1 to 255 visible ASCII characters; a UUID is a good one.',
    });
  }
  const act = (context: RequestContext) =>
    actAndRespond(route, parsed, request, context).catch((error: unknown) => {
      if (error instanceof OrganizationErased) return problemResponse(request, organizationErased);
      if (error instanceof TenantMoving || error instanceof TenantMoved) return tenantWaits(request, error);
      throw error;
    });
  const context = { ...request, idempotency: null, traceparent: request.traceparent };
  if (key === undefined) return act(context);

  const idempotent: IdempotencyRequest = { ...request, key, body: bodyBytes(request) };
  const scope = idempotencyScope(idempotent, (value) => success(route, value));
  return (
    (await repeated(service.table, idempotent, request)) ??
    act({ ...context, idempotency: scope }).catch(async (error: unknown) => {
      // The same request committed while this one ran; its entry is there now.
      const first = error instanceof AnsweredBefore ? await repeated(service.table, idempotent, request) : null;
      if (first === null) throw error;
      return first;
    })
  );
};

const objectionTo = (
  { permissions, role, operator, credential }: Identity,
  needed: Route['authorise'],
): { code: string; detail: string } | null => {
  if (needed === 'operator') {
    return operator ? null : { code: 'operators-only', detail: 'This is for the operators of the platform.' };
  }
  if (permissions.includes(needed)) return null;
  const detail =
    credential.kind === 'key'
      ? `This needs the permission ${needed}, which this API key does not have: it was made without, or the role ${role} of who made it does not give it in this organization.`
      : `This needs the permission ${needed}, which the role ${role} does not give in this organization. Ask an owner or admin.`;
  return { code: 'permission-missing', detail };
};

/** Its members are gone already; only a request that was under way gets so far. */
const organizationErased: ProblemInput = {
  status: 410,
  code: 'organization-deleted',
  detail: 'This organization was deleted, and what belonged to it is being erased. Act in another one.',
};

/** By then the gateway has noticed where the tenant is. */
const noticedS = 5;
/** A fence is mostly gone long before its time is over. */
const longestWaitS = 10;

/** Of a request that writes; those that only read are answered all along. */
const tenantWaits = (request: ServiceRequest, error: TenantMoving | TenantMoved): ServiceResponse => {
  const seconds =
    error instanceof TenantMoving ? Math.min(longestWaitS, Math.ceil(error.retryAfterMs / 1000)) : noticedS;
  const detail = `The data of your organization is being moved, and takes no changes for a moment. Try again in ${seconds} s; nothing was done.`;
  return problemResponse(
    request,
    { status: 503, code: 'tenant-moving', detail },
    { 'retry-after': String(seconds), [tenantWaitsHeader]: 'true' },
  );
};

/** Before anything was done: credentials come first. */
const tenantDataUnavailable: ProblemInput = {
  status: 503,
  code: 'tenant-data-unavailable',
  detail: 'The data of your organization cannot be reached just now. Try again in 2 s; nothing was done.',
};

const repeated = async (
  table: Answering['table'],
  idempotent: IdempotencyRequest,
  request: ServiceRequest,
): Promise<ServiceResponse | null> => {
  const earlier = await earlierAnswer(table, idempotent);
  if (earlier.kind === 'none') return null;
  if (earlier.kind === 'same') return earlier.response;
  return problemResponse(request, {
    status: 422,
    code: 'idempotency-key-reused',
    detail: 'This Idempotency-Key was used with another body. Use a new key for a new request.',
  });
};

interface ParsedRequest {
  params: unknown;
  query: unknown;
  body: unknown;
}

const actAndRespond = async (
  route: Route,
  parsed: ParsedRequest,
  request: ServiceRequest,
  context: RequestContext,
): Promise<ServiceResponse> => {
  const result = await route.act({ ...parsed, context });
  if (result.ok) return success(route, result.value);
  const { code, detail, errors, headers, reached } = result.error;
  const status = route.respond.errors[code];
  if (status === undefined) throw new Error(`the route ${route.method} ${route.path} gives no status to ${code}`);
  return problemResponse(request, { status, code, detail, errors, reached }, headers);
};

const success = (route: Route, value: unknown): ServiceResponse => {
  const { ok, as, headers: headersOf } = route.respond;
  const [status, schema] = ok;
  const headers = headersOf?.(value) ?? {};
  if (schema === null) return { status, headers, body: '' };
  // Parsing drops what the answer's schema does not list, so that nothing leaves by accident.
  const answered = schema.parse(value);
  const { type, text } = as?.write(answered) ?? { type: 'application/json', text: JSON.stringify(answered) };
  return { status, headers: { 'content-type': type, ...headers }, body: text };
};

const bodyBytes = (request: ServiceRequest): Buffer => Buffer.from(request.body ?? '', 'base64');

const parse = (
  route: Route,
  request: ServiceRequest,
  params: Record<string, string>,
): ParsedRequest | { problem: ProblemInput } => {
  const read = readBody(route, request);
  if ('problem' in read) return read;
  const errors: Problem[] = [];
  const check = (schema: z.ZodType | undefined, value: unknown, at: (path: PropertyKey[]) => string) => {
    if (schema === undefined) return undefined;
    const result = schema.safeParse(value, inWords());
    if (result.success) return result.data;
    errors.push(...result.error.issues.flatMap((issue) => mistakesOf(issue, schema, at)));
    return undefined;
  };
  const parsed = {
    params: check(route.parse.params, params, (path) => `path:${path.join('.')}`),
    query: check(route.parse.query, queryObject(request.query), (path) => `query:${path.join('.')}`),
    body: route.parse.body === 'raw' ? read.body : check(route.parse.body, read.body, jsonPointer),
  };
  if (errors.length === 0) return parsed;
  // An id that cannot be one names nothing.
  const nothing = errors.find(({ pointer }) => pointer.startsWith('path:'));
  if (nothing)
    return {
      problem: { status: 404, code: 'not-found', detail: `There is nothing at this address: ${nothing.detail}.` },
    };
  return {
    problem: {
      status: 400,
      code: 'invalid-request',
      detail: mistakesInWords(errors),
      errors: errors.slice(0, mostMistakes),
    },
  };
};

/** The first of them, and how many there are. */
export const mistakesInWords = (errors: readonly Problem[]): string => {
  const first = errors[0]?.detail ?? '';
  if (errors.length > 1) return `The request has ${errors.length} mistakes: ${first.replace(/\.$/, '')} …`;
  return `The request has a mistake: ${first}${/[.?]$/.test(first) ? '' : '.'}`;
};

/** A field that misses is told by its name, and one that nobody knows where it stands, with the one that may have been meant. */
export const mistakesOf = (
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  at: (path: PropertyKey[]) => string,
): Problem[] => {
  const path = issue.path.map(shown);
  if (issue.code !== 'unrecognized_keys') {
    const misses = 'input' in issue && issue.input === undefined && path.length > 0;
    return [{ pointer: at(path), detail: misses ? `${fieldAt(path)} is missing: ${issue.message}` : issue.message }];
  }
  const known = path.length === 0 && schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return issue.keys
    .slice(0, mostMistakes)
    .map(shown)
    .map((key) => unknownField(key, at([...path, key]), known));
};

export const unknownField = (field: string, pointer: string, known: readonly string[]): Problem => ({
  pointer,
  detail: `there is no field "${field}" here.${didYouMean(field, known)}`,
});

const readBody = (route: Route, request: ServiceRequest): { body: unknown } | { problem: ProblemInput } => {
  const contentType = request.headers['content-type'] ?? '';
  const bytes = bodyBytes(request);
  if (route.parse.body === undefined) return { body: undefined };
  if (route.parse.body === 'raw') return { body: { contentType, bytes } };
  if (bytes.length === 0 && isOptional(route.parse.body)) return { body: {} };
  if (!/^application\/([\w.-]+\+)?json\b/i.test(contentType)) {
    return {
      problem: { status: 415, code: 'not-json', detail: 'Send the body as JSON, with Content-Type: application/json.' },
    };
  }
  try {
    return { body: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch (error) {
    return {
      problem: { status: 400, code: 'malformed-json', detail: `The body is not JSON: ${(error as Error).message}` },
    };
  }
};

/** Parameters that come once are strings, repeated ones are lists; a schema says which it wants. */
const queryObject = (query: readonly (readonly [string, string])[]): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(query, ([name]) => name)).map(([name, pairs = []]) => {
      const values = pairs.map(([, value]) => value);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );

export const jsonPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const noRoute = (request: ServiceRequest, methods: readonly string[]): ServiceResponse =>
  methods.length === 0
    ? problemResponse(request, { status: 404, code: 'not-found', detail: `There is nothing at ${request.path}.` })
    : problemResponse(
        request,
        { status: 405, code: 'method-not-allowed', detail: `${request.path} takes ${methods.join(', ')}.` },
        { allow: methods.join(', ') },
      );

const problemResponse = (
  request: ServiceRequest,
  problem: ProblemInput,
  headers: Record<string, string> = {},
): ServiceResponse => ({
  status: problem.status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: JSON.stringify(problemDocument(problem, request.correlationId, request.path)),
});
