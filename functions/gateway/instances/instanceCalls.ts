/** How an instance is asked, whatever kind it is. */
import type { HealthReport, ServiceRequest, ServiceResponse } from '../../../shared/http/message.ts';
import type { Instance } from '../registry/instance.ts';

export interface InstanceCalls {
  /** One attempt. Throws `ServiceFault` when the instance did not answer as a service does. */
  request(instance: Instance, request: ServiceRequest, signal: AbortSignal): Promise<ServiceResponse>;
  health(instance: Instance, signal: AbortSignal): Promise<HealthReport>;
  /** Whether a request to it comes back to a gateway. */
  leadsBack(instance: Instance, signal: AbortSignal): Promise<boolean>;
}

/** A kind's calls are had when the first instance of that kind is asked. */
export const instanceCalls = (kinds: Record<Instance['kind'], () => Promise<InstanceCalls>>): InstanceCalls => ({
  request: async (instance, ...rest) => (await kinds[instance.kind]()).request(instance, ...rest),
  health: async (instance, ...rest) => (await kinds[instance.kind]()).health(instance, ...rest),
  leadsBack: async (instance, ...rest) => (await kinds[instance.kind]()).leadsBack(instance, ...rest),
});
