import { CfnOutput, CustomResource } from 'aws-cdk-lib';
import { anyCell } from '../../functions/gateway/registry/instance.ts';
import { pooledCell } from '../../shared/tenancy/tenancy.ts';
import { functionArn, isControlPlane, registrationOutput } from '../names.ts';
import type { ServiceInstance } from '../settings.ts';
import type { ServiceStack } from './ServiceStack.ts';

export interface InstanceRegistration {
  instance: ServiceInstance;
  /** What the gateway invokes. */
  target: string;
  version: string;
}

/** An entry in the gateway's registry that comes, changes and goes with the stack. */
export const registerInstance = (
  stack: ServiceStack,
  id: string,
  { instance, target, version }: InstanceRegistration,
): void => {
  const serviceToken = functionArn(stack, stack.settings, 'gateway', 'onRegistration');
  const { cell } = stack.settings;
  const properties = {
    service: stack.service,
    instanceId: cell === pooledCell ? instance.id : `${cell}-${instance.id}`,
    kind: 'lambda',
    target,
    region: stack.region,
    cell: isControlPlane(stack.service) ? anyCell : cell,
    version,
    weight: instance.weight,
  };
  if (stack.settings.has('custom-resources')) {
    new CustomResource(stack, id, { resourceType: 'Custom::ServiceInstance', serviceToken, properties });
    return;
  }
  // Whoever deploys tells the function: localstack/deploy.ts.
  new CfnOutput(stack, `${registrationOutput}${id}`, { value: stack.toJsonString({ serviceToken, properties }) });
};
