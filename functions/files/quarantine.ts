import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import * as z from 'zod';
import type { TenantId } from '../../shared/identity.ts';
import { id } from '../../shared/ids.ts';
import { tenantObjectKey } from '../../shared/objects.ts';
import { type FileId, fileFolder } from './file.ts';

/**
 * Where bytes from outside wait until they have been looked at; nothing but the guard reads them. The bucket keeps
 * versions, so that what was checked is what is used, whatever is sent to the same key afterwards.
 */
export interface Quarantine {
  /** Answers the version. */
  put(tenant: TenantId, fileId: FileId, bytes: Buffer): Promise<string | null>;
  get(tenant: TenantId, fileId: FileId, version: string | null): Promise<Buffer | undefined>;
  remove(tenant: TenantId, fileId: FileId, version: string | null): Promise<void>;
  /** An address to which the file's bytes, as many as were announced and nothing else, can be sent for 15 minutes. */
  presign(tenant: TenantId, fileId: FileId, size: number): Promise<{ url: string; fields: Record<string, string> }>;
}

const presignedSeconds = 15 * 60;

const keyOf = (tenant: TenantId, fileId: FileId): string => tenantObjectKey(tenant, `${fileFolder(fileId)}/upload`);

/** Whose upload a key is; null for a key that is no upload's. */
export const uploadOfKey = (key: string): { tenant: TenantId; fileId: FileId } | null => {
  const [, tenant, fileId] = /^tenants\/([^/]+)\/files\/([^/]+)\/upload$/.exec(key) ?? [];
  const result = z.object({ tenant: id('org'), fileId: id('fil') }).safeParse({ tenant, fileId });
  return result.success ? result.data : null;
};

export const s3Quarantine = (bucket: string, client: S3Client): Quarantine => {
  const place = (tenant: TenantId, fileId: FileId, version: string | null) => ({
    Bucket: bucket,
    Key: keyOf(tenant, fileId),
    ...(version === null ? {} : { VersionId: version }),
  });

  return {
    async put(tenant, fileId, bytes) {
      const { VersionId } = await client.send(new PutObjectCommand({ ...place(tenant, fileId, null), Body: bytes }));
      return VersionId ?? null;
    },

    async get(tenant, fileId, version) {
      try {
        const { Body } = await client.send(new GetObjectCommand(place(tenant, fileId, version)));
        return Body && Buffer.from(await Body.transformToByteArray());
      } catch (error) {
        if (error instanceof NoSuchKey || (error instanceof Error && error.name === 'NoSuchVersion')) return undefined;
        throw error;
      }
    },

    async remove(tenant, fileId, version) {
      await client.send(new DeleteObjectCommand(place(tenant, fileId, version)));
    },

    presign: (tenant, fileId, size) =>
      createPresignedPost(client, {
        Bucket: bucket,
        Key: keyOf(tenant, fileId),
        Conditions: [['content-length-range', 1, size]],
        Expires: presignedSeconds,
      }),
  };
};
