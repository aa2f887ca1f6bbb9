import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import { accessPartition, permitted, readBelongings } from '../../shared/access.ts';
import { circuitSettings } from '../../shared/circuitBreaker/settings.ts';
import { dynamoCircuitStore } from '../../shared/circuitBreaker/store.ts';
import { setting } from '../../shared/environment.ts';
import type { Plans } from '../../shared/limits/plans.ts';
import { rateLimitSettings } from '../../shared/rateLimit/settings.ts';
import { dynamoRateLimitStore } from '../../shared/rateLimit/store.ts';
import { documentClient, dynamoTable } from '../../shared/table/table.ts';
import { logger, metrics } from '../../shared/telemetry.ts';
import { tenancyOf } from '../../shared/tenancy/tenancy.ts';
import { cors } from './edge/cors.ts';
import { toIncoming } from './edge/incoming.ts';
import { agreedLimits, requestLimits } from './edge/limits.ts';
import { broken, type GatewayDeps, type Handled, handleRequest } from './gateway.ts';
import { issuerSettings, tokenVerifier } from './identity/issuers.ts';
import { tenancies } from './identity/tenancies.ts';
import { instanceCircuits } from './instances/circuits.ts';
import { functionCaller } from './instances/functionCall.ts';
import { liveCalls } from './instances/liveCalls.ts';
import { measureAttempts } from './metrics.ts';
import { once } from './once.ts';
import { checkHandler, registrationHandler } from './registry/handlers.ts';
import { knownInstances } from './registry/knownInstances.ts';
import { publicHealth } from './registry/publicHealth.ts';
import { registered } from './registry/registered.ts';
import { roundRobin } from './registry/roundRobin.ts';

const onDemand = () => import('./onDemand.ts');

const liveDependencies = (): GatewayDeps & { ready: Promise<unknown> } => {
  const issuers = z.array(issuerSettings).parse(JSON.parse(setting('ISSUERS')));
  const access = dynamoTable(setting('ACCESS_TABLE'));
  const table = dynamoTable(setting('TABLE'));
  const callFunction = functionCaller();
  const calls = liveCalls(callFunction);
  // One attempt each, so that an unreachable table costs little.
  const client = documentClient({ maxAttempts: 1 });
  const store = dynamoCircuitStore({ tableName: setting('TABLE'), client });
  const buckets = dynamoRateLimitStore({ tableName: setting('TABLE'), client });
  const rates = rateLimitSettings.parse(JSON.parse(setting('LIMIT_SETTINGS')));
  // The deployment has checked them, and would bring along what it takes.
  const plans: Plans = JSON.parse(setting('PLANS'));
  const clock = Date.now;
  const circuits = instanceCircuits({
    store,
    clock,
    settings: circuitSettings.parse(JSON.parse(setting('CIRCUIT_SETTINGS'))),
    onTransition: async (transition) =>
      (await import('./instances/noticeTransition.ts')).noticeTransition(table, transition),
  });
  const ofKeys = once(async () =>
    (await import('./identity/liveKeys.ts')).liveKeys(access, setting('KEY_USED_FUNCTION'), clock),
  );
  const auditOf = once(async () => (await import('./audit/liveAudit.ts')).liveAudit(setting('AUDIT_FUNCTION'), clock));
  const welcomeOf = once(async () =>
    (await import('./identity/welcome.ts')).welcomer(callFunction, setting('FIRST_SIGHT_FUNCTION'), issuers, store),
  );
  const signOn = once(async () =>
    (await import('./identity/liveSignOn.ts')).liveSignOn({
      access,
      clock,
      allowPrivate: setting('ALLOW_PRIVATE_INSTANCES') === 'true',
      call: callFunction,
      firstSightFunction: setting('FIRST_SIGHT_FUNCTION'),
    }),
  );
  const instances = knownInstances(registered(table), clock, (error) =>
    logger.warn('registry', { error: error as Error }),
  );
  return {
    // The first request to a table takes longest; it is made while the function starts.
    ready: Promise.all([store.connect(), instances.of('users').catch(() => [])]),
    verify: tokenVerifier(issuers, async (token) => (await signOn()).verify(token)),
    limits: requestLimits(buckets, rates, clock),
    agreed: agreedLimits(plans, rates),
    byKey: async (incoming, secret) => (await ofKeys()).byKey(incoming, secret),
    noteUse: async (identity) => (await ofKeys()).noteUse(identity),
    tenancy: tenancies((tenant) => tenancyOf(access, tenant), clock),
    belongings: (person) => readBelongings(access, accessPartition(person)),
    permitted: (chosen) => permitted(access, chosen),
    audit: async (answered, deadline) => (await auditOf())(answered, deadline),
    welcome: async (principal, request) =>
      principal.within === undefined
        ? (await welcomeOf())(principal, request)
        : (await signOn()).welcome(principal, request),
    objection: async (principal, membership) =>
      // Of whose address nothing is known, no domain says how to sign in.
      principal.within === undefined && membership.domain === undefined
        ? null
        : (await signOn()).objection(principal, membership),
    signOn: async (incoming) => (await signOn()).answerDomain(incoming),
    health: () => publicHealth(instances, circuits, clock()),
    keys: async () => (await onDemand()).answerKeys(),
    operate: async (request) => (await onDemand()).operate({ circuits, calls, clock, table }, request),
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
    const { response, actor, attempts }: Handled = await handling.catch(broken(incoming));
    logger.info('access', {
      method: incoming.method,
      path: incoming.path,
      status: response.status,
      durationMs: Math.round(performance.now() - startedAt),
      correlationId: incoming.correlationId,
      organizationId: actor?.organizationId,
      userId: actor?.userId,
      credential: actor?.credential,
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

export const api = /* @__PURE__ */ apiHandler();
export const onRegistration = /* @__PURE__ */ registrationHandler();
export const relay = /* @__PURE__ */ relayHandler();
export const checkInstances = /* @__PURE__ */ checkHandler();
