import { pooledCell } from '../../../shared/tenancy/tenancy.ts';
import { anyCell, type HealthStatus, type Instance } from './instance.ts';

/**
 * A service works as well as the best of its instances that serve everybody, and less well than it should while any does not, also
 * one of a dedicated cell.
 */
export const serviceStatus = (instances: readonly Pick<Instance, 'status' | 'draining' | 'cell'>[]): HealthStatus => {
  const inService = instances.filter(({ draining }) => !draining);
  const pooled = inService.filter(({ cell }) => cell === pooledCell || cell === anyCell);
  if (pooled.every(({ status }) => status === 'UNHEALTHY')) return 'UNHEALTHY';
  return inService.every(({ status }) => status === 'HEALTHY') ? 'HEALTHY' : 'DEGRADED';
};
