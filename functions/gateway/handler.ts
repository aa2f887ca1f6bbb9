import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import middy from '@middy/core';
import type {
  APIGatewayProxyEvent,
  APIGatewayProxyResult,
  CloudFormationCustomResourceEvent,
  ScheduledEvent,
} from 'aws-lambda';
import * as z from 'zod';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import { accessPartition, permitted, readBelongings } from '../../shared/access.ts';
import { circuitSettings } from '../../shared/circuitBreaker/settings.ts';
import { circuitStore, dynamoCircuitStore } from '../../shared/circuitBreaker/store.ts';
import { setting } from '../../shared/environment.ts';
import { newId } from '../../shared/ids.ts';
import { rateLimitSettings } from '../../shared/rateLimit/settings.ts';
import { dynamoRateLimitStore } from '../../shared/rateLimit/store.ts';
import { documentClient, dynamoTable } from '../../shared/table/table.ts';
import { logger, metrics } from '../../shared/telemetry.ts';
import { answer } from './edge/answer.ts';
import { cors } from './edge/cors.ts';
import { toIncoming } from './edge/incoming.ts';
import { requestLimits } from './edge/limits.ts';
import { type GatewayDeps, type Handled, handleRequest } from './gateway.ts';
import { issuerSettings, tokenVerifier } from './identity/issuers.ts';
import { instanceCircuits } from './instances/circuits.ts';
import { type FunctionCall, functionCaller } from './instances/functionCall.ts';
import { type InstanceCalls, instanceCalls } from './instances/instanceCalls.ts';
import { lambdaInstances } from './instances/lambdaInstances.ts';
import { measureAttempts } from './metrics.ts';
import { checkAll } from './registry/checks.ts';
import { instanceName } from './registry/instance.ts';
import { knownInstances } from './registry/knownInstances.ts';
import { publicHealth } from './registry/publicHealth.ts';
import { handleRegistration, register } from './registry/registration.ts';
import { roundRobin } from './registry/roundRobin.ts';
import { registryStore } from './registry/store.ts';

const healthTimeoutMs = 5000;
const busTimeoutMs = 2000;

/** What is loaded with the first request that needs it, once. */
const once = <Loaded>(load: () => Promise<Loaded>): (() => Promise<Loaded>) => {
  let loaded: Promise<Loaded> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
};

const onDemand = () => import('./onDemand.ts');

const liveCalls = (callFunction: FunctionCall): InstanceCalls => {
  const ofLambda = Promise.resolve(lambdaInstances(callFunction));
  const ofHttp = once(async () => (await onDemand()).liveHttpInstances(Date.now));
  return instanceCalls({ lambda: () => ofLambda, http: ofHttp });
};

const liveDependencies = (): GatewayDeps & { ready: Promise<unknown> } => {
  const issuers = z.array(issuerSettings).parse(JSON.parse(setting('ISSUERS')));
  const access = dynamoTable(setting('ACCESS_TABLE'));
  const table = dynamoTable(setting('TABLE'));
  const registry = registryStore(table);
  const callFunction = functionCaller();
  const calls = liveCalls(callFunction);
  // One attempt each, so that an unreachable table costs little.
  const client = documentClient({ maxAttempts: 1 });
  const store = dynamoCircuitStore({ tableName: setting('TABLE'), client });
  const buckets = dynamoRateLimitStore({ tableName: setting('TABLE'), client });
  const clock = Date.now;
  const circuits = instanceCircuits({
    store,
    clock,
    settings: circuitSettings.parse(JSON.parse(setting('CIRCUIT_SETTINGS'))),
    onTransition: async (transition) =>
      (await import('./instances/noticeTransition.ts')).noticeTransition(registry, table, transition),
  });
  const ofKeys = once(async () =>
    (await import('./identity/liveKeys.ts')).liveKeys(access, setting('KEY_USED_FUNCTION'), clock),
  );
  const welcomeOf = once(async () =>
    (await import('./identity/welcome.ts')).welcomer(callFunction, setting('FIRST_SIGHT_FUNCTION'), issuers, store),
  );
  const instances = knownInstances(registry, clock, (error) => logger.warn('registry', { error: error as Error }));
  return {
    // The first request to a table takes longest; it is made while the function starts.
    ready: Promise.all([store.connect(), instances.of('users').catch(() => [])]),
    verify: tokenVerifier(issuers),
    limits: requestLimits(buckets, rateLimitSettings.parse(JSON.parse(setting('LIMIT_SETTINGS'))), clock),
    byKey: async (incoming, secret) => (await ofKeys()).byKey(incoming, secret),
    noteUse: async (identity) => (await ofKeys()).noteUse(identity),
    belongings: (person) => readBelongings(access, accessPartition(person)),
    permitted: (chosen) => permitted(access, chosen),
    welcome: async (principal, request) => (await welcomeOf())(principal, request),
    health: () => publicHealth(instances, circuits, clock()),
    keys: async () => (await onDemand()).answerKeys(),
    operate: async (request) => (await onDemand()).operate({ registry, circuits, calls, clock, table }, request),
    instances,
    turns: roundRobin(),
    calls,
    circuits,
    clock,
  };
};

const apiHandler = () => {
  const deps = liveDependencies();
  const crossOrigin = cors(z.array(z.string()).parse(JSON.parse(setting('CORS_ORIGINS'))));
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>().handler(async (event) => {
    const startedAt = performance.now();
    const incoming = toIncoming(event);
    await deps.ready;
    const preflight = crossOrigin.preflight(incoming);
    const handling = preflight === null ? handleRequest(deps, incoming) : Promise.resolve({ response: preflight });
    const { response, identity, attempts }: Handled = await handling.catch((error: Error) => {
      logger.error('gateway failed', { correlationId: incoming.correlationId, error });
      const detail = 'Something broke on our side. Try again; if it stays, report the correlation id.';
      return { response: answer(incoming, { status: 500, code: 'internal-error', detail }) };
    });
    logger.info('access', {
      method: incoming.method,
      path: incoming.path,
      status: response.status,
      durationMs: Math.round(performance.now() - startedAt),
      correlationId: incoming.correlationId,
      organizationId: identity?.organizationId,
      userId: identity?.userId,
      credential: identity?.credential,
      attempts,
    });
    if (attempts !== undefined) measureAttempts(metrics, attempts);
    return {
      statusCode: response.status,
      headers: {
        ...securityHeaders,
        ...crossOrigin.headers(incoming),
        ...response.headers,
        'x-correlation-id': incoming.correlationId,
      },
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

/** The resources of stacks that stand for their instances -> here -> the registry. A cloud without such has the script that deploys ask. */
const registrationHandler = () => {
  const table = dynamoTable(setting('TABLE'));
  const registry = registryStore(table);
  const circuits = circuitStore(table);
  const clock = Date.now;
  return middy<CloudFormationCustomResourceEvent | { register: unknown }, string | undefined>().handler(
    async (event) => {
      if ('register' in event) return register({ registry, clock }, event.register);
      await handleRegistration(
        {
          registry,
          circuits,
          clock,
          wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
          async respond(url, response) {
            const body = JSON.stringify(response);
            const { ok, status } = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
            if (!ok) throw new Error(`CloudFormation answered ${status}`);
          },
        },
        event,
      );
      return undefined;
    },
  );
};

/** A round of health checks: the workflow calls it twice a minute. */
const checkHandler = () => {
  const bus = new EventBridgeClient({ maxAttempts: 1 });
  const busName = setting('EVENT_BUS');
  const registry = registryStore(dynamoTable(setting('TABLE')));
  const calls = liveCalls(functionCaller());
  return middy<ScheduledEvent, { checked: Record<string, string> }>().handler(async () => {
    const after = await checkAll({
      registry,
      ask: (instance) => calls.health(instance, AbortSignal.timeout(healthTimeoutMs)),
      askBus: () =>
        bus.send(new DescribeEventBusCommand({ Name: busName }), { abortSignal: AbortSignal.timeout(busTimeoutMs) }),
      correlationId: newId('cor'),
      onChange: (before, now) =>
        logger.warn('instance', {
          instance: instanceName(now),
          from: before.status,
          to: now.status,
          because: now.lastError,
        }),
      clock: Date.now,
    });
    return { checked: Object.fromEntries(after.map((each) => [instanceName(each), each.status])) };
  });
};

export const api = /* @__PURE__ */ apiHandler();
export const onRegistration = /* @__PURE__ */ registrationHandler();
export const relay = /* @__PURE__ */ relayHandler();
export const checkInstances = /* @__PURE__ */ checkHandler();
