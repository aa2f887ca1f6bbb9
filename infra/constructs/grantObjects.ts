import { Validations } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { asChecked, bucketName, type Named, otherCells } from '../names.ts';
import type { ServiceStack } from './ServiceStack.ts';

const objectActions = {
  read: ['s3:GetObject', 's3:GetObjectVersion'],
  // A stream that breaks off takes back the parts that it had sent.
  write: ['s3:PutObject', 's3:AbortMultipartUpload'],
  remove: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  /** All versions of whatever there is. */
  erase: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  /** To see whether the bucket answers, as health checks do. */
  list: [],
};

export type ObjectAccess = keyof typeof objectActions;

interface Objects {
  purpose: string;
  access: readonly ObjectAccess[];
  /** Keys, as a pattern. */
  objects: string;
  /** The prefixes below which they may be listed; all, where it is missing. */
  listed?: string;
}

/**
 * Lets a function read, write or remove the objects of one purpose, in whichever stack their bucket is: those of all tenants, for what
 * acts for many. `names` is a pattern below the tenants' folders.
 */
export const grantObjects = (
  stack: ServiceStack,
  to: IGrantable & IConstruct,
  purpose: string,
  access: readonly ObjectAccess[],
  names = '*',
): void => grant(stack, to, { purpose, access, objects: `tenants/*${names === '*' ? '' : `/${names}`}` });

/** The same in the other cells of the installation. */
export const grantObjectsElsewhere = (
  stack: ServiceStack,
  to: IGrantable & IConstruct,
  purpose: string,
  access: readonly ObjectAccess[],
  names: string,
): void => {
  for (const cell of otherCells(stack.settings))
    grant(stack, to, { purpose, access, objects: `tenants/*/${names}` }, cell);
};

/** The same of one tenant alone, which `tenant` stands for: a variable of the policy. */
export const grantTenantObjects = (
  stack: ServiceStack,
  to: IGrantable & IConstruct,
  { purpose, access, names = '*', tenant }: Pick<Objects, 'purpose' | 'access'> & { names?: string; tenant: string },
): void => {
  const folder = `tenants/${tenant}/*`;
  grant(stack, to, { purpose, access, objects: names === '*' ? folder : `${folder}/${names}`, listed: folder });
};

const grant = (
  stack: ServiceStack,
  to: IGrantable & IConstruct,
  { purpose, access, objects, listed }: Objects,
  owner: Named = stack.settings,
): void => {
  const arn = `arn:${stack.partition}:s3:::${bucketName(stack, owner, purpose)}`;
  const allow = (actions: string[], resource: string, conditions = {}) =>
    to.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resource], conditions }));
  allow(
    access.flatMap((kind) => objectActions[kind]),
    `${arn}/${objects}`,
  );
  // Without it S3 answers "forbidden" for an object that is not there, and nothing below a folder can be found.
  if (access.includes('read') || access.includes('list'))
    allow(['s3:ListBucket'], arn, listed === undefined ? {} : { StringLike: { 's3:prefix': listed } });
  if (access.includes('erase')) allow(['s3:ListBucketVersions'], arn);
  // The checks write a variable of a policy as they write a value that CloudFormation puts in.
  const checked = objects.replaceAll(/\$\{(.+?)\}/g, '<$1>');
  Validations.of(to).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${bucketName(asChecked, owner, purpose)}/${checked}]`,
    reason: 'Objects come and go with what tenants do: they are named by a pattern below the tenants’ folder alone.',
  });
};
