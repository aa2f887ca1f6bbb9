import { createHash } from 'node:crypto';
import { type Objects, type TenantObjects, tenantObjectKey } from './objects.ts';

/** As few as show that there may be more. */
const pageSize = 3;

/** As in S3, the same for the same content. */
const tagOf = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** A bucket in memory, and the keys in it. */
export const memoryObjects = () => {
  const kept = new Map<string, Uint8Array>();
  const objects: Objects = {
    get: async (tenant, key) => kept.get(tenantObjectKey(tenant, key)),
    put: async (tenant, key, body) => {
      kept.set(tenantObjectKey(tenant, key), Buffer.from(body));
    },
    getTagged: async (tenant, key) => {
      const bytes = kept.get(tenantObjectKey(tenant, key));
      return bytes && { bytes, tag: tagOf(bytes) };
    },
    replace: async (tenant, key, tag, body) => {
      const there = kept.get(tenantObjectKey(tenant, key));
      if ((there === undefined ? null : tagOf(there)) !== tag) return false;
      kept.set(tenantObjectKey(tenant, key), Buffer.from(body));
      return true;
    },
    remove: async (tenant, key) => {
      kept.delete(tenantObjectKey(tenant, key));
    },
    removeAll: async (tenant, folder) => {
      for (const key of kept.keys()) if (key.startsWith(`${tenantObjectKey(tenant, folder)}/`)) kept.delete(key);
    },
  };
  const whole: TenantObjects = {
    removeSome: async (tenant) => {
      const some = [...kept.keys()].filter((key) => key.startsWith(tenantObjectKey(tenant, ''))).slice(0, pageSize);
      for (const key of some) kept.delete(key);
      return some.length;
    },
  };
  return { objects, whole, keys: () => [...kept.keys()] };
};
