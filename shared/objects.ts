import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  NoSuchKey,
  type ObjectIdentifier,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Dependency } from './http/health.ts';
import type { TenantId } from './identity.ts';

/** A bucket's objects under one tenant's prefix: there is no way to name another's. */
export interface Objects {
  get(tenant: TenantId, key: string): Promise<Uint8Array | undefined>;
  put(tenant: TenantId, key: string, body: Uint8Array | string, contentType: string): Promise<void>;
  /** An object with the tag of its content. */
  getTagged(tenant: TenantId, key: string): Promise<{ bytes: Uint8Array; tag: string } | undefined>;
  /** Writes over what has this tag, or null: where nothing is. False if something else is there. */
  replace(
    tenant: TenantId,
    key: string,
    tag: string | null,
    body: Uint8Array | string,
    contentType: string,
  ): Promise<boolean>;
  /** One that is gone already is fine. */
  remove(tenant: TenantId, key: string): Promise<void>;
  /** Removes everything below a folder of the tenant. */
  removeAll(tenant: TenantId, folder: string): Promise<void>;
}

/** A service's bucket, for its health checks: that it answers, and that a tenant may look into its own part. */
export const tenantBucketDependency = (
  name: string,
  bucket: string,
  client: S3Client,
  tenant: TenantId,
): Dependency => ({
  name,
  critical: true,
  check: () =>
    client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: tenantObjectKey(tenant, ''), MaxKeys: 1 })),
});

export const tenantObjectKey = (tenant: TenantId, key: string): string => `tenants/${tenant}/${key}`;

/** What S3 answers to a conditional write: another one came before, is under way, or removed what was there. */
const refusals = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];
export const isRefusalOfWrite = (error: unknown): boolean => error instanceof Error && refusals.includes(error.name);

export const s3Objects = (bucket: string, client: S3Client = new S3Client({})): Objects => {
  const place = (tenant: TenantId, key: string) => ({ Bucket: bucket, Key: tenantObjectKey(tenant, key) });
  /** S3 tells that an object is not there only to who may list the whole bucket, which nobody may for one tenant. */
  const isMissing = async (error: unknown, key: string): Promise<boolean> => {
    if (error instanceof NoSuchKey) return true;
    if (!(error instanceof Error) || error.name !== 'AccessDenied') return false;
    const { Contents: [first] = [] } = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }),
    );
    return first?.Key !== key;
  };
  const getTagged: Objects['getTagged'] = async (tenant, key) => {
    try {
      const { Body, ETag = '' } = await client.send(new GetObjectCommand(place(tenant, key)));
      return Body && { bytes: await Body.transformToByteArray(), tag: ETag };
    } catch (error) {
      if (await isMissing(error, tenantObjectKey(tenant, key))) return undefined;
      throw error;
    }
  };

  return {
    getTagged,

    async get(tenant, key) {
      return (await getTagged(tenant, key))?.bytes;
    },

    async put(tenant, key, body, contentType) {
      await client.send(new PutObjectCommand({ ...place(tenant, key), Body: body, ContentType: contentType }));
    },

    async replace(tenant, key, tag, body, contentType) {
      const condition = tag === null ? { IfNoneMatch: '*' } : { IfMatch: tag };
      const written = { ...place(tenant, key), Body: body, ContentType: contentType };
      try {
        await client.send(new PutObjectCommand({ ...written, ...condition }));
        return true;
      } catch (error) {
        if (isRefusalOfWrite(error)) return false;
        if (tag !== null && (await isMissing(error, tenantObjectKey(tenant, key)))) return false;
        throw error;
      }
    },

    async remove(tenant, key) {
      await client.send(new DeleteObjectCommand(place(tenant, key)));
    },

    async removeAll(tenant, folder) {
      for (;;) {
        // Each round lists afresh: what the last one removed is gone.
        const { Contents = [] } = await client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: `${tenantObjectKey(tenant, folder)}/` }),
        );
        if (Contents.length === 0) return;
        await removeThese(
          client,
          bucket,
          Contents.map(({ Key }) => ({ Key })),
        );
      }
    },
  };
};

/** Where a tenant's objects are, all of which go when the tenant does. */
export interface TenantObjects {
  /** Removes some of them, older versions as well; answers how many. None is left when it answers 0. */
  removeSome(tenant: TenantId): Promise<number>;
}

/** `isMeant`: which of them, by their keys below the tenant's folder, where others are somebody else's to remove. */
export const s3TenantObjects = (
  bucket: string,
  client: S3Client = new S3Client({}),
  isMeant: (key: string) => boolean = () => true,
): TenantObjects => ({
  async removeSome(tenant) {
    const own = tenantObjectKey(tenant, '');
    let after: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> = {};
    for (;;) {
      const {
        Versions = [],
        DeleteMarkers = [],
        ...page
      } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: own, ...after }));
      const found = [...Versions, ...DeleteMarkers]
        .filter(({ Key = '' }) => isMeant(Key.slice(own.length)))
        .map(({ Key, VersionId }) => ({ Key, VersionId }));
      if (found.length > 0) {
        await removeThese(client, bucket, found);
        return found.length;
      }
      if (page.IsTruncated !== true) return 0;
      after = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
  },
});

/** S3 answers as if all was well, and lists what it has not removed. */
const removeThese = async (client: S3Client, bucket: string, objects: ObjectIdentifier[]): Promise<void> => {
  const { Errors = [] } = await client.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
  );
  const [first] = Errors;
  if (first !== undefined) throw new Error(`${first.Key} was not removed: ${first.Code}`);
};
