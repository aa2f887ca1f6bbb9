import type { ServiceName } from '../services.ts';
import type { Instance } from './instance.ts';
import type { Registry } from './store.ts';

/** How old a process's list may be: so long may a change take to reach everybody. */
export const registryCacheMs = 3_000;

export interface KnownInstances {
  of(service: ServiceName): Promise<Instance[]>;
}

/**
 * The registry as this process knows it. While the table cannot be read, the last list holds: what was there a minute
 * ago is a better guess than nothing.
 */
export const knownInstances = (
  registry: Pick<Registry, 'list'>,
  clock: () => number,
  onFault: (error: unknown) => void,
): KnownInstances => {
  let known: readonly Instance[] | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<readonly Instance[]> | null = null;

  const read = async (): Promise<readonly Instance[]> => {
    try {
      known = await registry.list();
    } catch (error) {
      onFault(error);
      if (known === null) throw error;
    } finally {
      readAt = clock();
      reading = null;
    }
    return known;
  };

  return {
    async of(service) {
      const isFresh = clock() - readAt < registryCacheMs;
      if (known !== null && isFresh) return known.filter((each) => each.service === service);
      reading ??= read();
      const instances = await reading;
      return instances.filter((each) => each.service === service);
    },
  };
};
