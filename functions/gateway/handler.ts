import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { membership, readMemberships } from '../../shared/access.ts';
import { circuitSettings } from '../../shared/circuitBreaker/settings.ts';
import { dynamoCircuitStore } from '../../shared/circuitBreaker/store.ts';
import { setting } from '../../shared/environment.ts';
import { healthReport, serviceResponse } from '../../shared/http/message.ts';
import { newId } from '../../shared/ids.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { logger } from '../../shared/telemetry.ts';
import { answer, type IncomingRequest } from './answer.ts';
import { serviceCircuits } from './circuits.ts';
import { type GatewayDeps, handleRequest } from './gateway.ts';
import { type IssuerSettings, issuerSettings, type Principal, tokenVerifier } from './issuers.ts';
import { ServiceFault } from './serviceFault.ts';
import { type ServiceName, services } from './services.ts';

const healthTimeoutMs = 5000;

const liveDependencies = (): GatewayDeps & { ready: Promise<void> } => {
  const issuers = z.array(issuerSettings).parse(JSON.parse(setting('ISSUERS')));
  const functions = z.record(z.enum(services), z.string()).parse(JSON.parse(setting('SERVICE_FUNCTIONS')));
  const firstSightFunction = setting('FIRST_SIGHT_FUNCTION');
  const access = dynamoTable(setting('ACCESS_TABLE'));
  const call = functionCaller();
  const circuits = dynamoCircuitStore({ tableName: setting('TABLE') });
  return {
    // The first request to a table takes longest; it is made while the function starts.
    ready: circuits.connect(),
    circuits: serviceCircuits(circuits, Date.now, circuitSettings.parse(JSON.parse(setting('CIRCUIT_SETTINGS')))),
    verify: tokenVerifier(issuers),
    memberships: (person) => readMemberships(access, person),
    async welcome(principal, correlationId) {
      const { issuer, subject } = principal;
      const firstSight = { person: { issuer, subject }, correlationId, ...(await profileOf(principal, issuers)) };
      return z
        .array(membership)
        .parse(await call(firstSightFunction, firstSight, AbortSignal.timeout(healthTimeoutMs)));
    },
    async invoke(service: ServiceName, request, signal) {
      const result = serviceResponse.safeParse(await call(functions[service], request, signal));
      if (!result.success) throw new ServiceFault('garbage', result.error.message);
      return result.data;
    },
    health: async (service: ServiceName) =>
      healthReport.parse(await call(functions[service], { kind: 'health' }, AbortSignal.timeout(healthTimeoutMs))),
    clock: Date.now,
  };
};

/** Calls a function and tells the ways in which one can fail apart. The gateway alone decides to try again. */
const functionCaller = () => {
  const client = new LambdaClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 1000 } });
  return async (functionName: string, payload: unknown, signal: AbortSignal): Promise<unknown> => {
    const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) });
    const result = await client.send(command, { abortSignal: signal }).catch((error: Error) => {
      if (signal.aborted) throw new ServiceFault('timeout', 'no answer in time');
      if (error instanceof TooManyRequestsException) throw new ServiceFault('throttled', error.message);
      throw new ServiceFault('crash', error.message);
    });
    const text = result.Payload?.transformToString() ?? '';
    if (result.FunctionError !== undefined) {
      throw new ServiceFault(/Task timed out/.test(text) ? 'timeout' : 'crash', text);
    }
    try {
      return JSON.parse(text);
    } catch {
      throw new ServiceFault('garbage', 'the answer is not JSON');
    }
  };
};

const userInfo = z.object({ email: z.string().optional(), name: z.string().optional() });
const userInfoTimeoutMs = 2000;

/** An access token says little about a person; the issuer says more. Without its answer the profile starts with less. */
const profileOf = async ({ issuer, token, username }: Principal, issuers: readonly IssuerSettings[]) => {
  const address = issuers.find((settings) => settings.issuer === issuer)?.userInfoUri;
  const email = username?.includes('@') ? username : undefined;
  const fallback = { name: username?.split('@')[0], email };
  if (address === undefined) return fallback;
  try {
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(userInfoTimeoutMs),
    });
    const found = userInfo.parse(await response.json());
    return { name: found.name ?? fallback.name, email: found.email ?? fallback.email };
  } catch (error) {
    logger.info('no profile from the issuer', { issuer, reason: (error as Error).message });
    return fallback;
  }
};

const correlationIdPattern = /^[\w.:/+=-]{1,128}$/;

const toIncoming = (event: APIGatewayProxyEvent): IncomingRequest => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(event.headers ?? {})) {
    if (value !== undefined) headers[name.toLowerCase()] = value;
  }
  const given = headers['x-correlation-id'];
  const body = event.body === null || event.body === '' ? null : event.body;
  return {
    method: event.httpMethod,
    path: event.path,
    query: Object.entries(event.multiValueQueryStringParameters ?? {}).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    ),
    headers,
    body: body === null || event.isBase64Encoded ? body : Buffer.from(body).toString('base64'),
    // A client's own id is kept if it is harmless in logs and headers.
    correlationId: given !== undefined && correlationIdPattern.test(given) ? given : newId('cor'),
    ...(headers.traceparent === undefined ? {} : { traceparent: headers.traceparent }),
  };
};

const apiHandler = () => {
  const deps = liveDependencies();
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>().handler(async (event) => {
    const startedAt = performance.now();
    const incoming = toIncoming(event);
    await deps.ready;
    const response = await handleRequest(deps, incoming).catch((error: Error) => {
      logger.error('gateway failed', { correlationId: incoming.correlationId, error });
      return answer(incoming, {
        status: 500,
        code: 'internal-error',
        detail: 'Something broke on our side. Try again; if it stays, report the correlation id.',
      });
    });
    logger.info('access', {
      method: incoming.method,
      path: incoming.path,
      status: response.status,
      durationMs: Math.round(performance.now() - startedAt),
      correlationId: incoming.correlationId,
    });
    return {
      statusCode: response.status,
      headers: { ...securityHeaders, ...response.headers, 'x-correlation-id': incoming.correlationId },
      body: response.body,
      isBase64Encoded: response.isBase64 ?? false,
    };
  });
};

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'cache-control': 'no-store',
};

export const api = /* @__PURE__ */ apiHandler();
