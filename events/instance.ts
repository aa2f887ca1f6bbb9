import * as z from 'zod';
import { definePlatformEvent } from './envelope.ts';
import { platformPublisher } from './outbox.ts';

const owner = 'gateway';

const changed = z.object({
  service: z.string().describe('The service of which it is an instance.'),
  instanceId: z.string().describe('Its id among those of the service.'),
  from: z.string().nullable().describe('What it counted as before; null where it is new.'),
  reason: z.string().nullable().describe('What is wrong with it; null where it works wholly.'),
});
const instance = { service: 'files', instanceId: 'a' };

export const instanceHealthyV1 = definePlatformEvent({
  type: 'instance.healthy',
  version: 1,
  owner,
  description: 'An instance of a service works: it came back, or works wholly again.',
  schema: changed,
  example: { ...instance, from: 'UNHEALTHY', reason: null },
});

export const instanceDegradedV1 = definePlatformEvent({
  type: 'instance.degraded',
  version: 1,
  owner,
  description: 'An instance works, but slowly, or something that it can do without does not.',
  schema: changed,
  example: { ...instance, from: 'HEALTHY', reason: 'event bus: ThrottlingException' },
});

export const instanceUnhealthyV1 = definePlatformEvent({
  type: 'instance.unhealthy',
  version: 1,
  owner,
  description:
    'An instance failed three checks in a row, or its circuit opened: it gets requests only where nothing better is left.',
  schema: changed,
  example: { ...instance, from: 'HEALTHY', reason: 'no answer within 2000 ms' },
});

/** By what an instance counts as now. */
export const publishInstance = {
  HEALTHY: platformPublisher(instanceHealthyV1),
  DEGRADED: platformPublisher(instanceDegradedV1),
  UNHEALTHY: platformPublisher(instanceUnhealthyV1),
};
