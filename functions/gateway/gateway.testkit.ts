/** A gateway over a registry, circuits and instances in memory. */
import { failed, ok } from '../../engine/result.ts';
import type { Membership } from '../../shared/access.ts';
import type { AuditEntry } from '../../shared/api/audit.ts';
import { circuitStore } from '../../shared/circuitBreaker/store.ts';
import { answer as answerRoute } from '../../shared/http/httpHandler.ts';
import type { ServiceRequest, ServiceResponse } from '../../shared/http/message.ts';
import { planSettings } from '../../shared/limits/planSettings.ts';
import { limitsOf } from '../../shared/limits/plans.ts';
import { objectionTo } from '../../shared/outbound/publicAddress.ts';
import { rateLimitSettings } from '../../shared/rateLimit/settings.ts';
import { rateLimitStore } from '../../shared/rateLimit/store.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import type { Table } from '../../shared/table/table.ts';
import { pooledCell } from '../../shared/tenancy/tenancy.ts';
import { auditor } from './audit/auditor.ts';
import type { IncomingRequest } from './edge/answer.ts';
import { requestLimits } from './edge/limits.ts';
import { type GatewayDeps, handleRequest } from './gateway.ts';
import { apiKeys } from './identity/apiKeys.ts';
import { authenticateKey } from './identity/authenticateKey.ts';
import type { Principal } from './identity/issuers.ts';
import { instanceCircuits } from './instances/circuits.ts';
import type { InstanceCalls } from './instances/instanceCalls.ts';
import { newcomer } from './registry/healthRules.ts';
import { type Instance, registration } from './registry/instance.ts';
import { knownInstances } from './registry/knownInstances.ts';
import { publicHealth } from './registry/publicHealth.ts';
import { roundRobin } from './registry/roundRobin.ts';
import { registryStore } from './registry/store.ts';
import { routes } from './routes.ts';
import { services } from './services.ts';

export const principal: Principal = {
  issuer: 'https://issuer',
  subject: 's',
  username: 'ada',
  operator: false,
  machine: false,
  token: 't',
  tokenId: 'tok_1',
};

export const aMembership = (organizationId: Membership['organizationId']): Membership => ({
  userId: 'usr_1',
  organizationId,
  role: 'owner',
  permissions: ['file:read'],
});

export const anInstance = (given: Partial<Instance> = {}): Instance => ({
  ...registration.parse({
    service: 'files',
    instanceId: 'a',
    kind: 'lambda',
    target: 'simsheet-files-api:live',
    region: 'eu-central-1',
    version: '1',
  }),
  ...newcomer(0),
  draining: false,
  registeredAt: 0,
  registeredBy: 'deployment',
  heartbeatUntil: null,
  ...given,
});

export interface GatewaySettings extends Partial<Omit<GatewayDeps, 'calls' | 'instances'>> {
  /** Those of files; every other service has one. */
  instances?: readonly Instance[];
  invoke?: InstanceCalls['request'];
  checkHealth?: InstanceCalls['health'];
  allowPrivate?: boolean;
  leadsBack?: (target: string) => boolean;
  /** Of the users service, with its API keys. */
  access?: Table;
}

/** Tests ask quickly. */
const plenty = { requestsPerSecond: 10_000, burst: 1_000_000 };

export const fine = (body = 'fine'): ServiceResponse => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body,
});

export const aGateway = (given: GatewaySettings = {}) => {
  const {
    instances: ofFiles = [anInstance()],
    invoke,
    checkHealth,
    allowPrivate = false,
    leadsBack = () => false,
    access = memoryTable(),
    ...deps
  } = given;
  const clock = given.clock ?? (() => 1000);
  const table = memoryTable();
  const registry = registryStore(table);
  const ready = Promise.all(
    [...ofFiles, ...services.filter((name) => name !== 'files').map((service) => anInstance({ service }))].map((each) =>
      // As it is, not as a registration would make it.
      table.transact([
        { label: 'instance', put: { pk: 'REGISTRY', sk: `${each.service}/${each.instanceId}`, ...each } },
      ]),
    ),
  );
  const entries: AuditEntry[] = [];
  const asked: { service: string; instance: string; request: ServiceRequest }[] = [];
  const calls: InstanceCalls = {
    async request(instance, request, signal) {
      asked.push({ service: instance.service, instance: instance.instanceId, request });
      return invoke === undefined ? fine() : invoke(instance, request, signal);
    },
    health: checkHealth ?? (async () => ({ status: 'HEALTHY', checks: [] })),
    leadsBack: async (instance) => leadsBack(instance.target),
  };
  const circuits = instanceCircuits({ store: circuitStore(table), clock, onTransition: () => {} });
  const known = knownInstances(registry, clock, () => {});
  const own = routes({
    registry,
    circuits,
    calls,
    objectionTo: objectionTo({ allowPrivate }),
    region: 'eu-central-1',
    clock,
  });
  const whole: GatewayDeps = {
    verify: async (token) =>
      token === 'good' ? ok(principal) : failed({ code: 'invalid-token', detail: 'It has expired.' }),
    byKey: authenticateKey(apiKeys(access, clock)),
    noteUse: async () => {},
    belongings: async () => [aMembership('org_1'), aMembership('org_2')],
    permitted: async (chosen) => ({ ...aMembership(chosen.organizationId), ...chosen }),
    audit: auditor(
      async (entry) => {
        entries.push(entry);
      },
      () => {},
      clock,
    ),
    limits: requestLimits(
      rateLimitStore(memoryTable()),
      rateLimitSettings.parse({ credential: plenty, tenant: plenty }),
      clock,
    ),
    welcome: async () => ok([aMembership('org_new')]),
    tenancy: async () => ({ cell: pooledCell }),
    agreed: ({ plan }) => limitsOf(planSettings.parse({}), plan),
    objection: async () => null,
    signOn: async () => fine(),
    health: () => publicHealth(known, circuits, clock()),
    keys: async () => fine(),
    operate: (request) => answerRoute({ routes: own, table }, request),
    instances: known,
    // Always begins with the first.
    turns: roundRobin(() => 0),
    calls,
    circuits,
    clock,
    ...deps,
  };
  const handle = async (request: Partial<IncomingRequest> = {}) => {
    await ready;
    return handleRequest(whole, {
      method: 'GET',
      path: '/api/files/x',
      query: [['a', '1']],
      headers: { authorization: 'Bearer good' },
      body: null,
      correlationId: 'cor_1',
      sourceIp: '203.0.113.7',
      ...request,
    });
  };
  const ask = async (request: Partial<IncomingRequest> = {}): Promise<ServiceResponse> =>
    (await handle(request)).response;
  return { ask, handle, asked, entries, registry };
};

/** As an operator, with JSON. */
export const anOperator = (given: GatewaySettings = {}) => {
  const gateway = aGateway({ verify: async () => ok({ ...principal, operator: true }), ...given });
  const send = async (method: string, path: string, body?: unknown) => {
    const response = await gateway.ask({
      method,
      path,
      headers: { authorization: 'Bearer good', 'content-type': 'application/json' },
      body: body === undefined ? null : Buffer.from(JSON.stringify(body)).toString('base64'),
    });
    return { status: response.status, body: response.body === '' ? null : JSON.parse(response.body) };
  };
  return { ...gateway, send };
};
