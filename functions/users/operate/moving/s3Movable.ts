import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { isRefusalOfWrite, s3TenantObjects, type TenantObjects, tenantObjectKey } from '../../../../shared/objects.ts';
import { type MovableObjects, wholeOf } from './objects.ts';

/** What S3 calls an object that was written in several parts. It makes the same of it where its parts are as long. */
const inParts = /-\d+"?$/;

/** A bucket, as whoever moves a tenant reaches it. */
export const s3Movable = (bucket: string, client: S3Client): MovableObjects & TenantObjects => ({
  ...s3TenantObjects(bucket, client),

  async list(tenant, after) {
    const own = tenantObjectKey(tenant, '');
    const { Contents = [], IsTruncated } = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: own,
        ...(after === undefined ? {} : { StartAfter: `${own}${after}` }),
      }),
    );
    const items = Contents.map(({ Key = '', Size = 0, ETag = '' }) => ({
      key: Key.slice(own.length),
      bytes: Size,
      tag: ETag,
    }));
    return { items, next: IsTruncated === true ? (items.at(-1)?.key ?? null) : null };
  },

  async read(tenant, { key, tag }) {
    try {
      const { Body, ContentType, ETag } = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: tenantObjectKey(tenant, key) }),
      );
      const parts = Body as Readable | undefined;
      if (ETag === tag && parts !== undefined) return { contentType: ContentType, parts };
      parts?.destroy();
      return undefined;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  },

  async write(tenant, { key, tag }, { contentType, parts }, over) {
    const params = {
      Bucket: bucket,
      Key: tenantObjectKey(tenant, key),
      ...(contentType !== undefined && { ContentType: contentType }),
      ...(over === null ? { IfNoneMatch: '*' } : { IfMatch: over }),
    };
    try {
      // What was written whole fitted into the memory of a function.
      const { ETag } = inParts.test(tag)
        ? await new Upload({ client, params: { ...params, Body: Readable.from(parts) } }).done()
        : await client.send(new PutObjectCommand({ ...params, Body: await wholeOf(parts) }));
      return ETag;
    } catch (error) {
      if (isRefusalOfWrite(error)) return undefined;
      throw error;
    }
  },

  async remove(tenant, key) {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: tenantObjectKey(tenant, key) }));
  },
});
