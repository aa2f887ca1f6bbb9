import type { Stack } from 'aws-cdk-lib';
import { nameOfCell, pooledCell } from '../shared/tenancy/tenancy.ts';
import type { ServiceInstance, Settings } from './settings.ts';

/** The part of the settings that names are made of; without an installation the name is one. */
export type Named = Pick<Settings, 'name'> & Partial<Pick<Settings, 'installation'>>;

/** What there is once, whatever cells there are: these parts have the installation's name, everything else that of its cell. */
const controlPlane: ReadonlySet<string> = new Set(['platform', 'gateway', 'users']);
export const isControlPlane = (part: string): boolean => controlPlane.has(part);
const controlPlanesBuckets: ReadonlySet<string> = new Set(['data-exports']);

const ownerOf = ({ name, installation = name }: Named, isOfControlPlane: boolean): string =>
  isOfControlPlane ? installation : name;

/**
 * What another stack uses is found by name, so that stacks deploy side by side in any order, and none holds another
 * one back by an export that is in use.
 */
export const functionName = (settings: Named, service: string, entryPoint: string): string =>
  `${ownerOf(settings, isControlPlane(service))}-${service}-${entryPoint}`;

export const functionArn = (
  stack: Pick<Stack, 'partition' | 'region' | 'account'>,
  settings: Named,
  service: string,
  entryPoint: string,
): string =>
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

export const tableName = (settings: Named, service: string): string =>
  `${ownerOf(settings, isControlPlane(service))}-${service}`;

/** Of a service, of the platform, or of what else a cell has. */
export const stackName = (settings: Named, part: string): string => {
  const owner = ownerOf(settings, isControlPlane(part));
  return `${owner === 'simsheet' ? 'Simsheet' : owner}-${part}`;
};

/** Bucket names are shared by all accounts in the world, hence the account and region. */
export const bucketName = (
  { account, region }: Pick<Stack, 'account' | 'region'>,
  settings: Named,
  purpose: string,
): string => `${ownerOf(settings, controlPlanesBuckets.has(purpose))}-${purpose}-${account}-${region}`;

/** What names in the other cells of an installation are made of: in all dedicated ones a pattern, as a cell knows none of them. */
export const otherCells = ({ installation, cell }: Pick<Settings, 'installation' | 'cell'>): readonly Named[] =>
  [...(cell === pooledCell ? [] : [pooledCell]), '*'].map((each) => ({
    name: nameOfCell(installation, each),
    installation,
  }));

/** Over which a cell's services tell each other. */
export const busName = ({ name }: Named): string => `${name}-events`;

/** Over which the control plane tells all cells; for what is pooled it is its own. */
export const platformBusName = ({ installation }: Pick<Settings, 'installation'>): string =>
  busName({ name: installation });

/** In the names of what the checks of AWS Solutions find: what CloudFormation puts in, as they write it. */
export const asChecked = { partition: '<AWS::Partition>', region: '<AWS::Region>', account: '<AWS::AccountId>' };
