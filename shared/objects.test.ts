import {
  DeleteObjectsCommand,
  GetObjectCommand,
  type ListObjectsV2Command,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { s3Objects, s3TenantObjects } from './objects.ts';

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

describe('a tenant’s objects that are removed', () => {
  /** Pages of two versions each, of which what `kept` names stays, as for somebody who may not remove it. */
  const versions = (keys: readonly string[], kept: (key: string) => boolean = () => false) => {
    const there = new Set(keys.map((key) => `tenants/org_a/${key}`));
    const send = async (command: ListObjectVersionsCommand | ListObjectsV2Command | DeleteObjectsCommand) => {
      if (command instanceof DeleteObjectsCommand) {
        const asked = (command.input.Delete?.Objects ?? []).map(({ Key = '' }) => Key);
        for (const key of asked.filter((each) => !kept(each))) there.delete(key);
        return { Errors: asked.filter(kept).map((Key) => ({ Key, Code: 'AccessDenied' })) };
      }
      const after = command instanceof ListObjectVersionsCommand ? (command.input.KeyMarker ?? '') : '';
      const rest = [...there].toSorted((a, b) => (a < b ? -1 : 1)).filter((key) => key > after);
      const page = rest.slice(0, 2).map((Key) => ({ Key, VersionId: 'null' }));
      return { Versions: page, Contents: page, IsTruncated: rest.length > 2, NextKeyMarker: page.at(-1)?.Key };
    };
    return { client: { send } as unknown as S3Client, left: () => [...there] };
  };

  it('are those that are meant alone, wherever in the list they are, until none is left', async () => {
    const others = ['exp_1/files/a', 'exp_1/files/b', 'exp_1/files/c', 'exp_2/users/results/x'];
    const { client, left } = versions([...others, 'exp_1/results/a', 'exp_2/results/b', 'exp_2/results/c']);
    const own = s3TenantObjects('bucket', client, (key) => key.split('/')[1] === 'results');

    const removed = [];
    for (let some = -1; some !== 0; removed.push(some)) some = await own.removeSome('org_a');

    expect(removed.reduce((sum, some) => sum + some)).toBe(3);
    expect(left()).toEqual(others.map((key) => `tenants/org_a/${key}`));
  });

  it('are missed by nobody who believes that they are gone: what S3 refuses to remove is an error', async () => {
    const { client, left } = versions(['files/1/model'], () => true);

    await expect(s3TenantObjects('bucket', client).removeSome('org_a')).rejects.toThrow('AccessDenied');
    await expect(s3Objects('bucket', client).removeAll('org_a', 'files/1')).rejects.toThrow('AccessDenied');
    expect(left()).toHaveLength(1);
  });
});
