import type { HealthStatus, Instance } from './instance.ts';

/** A service works as well as its best instance, and less well than it should while one of them does not. */
export const serviceStatus = (instances: readonly Pick<Instance, 'status' | 'draining'>[]): HealthStatus => {
  const states = instances.filter(({ draining }) => !draining).map(({ status }) => status);
  if (states.every((state) => state === 'UNHEALTHY')) return 'UNHEALTHY';
  return states.every((state) => state === 'HEALTHY') ? 'HEALTHY' : 'DEGRADED';
};
