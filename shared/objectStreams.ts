import { Readable } from 'node:stream';
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { TenantId } from './identity.ts';
import { tenantObjectKey } from './objects.ts';

/** One of a tenant's objects, by its key below the tenant's prefix. */
export interface Listed {
  key: string;
  bytes: number;
}

/** A bucket's objects under one tenant's prefix, one after the other and none of them whole in memory. */
export interface ReadableObjects {
  /** Some of those below a folder (missing: all), by key, after one. */
  list(
    tenant: TenantId,
    page: { folder?: string; limit: number; after: string | undefined },
  ): Promise<{ items: Listed[]; next: string | null }>;
  /** Undefined for one that is not there any more. */
  open(tenant: TenantId, key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** Where a tenant's objects are written as their parts come, whatever their length. */
export interface WritableObjects {
  write(tenant: TenantId, key: string, contentType: string, parts: AsyncIterable<Uint8Array>): Promise<void>;
}

export const s3ReadableObjects = (bucket: string, client: S3Client): ReadableObjects => ({
  async list(tenant, { folder, limit, after }) {
    const own = tenantObjectKey(tenant, '');
    const { Contents = [], IsTruncated } = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: folder === undefined ? own : `${own}${folder}/`,
        MaxKeys: limit,
        ...(after === undefined ? {} : { StartAfter: `${own}${after}` }),
      }),
    );
    const items = Contents.map(({ Key = '', Size = 0 }) => ({ key: Key.slice(own.length), bytes: Size }));
    return { items, next: IsTruncated === true ? (items.at(-1)?.key ?? null) : null };
  },

  async open(tenant, key) {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: tenantObjectKey(tenant, key) }));
      return Body as Readable | undefined;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  },
});

export const s3WritableObjects = (bucket: string, client: S3Client): WritableObjects => ({
  async write(tenant, key, contentType, parts) {
    const params = { Bucket: bucket, Key: tenantObjectKey(tenant, key), ContentType: contentType };
    await new Upload({ client, params: { ...params, Body: Readable.from(parts) } }).done();
  },
});
