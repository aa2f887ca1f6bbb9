import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3ReadableObjects, s3WritableObjects } from './objectStreams.ts';

const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const kept = new Map<string, Buffer>();

/** As much of S3 as lists a bucket by prefix and place, and gives and takes an object. */
const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://s3');
  const key = decodeURIComponent(pathname.replace('/bucket/', ''));
  if (request.method === 'PUT') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    kept.set(key, Buffer.concat(chunks));
    response.end();
  } else if (searchParams.has('list-type')) {
    const [prefix, after] = [searchParams.get('prefix') ?? '', searchParams.get('start-after') ?? ''];
    const found = [...kept.keys()].filter((each) => each.startsWith(prefix) && each > after);
    const inOrder = found.toSorted((a, b) => (a < b ? -1 : 1));
    const page = inOrder.slice(0, Number(searchParams.get('max-keys')));
    const contents = page.map(
      (each) => `<Contents><Key>${each}</Key><Size>${kept.get(each)?.length}</Size></Contents>`,
    );
    response.end(
      `<ListBucketResult><IsTruncated>${page.length < found.length}</IsTruncated>${contents.join('')}</ListBucketResult>`,
    );
  } else {
    const bytes = kept.get(key);
    if (bytes === undefined) response.statusCode = 404;
    response.end(bytes ?? '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>');
  }
});
let client: S3Client;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new S3Client({
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forcePathStyle: true,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
});
afterAll(() => server.close());

async function* parts(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const read = async (from: AsyncIterable<Uint8Array> | undefined): Promise<string | undefined> => {
  if (from === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of from) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

describe('objects of a tenant in S3', () => {
  it('are written as their parts come, listed page by page below a folder, and read again', async () => {
    const { write } = s3WritableObjects('bucket', client);
    const { list, open } = s3ReadableObjects('bucket', client);
    for (const key of ['a/1', 'a/2', 'a/3', 'b/1'])
      await write(tenant, key, 'text/plain', parts('the ', `text of ${key}`));
    await write('org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD', 'a/0', 'text/plain', parts('another'));

    const first = await list(tenant, { folder: 'a', limit: 2, after: undefined });
    const second = await list(tenant, { folder: 'a', limit: 2, after: first.next ?? '' });
    const all = await list(tenant, { limit: 9, after: undefined });

    expect(first).toEqual({ items: ['a/1', 'a/2'].map((key) => ({ key, bytes: 15 })), next: 'a/2' });
    expect(second).toEqual({ items: [{ key: 'a/3', bytes: 15 }], next: null });
    expect(all.items.map(({ key }) => key)).toEqual(['a/1', 'a/2', 'a/3', 'b/1']);
    expect(await read(await open(tenant, 'a/2'))).toBe('the text of a/2');
    expect(await open(tenant, 'a/4')).toBeUndefined();
  });

  it('are not left half where their parts break off', async () => {
    const { write } = s3WritableObjects('bucket', client);
    const { open } = s3ReadableObjects('bucket', client);
    const breaking = async function* () {
      yield Buffer.from('half');
      throw new Error('broken off');
    };

    await expect(write(tenant, 'half', 'text/plain', breaking())).rejects.toThrow('broken off');

    expect(await open(tenant, 'half')).toBeUndefined();
  });
});
