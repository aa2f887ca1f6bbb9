import { CfnOutput, CustomResource } from 'aws-cdk-lib';
import { anyCell, pooledCell } from '../../functions/gateway/registry/instance.ts';
import { functionArn, registrationOutput } from '../names.ts';
import type { ServiceInstance } from '../settings.ts';
import type { ServiceStack } from './ServiceStack.ts';

export interface InstanceRegistration {
  instance: ServiceInstance;
  /** What the gateway invokes. */
  target: string;
  version: string;
}

/** The services of the control plane, of which there is one, whatever cell a tenant is in. */
const controlPlane = new Set(['users']);

/** An entry in the gateway's registry that comes, changes and goes with the stack. */
export const registerInstance = (
  stack: ServiceStack,
  id: string,
  { instance, target, version }: InstanceRegistration,
): void => {
  const serviceToken = functionArn(stack, stack.settings, 'gateway', 'onRegistration');
  const properties = {
    service: stack.service,
    instanceId: instance.id,
    kind: 'lambda',
    target,
    region: stack.region,
    cell: controlPlane.has(stack.service) ? anyCell : pooledCell,
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
