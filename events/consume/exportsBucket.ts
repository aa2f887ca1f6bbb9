import { S3Client } from '@aws-sdk/client-s3';
import { setting } from '../../shared/environment.ts';
import { s3WritableObjects } from '../../shared/objectStreams.ts';
import { s3Objects, s3TenantObjects, type TenantObjects } from '../../shared/objects.ts';
import type { Exporting } from './export.ts';

/** The bucket of exports, as a service that writes its parts has it. */
export const exportsBucket = (client = new S3Client({})): Exporting['exports'] => {
  const bucket = setting('DATA_EXPORTS_BUCKET');
  const { write } = s3WritableObjects(bucket, client);
  const { removeAll } = s3Objects(bucket, client);
  return { write, removeAll };
};

/** What a service has written into exports, as it erases it: the parts of other services it leaves to them. */
export const exportedParts = (service: string, client = new S3Client({})): TenantObjects =>
  s3TenantObjects(setting('DATA_EXPORTS_BUCKET'), client, (key) => key.split('/')[1] === service);
