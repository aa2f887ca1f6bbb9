import * as z from 'zod';

const time = z.iso.datetime();
const status = z.enum(['HEALTHY', 'DEGRADED', 'UNHEALTHY']);

/** Public: whether things work, and no more. */
export const healthView = z.object({
  status,
  services: z.record(z.string(), status),
  /** When the oldest of the checks behind it was made; null before the first round. */
  checkedAt: time.nullable(),
});

export const instanceView = z.object({
  instanceId: z.string(),
  kind: z.enum(['lambda', 'http']),
  target: z.string(),
  region: z.string(),
  cell: z.string(),
  version: z.string(),
  weight: z.int(),
  healthPath: z.string(),
  draining: z.boolean(),
  status,
  consecutiveFailures: z.int(),
  consecutiveSuccesses: z.int(),
  lastCheckAt: time.nullable(),
  /** Milliseconds that the last check took. */
  latencyMs: z.number().nullable(),
  lastError: z.string().nullable(),
  inServiceSince: time,
  registeredAt: time,
  registeredBy: z.string(),
  /** An HTTP instance that is silent for longer gets no more requests. */
  heartbeatUntil: time.nullable(),
});
export type InstanceView = z.infer<typeof instanceView>;

export const serviceView = z.object({
  service: z.string(),
  paths: z.array(z.string()),
  attemptTimeoutMs: z.int(),
  status,
  instances: z.array(instanceView),
});
export type ServiceView = z.infer<typeof serviceView>;
export const serviceList = z.object({ services: z.array(serviceView) });

const mode = z.object({
  mode: z.enum(['FORCED_OPEN', 'FORCED_CLOSED', 'OBSERVE', 'AUTOMATIC']),
  actor: z.string(),
  reason: z.string(),
  until: time,
});

export const circuitView = z.object({
  name: z.string(),
  state: z.enum(['CLOSED', 'OPEN', 'HALF_OPEN']),
  epoch: z.int(),
  failures: z.int(),
  tenants: z.int(),
  probes: z.object({ running: z.int(), passed: z.int(), allowed: z.int() }),
  opens: z.int(),
  reason: z.string().nullable(),
  tenant: z.string().nullable(),
  openedAt: time.nullable(),
  nextProbeAt: time.nullable(),
  lastError: z.object({ message: z.string(), at: time }).nullable(),
  mode: mode.nullable(),
  /** False while the table cannot be reached: then these are the counts of one process. */
  shared: z.boolean(),
  /** From the calls of the process that answers. */
  estimates: z.object({ calls: z.int(), failureRate: z.number(), slowCallRate: z.number() }),
});

/** Milliseconds, shares and counts: see docs/circuit-breaker.md. */
const settings = z.record(z.string(), z.number());
export const circuitList = z.object({ settings, circuitBreakers: z.array(circuitView) });
export const circuitWithHistory = circuitView.extend({ history: z.array(mode.extend({ at: time })) });
