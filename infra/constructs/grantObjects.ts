import { Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { bucketName } from '../names.ts';
import type { ServiceFunction } from './ServiceFunction.ts';
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

/**
 * Lets a function read, write or remove the objects of one purpose, in whichever stack their bucket is. `names` is a pattern below
 * the tenants' folders: which tenant's objects they are is the function's to decide, by the identity that the gateway hands it.
 */
export const grantObjects = (
  stack: ServiceStack,
  to: ServiceFunction,
  purpose: string,
  access: readonly (keyof typeof objectActions)[],
  names = '*',
): void => {
  const { settings, partition } = stack;
  const arn = `arn:${partition}:s3:::${bucketName(stack, settings, purpose)}`;
  const objects = `tenants/*${names === '*' ? '' : `/${names}`}`;
  to.addToRolePolicy(
    new PolicyStatement({
      actions: access.flatMap((kind) => objectActions[kind]),
      resources: [`${arn}/${objects}`],
    }),
  );
  // Without it S3 answers "forbidden" for an object that is not there, and nothing below a folder can be found.
  if (access.includes('read') || access.includes('list'))
    to.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [arn] }));
  if (access.includes('erase'))
    to.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucketVersions'], resources: [arn] }));
  Validations.of(to).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${settings.name}-${purpose}-<AWS::AccountId>-<AWS::Region>/${objects}]`,
    reason: 'Objects come and go with what tenants do: they are named by a pattern below the tenants’ folder alone.',
  });
};
