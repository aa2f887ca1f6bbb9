import type { ReadableObjects, WritableObjects } from './objectStreams.ts';
import { memoryObjects } from './objects.testkit.ts';
import { tenantObjectKey } from './objects.ts';

/** A bucket in memory that is read and written in streams, and what is in it. */
export const memoryStreams = (bucket = memoryObjects()) => {
  const { objects, keys } = bucket;
  const streams: ReadableObjects & WritableObjects = {
    async list(tenant, { folder, limit, after }) {
      const own = tenantObjectKey(tenant, '');
      const found = keys()
        .filter((key) => key.startsWith(folder === undefined ? own : `${own}${folder}/`))
        .map((key) => key.slice(own.length))
        .filter((key) => after === undefined || key > after)
        .toSorted((a, b) => (a < b ? -1 : 1));
      const items = await Promise.all(
        found.slice(0, limit).map(async (key) => ({ key, bytes: (await objects.get(tenant, key))?.length ?? 0 })),
      );
      return { items, next: found.length > limit ? (items.at(-1)?.key ?? null) : null };
    },
    async open(tenant, key) {
      const bytes = await objects.get(tenant, key);
      return bytes && inParts(bytes);
    },
    async write(tenant, key, contentType, parts) {
      const written: Uint8Array[] = [];
      for await (const part of parts) written.push(part);
      await objects.put(tenant, key, Buffer.concat(written), contentType);
    },
  };
  return { ...bucket, streams };
};

async function* inParts(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 1000) yield bytes.subarray(start, start + 1000);
}
