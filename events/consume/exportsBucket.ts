import { S3Client } from '@aws-sdk/client-s3';
import { setting } from '../../shared/environment.ts';
import { s3WritableObjects } from '../../shared/objectStreams.ts';
import { s3Objects } from '../../shared/objects.ts';
import type { Exporting } from './export.ts';

/** The bucket of exports, as a service that writes its parts has it. */
export const exportsBucket = (client = new S3Client({})): Exporting['exports'] => {
  const bucket = setting('DATA_EXPORTS_BUCKET');
  const { write } = s3WritableObjects(bucket, client);
  const { removeAll } = s3Objects(bucket, client);
  return { write, removeAll };
};
