import { GetObjectCommand, type ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { s3Objects } from './objects.ts';

const denied = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });

/** S3 as it is to who may read and list below a tenant's folder only: it denies what is not there, and what is not theirs. */
const aBucket = (keys: readonly string[], readable: (key: string) => boolean) => {
  const send = async (command: GetObjectCommand | ListObjectsV2Command) => {
    if (command instanceof GetObjectCommand) {
      const { Key = '' } = command.input;
      if (!keys.includes(Key) || !readable(Key)) throw denied;
      return { Body: { transformToByteArray: async () => Buffer.from(Key) } };
    }
    const { Prefix = '' } = command.input;
    return { Contents: keys.filter((key) => key.startsWith(Prefix)).map((Key) => ({ Key })) };
  };
  return s3Objects('bucket', { send } as unknown as S3Client);
};

describe('an object in a bucket of which one tenant’s folder may be listed', () => {
  const key = 'tenants/org_a/files/1';

  it('is read', async () => {
    expect(await aBucket([key], () => true).get('org_a', 'files/1')).toEqual(Buffer.from(key));
  });

  it('is missing when S3 denies it and does not list it, even where others’ names begin the same', async () => {
    expect(await aBucket([`${key}0`], () => true).get('org_a', 'files/1')).toBeUndefined();
  });

  it('is denied when it is there: that is a fault of the deployment, and no missing object', async () => {
    await expect(aBucket([key], () => false).get('org_a', 'files/1')).rejects.toThrow('not authorized');
  });
});
