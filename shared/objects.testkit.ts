import { type Objects, tenantObjectKey } from './objects.ts';

/** A bucket in memory, and the keys in it. */
export const memoryObjects = () => {
  const kept = new Map<string, Uint8Array>();
  const objects: Objects = {
    get: async (tenant, key) => kept.get(tenantObjectKey(tenant, key)),
    put: async (tenant, key, body) => {
      kept.set(tenantObjectKey(tenant, key), Buffer.from(body));
    },
    removeAll: async (tenant, folder) => {
      for (const key of kept.keys()) if (key.startsWith(`${tenantObjectKey(tenant, folder)}/`)) kept.delete(key);
    },
  };
  return { objects, keys: () => [...kept.keys()] };
};
