import * as z from 'zod';
import { definePlatformEvent } from './envelope.ts';
import { platformPublisher } from './outbox.ts';

const changed = z.object({
  service: z.string(),
  instanceId: z.string(),
  /** What it counted as before; null where it is new. */
  from: z.string().nullable(),
  reason: z.string().nullable(),
});
/** An instance works: it came back, or works wholly again. */
export const instanceHealthyV1 = definePlatformEvent('gateway', 'instance.healthy', 1, changed);
/** It works, but slowly, or something that it can do without does not. */
export const instanceDegradedV1 = definePlatformEvent('gateway', 'instance.degraded', 1, changed);
/** It gets requests only where nothing better is left. */
export const instanceUnhealthyV1 = definePlatformEvent('gateway', 'instance.unhealthy', 1, changed);

const circuit = z.object({
  circuit: z.string(),
  from: z.string(),
  /** Why it opened. */
  reason: z.string().nullable(),
  lastError: z.string().nullable(),
});
export const circuitOpenedV1 = definePlatformEvent('gateway', 'circuit.opened', 1, circuit);
export const circuitHalfOpenedV1 = definePlatformEvent('gateway', 'circuit.half_opened', 1, circuit);
export const circuitClosedV1 = definePlatformEvent('gateway', 'circuit.closed', 1, circuit);

/** By what an instance counts as now. */
export const publishInstance = {
  HEALTHY: platformPublisher(instanceHealthyV1),
  DEGRADED: platformPublisher(instanceDegradedV1),
  UNHEALTHY: platformPublisher(instanceUnhealthyV1),
};

/** By a circuit's new state. */
export const publishCircuit = {
  OPEN: platformPublisher(circuitOpenedV1),
  HALF_OPEN: platformPublisher(circuitHalfOpenedV1),
  CLOSED: platformPublisher(circuitClosedV1),
};
