import type { ServiceResponse } from '../../../shared/http/message.ts';
import { json } from '../edge/answer.ts';
import type { InstanceCircuits } from '../instances/circuits.ts';
import { services } from '../services.ts';
import { asHeard } from './heartbeat.ts';
import { type Instance, instanceName } from './instance.ts';
import type { KnownInstances } from './knownInstances.ts';
import { serviceStatus } from './serviceStatus.ts';

/** Checks are made every half minute; without any for so long nobody knows. */
const oldMs = 3 * 60_000;

/** Public, so it says no more than whether things work: as checks and requests found the instances, and as circuits let requests pass. */
export const publicHealth = async (
  known: KnownInstances,
  { refusesAll }: Pick<InstanceCircuits, 'refusesAll'>,
  now: number,
): Promise<ServiceResponse> => {
  const asItServes = async (instance: Instance): Promise<Instance> =>
    (await refusesAll(instanceName(instance))) ? { ...instance, status: 'UNHEALTHY' } : asHeard(instance, now);
  const found = await Promise.all(
    services.map(async (service) => [service, await Promise.all((await known.of(service)).map(asItServes))] as const),
  );
  const states = found.map(([service, instances]) => [service, serviceStatus(instances)] as const);
  const checkedAt = oldestCheck(found.flatMap(([, instances]) => instances));
  const isOld = checkedAt !== null && now - checkedAt > oldMs;
  const all = states.map(([, state]) => state);
  const status = all.includes('UNHEALTHY') ? 'UNHEALTHY' : all.includes('DEGRADED') || isOld ? 'DEGRADED' : 'HEALTHY';
  return json(status === 'UNHEALTHY' ? 503 : 200, {
    status,
    services: Object.fromEntries(states),
    checkedAt: checkedAt === null ? null : new Date(checkedAt).toISOString(),
  });
};

/** One that was never checked counts from its registration. */
const oldestCheck = (instances: readonly Instance[]): number | null =>
  instances.length === 0
    ? null
    : Math.min(...instances.map(({ lastCheckAt, registeredAt }) => Math.max(lastCheckAt ?? 0, registeredAt)));
