import type { Transition } from '../../../shared/circuitBreaker/ledger.ts';
import { ejected } from './healthRules.ts';
import { namedInstance } from './instance.ts';
import type { Registry } from './store.ts';

const attempts = 3;

/** Requests tell sooner than checks that an instance does not work: its circuit opened for everybody. Answers whether it did. */
export const ejectOnOpening = async (
  registry: Pick<Registry, 'get' | 'recordHealth'>,
  transition: Transition,
  correlationId: string,
): Promise<boolean> => {
  const { to, tenant, shared, observed } = transition;
  if (to !== 'OPEN' || tenant !== null || !shared || observed) return false;
  const key = namedInstance(transition.name);
  if (key === null) return false;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const known = await registry.get(key);
    if (known === null || known.status === 'UNHEALTHY') return false;
    const health = ejected(known, transition.lastError ?? 'its circuit opened');
    if ((await registry.recordHealth(known, health, { at: transition.at, correlationId })) !== null) return true;
  }
  return false;
};
