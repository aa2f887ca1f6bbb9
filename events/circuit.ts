import * as z from 'zod';
import { definePlatformEvent } from './envelope.ts';
import { platformPublisher } from './outbox.ts';

const owner = 'gateway';

const turned = z.object({
  circuit: z.string().describe('Its name: a service and an instance of it, or `issuer/` and an issuer of tokens.'),
  from: z.string().describe('The state before.'),
  reason: z.string().nullable().describe('By which rule it opened last; null where it never did.'),
  lastError: z.string().nullable().describe('What the last call that failed said.'),
});
const failing = { circuit: 'files/a', reason: 'failures', lastError: 'no answer within 10000 ms' };

export const circuitOpenedV1 = definePlatformEvent({
  type: 'circuit.opened',
  version: 1,
  owner,
  description: 'So many calls of an instance failed, or were slow, that it is left alone for a while.',
  schema: turned,
  example: { ...failing, from: 'CLOSED' },
});

export const circuitHalfOpenedV1 = definePlatformEvent({
  type: 'circuit.half_opened',
  version: 1,
  owner,
  description: 'The while is over: a few calls go through, to see whether the instance works again.',
  schema: turned,
  example: { ...failing, from: 'OPEN' },
});

export const circuitClosedV1 = definePlatformEvent({
  type: 'circuit.closed',
  version: 1,
  owner,
  description: 'The instance works again: all calls go through.',
  schema: turned,
  example: { ...failing, from: 'HALF_OPEN' },
});

/** By a circuit's new state. */
export const publishCircuit = {
  OPEN: platformPublisher(circuitOpenedV1),
  HALF_OPEN: platformPublisher(circuitHalfOpenedV1),
  CLOSED: platformPublisher(circuitClosedV1),
};
