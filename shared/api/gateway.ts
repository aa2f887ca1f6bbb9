import * as z from 'zod';

const time = z.iso.datetime();
const healthStatus = z.enum(['HEALTHY', 'DEGRADED', 'UNHEALTHY']).meta({
  id: 'HealthStatus',
  description: 'DEGRADED: something works less well. UNHEALTHY: something does not work.',
});

export const healthView = z
  .object({
    status: healthStatus,
    services: z.record(z.string(), healthStatus),
    checkedAt: time
      .nullable()
      .describe(
        'When the oldest of the checks behind it was made. Without any for three minutes nobody knows: DEGRADED.',
      ),
  })
  .meta({ id: 'Health' });

export const instanceView = z
  .object({
    instanceId: z.string(),
    kind: z.enum(['lambda', 'http']),
    target: z.string().describe('A function with its alias, or an address.'),
    region: z.string(),
    cell: z.string().describe("Whose requests it takes: those of tenants of this cell; any: everybody's."),
    version: z.string(),
    weight: z.int().describe("Its share of the requests beside the other instances' weights."),
    healthPath: z.string().describe('Where an HTTP instance tells how it is.'),
    draining: z.boolean().describe('Gets no new requests.'),
    status: healthStatus,
    consecutiveFailures: z.int(),
    consecutiveSuccesses: z.int(),
    lastCheckAt: time.nullable(),
    latencyMs: z.number().nullable().describe('What the last check took.'),
    lastError: z.string().nullable(),
    inServiceSince: time.describe('Since its registration or its last recovery; it warms up for a minute.'),
    registeredAt: time,
    registeredBy: z.string().describe('deployment, or the operator.'),
    heartbeatUntil: time.nullable().describe('An HTTP instance that is silent for longer comes after all others.'),
  })
  .meta({ id: 'Instance' });
export type InstanceView = z.infer<typeof instanceView>;

export const serviceView = z
  .object({
    service: z.string(),
    paths: z.array(z.string()),
    attemptTimeoutMs: z.int(),
    status: healthStatus,
    instances: z.array(instanceView),
  })
  .meta({ id: 'Service' });
export type ServiceView = z.infer<typeof serviceView>;
export const serviceList = z.object({ services: z.array(serviceView) }).meta({ id: 'ServiceList' });

const decided = z
  .object({
    mode: z.enum(['FORCED_OPEN', 'FORCED_CLOSED', 'OBSERVE', 'AUTOMATIC']),
    actor: z.string(),
    reason: z.string(),
    until: time,
  })
  .meta({ id: 'CircuitDecision' });

const circuitView = z
  .object({
    name: z.string(),
    state: z.enum(['CLOSED', 'OPEN', 'HALF_OPEN']),
    epoch: z.int().describe('Raised by every transition.'),
    failures: z.int().describe('Of a closed circuit, those in the window; of an open one, those that opened it.'),
    tenants: z.int().describe("How many tenants got errors of the service's own making in the window."),
    probes: z.object({ running: z.int(), passed: z.int(), allowed: z.int() }),
    opens: z.int().describe('How often it opened in a row.'),
    reason: z.enum(['failures', 'failure-rate', 'slow-calls', 'tenants', 'probe-failed']).nullable(),
    tenant: z.string().nullable().describe('The one tenant for whom it is open; null for all.'),
    openedAt: time.nullable(),
    nextProbeAt: time.nullable(),
    lastError: z.object({ message: z.string(), at: time }).nullable(),
    mode: decided.nullable().describe('What an operator decided, while it lasts.'),
    shared: z.boolean().describe("Whether this is the fleet's circuit, not one of this process alone."),
    estimates: z
      .object({ calls: z.int(), failureRate: z.number(), slowCallRate: z.number() })
      .describe("Of the answering process's own calls."),
  })
  .meta({ id: 'CircuitBreaker' });
export type CircuitView = z.infer<typeof circuitView>;

export const circuitList = z
  .object({
    settings: z.record(z.string(), z.number()).describe('Milliseconds, shares and counts.'),
    circuitBreakers: z.array(circuitView),
  })
  .meta({ id: 'CircuitBreakerList' });
export type CircuitList = z.infer<typeof circuitList>;

export const circuitWithHistory = circuitView
  .extend({
    history: z.array(decided.extend({ at: time }).meta({ id: 'PastCircuitDecision' })).describe('The newest first.'),
  })
  .meta({ id: 'CircuitBreakerWithHistory' });
export type CircuitWithHistory = z.infer<typeof circuitWithHistory>;

export const keySet = z
  .object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) })
  .meta({ id: 'KeySet' });
