import type { Instance } from './instance.ts';

/** Whether an instance that has to keep alive did not. */
export const hasLapsed = ({ heartbeatUntil }: Pick<Instance, 'heartbeatUntil'>, now: number): boolean =>
  heartbeatUntil !== null && heartbeatUntil < now;

/** As people are to see it: the last check of one that lapsed says nothing any more. */
export const asHeard = (instance: Instance, now: number): Instance =>
  hasLapsed(instance, now) ? { ...instance, status: 'UNHEALTHY', lastError: 'its heartbeats have stopped' } : instance;
