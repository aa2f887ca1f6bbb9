import type { ServiceResponse } from '../../shared/http/message.ts';
import { json } from './answer.ts';
import type { Instance } from './registry/instance.ts';
import type { KnownInstances } from './registry/knownInstances.ts';
import { serviceStatus } from './registry/serviceStatus.ts';
import { services } from './services.ts';

/** Public, so it says no more than whether things work, as the registry knows it from checks and traffic. */
export const publicHealth = async (known: KnownInstances): Promise<ServiceResponse> => {
  const instances = await Promise.all(services.map(async (service) => [service, await known.of(service)] as const));
  const states = instances.map(([service, of]) => [service, serviceStatus(of)] as const);
  const worst = states.map(([, state]) => state);
  const status = worst.includes('UNHEALTHY') ? 'UNHEALTHY' : worst.includes('DEGRADED') ? 'DEGRADED' : 'HEALTHY';
  const checkedAt = oldestCheck(instances.flatMap(([, of]) => of));
  return json(status === 'UNHEALTHY' ? 503 : 200, { status, services: Object.fromEntries(states), checkedAt });
};

const oldestCheck = (instances: readonly Instance[]): string | null => {
  const times = instances.map(({ lastCheckAt }) => lastCheckAt);
  if (times.length === 0 || times.includes(null)) return null;
  return new Date(Math.min(...times.map(Number))).toISOString();
};
