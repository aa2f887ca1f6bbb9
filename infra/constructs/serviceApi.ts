import { Duration } from 'aws-cdk-lib';
import type { DomainTable } from './DomainTable.ts';
import { ServiceFunction, type ServiceFunctionProps } from './ServiceFunction.ts';
import type { ServiceStack } from './ServiceStack.ts';

/** The function that answers a service's requests. Only the gateway's role may invoke it; no other is given the right. */
export const serviceApi = (
  stack: ServiceStack,
  table: DomainTable,
  impact: string,
  props: Partial<Pick<ServiceFunctionProps, 'environment' | 'memorySize' | 'timeout'>> = {},
): ServiceFunction => {
  const api = new ServiceFunction(stack, 'Api', {
    entryPoint: 'api',
    timeout: Duration.seconds(25),
    memorySize: 1024,
    alarm: { impact, runbook: 'service-errors.md' },
    ...props,
    environment: { TABLE: table.tableName, ...props.environment },
  });
  table.grantUse(api);
  return api;
};
