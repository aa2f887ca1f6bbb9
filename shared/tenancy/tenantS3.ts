import { S3Client } from '@aws-sdk/client-s3';
import type { TenantSession } from './tenantService.ts';

/** Makes clients of sessions, which reach one tenant's objects each and share their connections. */
export const tenantS3 = (): ((session: Pick<TenantSession, 'credentials'>) => S3Client) => {
  const { requestHandler } = new S3Client({}).config;
  return ({ credentials }) => new S3Client({ credentials, requestHandler });
};
