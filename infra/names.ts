import type { Stack } from 'aws-cdk-lib';
import type { ServiceInstance, Settings } from './settings.ts';

/**
 * What another stack uses is found by name, so that stacks deploy side by side in any order, and none holds another
 * one back by an export that is in use.
 */
export const functionName = (settings: Settings, service: string, entryPoint: string): string =>
  `${settings.name}-${service}-${entryPoint}`;

export const functionArn = (stack: Stack, settings: Settings, service: string, entryPoint: string): string =>
  `arn:${stack.partition}:lambda:${stack.region}:${stack.account}:function:${functionName(settings, service, entryPoint)}`;

/** The output of a service's stack that says by which role tenants' data is reached. */
export const tenantDataRoleOutput = 'TenantDataRole';

/** How outputs begin that hold a registration, where the cloud has no custom resources. */
export const registrationOutput = 'Registration';

/** What the gateway invokes: the version that a deployment has put behind it. */
export const liveAlias = 'live';

/** The first instance's function is named after the entry point, the others' after their own names too. */
export const instanceEntryPoint = ({ id }: ServiceInstance, index: number): string =>
  index === 0 ? 'api' : `api-${id}`;

export const tableName = (settings: Pick<Settings, 'name'>, service: string): string => `${settings.name}-${service}`;

/** Of a service, or of the platform. */
export const stackName = (settings: Pick<Settings, 'name'>, part: string): string =>
  `${settings.name === 'simsheet' ? 'Simsheet' : settings.name}-${part}`;

/** Bucket names are shared by all accounts in the world, hence the account and region. */
export const bucketName = (
  stack: Pick<Stack, 'account' | 'region'>,
  settings: Pick<Settings, 'name'>,
  purpose: string,
): string => `${settings.name}-${purpose}-${stack.account}-${stack.region}`;

export const busName = (settings: Settings): string => `${settings.name}-events`;
