import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { bucketName } from '../names.ts';
import type { ServiceStack } from './ServiceStack.ts';

/** A bucket that nobody outside the account can reach, encrypted, over TLS only. */
export class PrivateBucket extends Bucket {
  constructor(stack: ServiceStack, id: string, purpose: string, props: BucketProps = {}) {
    super(stack, id, {
      bucketName: bucketName(stack, stack.settings, purpose),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: stack.settings.local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      ...props,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Access is by our own functions only, which log each request; server access logs would say it twice.',
    });
  }
}
