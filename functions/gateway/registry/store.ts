import type { Item, Table } from '../../../shared/table/table.ts';
import { type Check, updateInput } from '../../../shared/table/updateInput.ts';
import { newcomer } from './healthRules.ts';
import { type Health, type Instance, instance, instanceName, type Registration } from './instance.ts';

type Name = Pick<Instance, 'service' | 'instanceId'>;

/**
 * | access                 | key                                 |
 * | ---------------------- | ----------------------------------- |
 * | all instances          | pk REGISTRY                         |
 * | one                    | pk REGISTRY, sk <service>/<instance> |
 *
 * All are in one partition, because every process reads all of them every few seconds and hardly anybody writes.
 */
export interface Registry {
  list(): Promise<Instance[]>;
  get(name: Name): Promise<Instance | null>;
  /** Adds an instance, or changes it. What another version or target says of its health counts no more. */
  register(given: Registration, by: RegisteredBy): Promise<Instance>;
  /** The three below answer null if it is not registered (any more). */
  adjust(name: Name, change: Adjustment): Promise<Instance | null>;
  keepAlive(name: Name, heartbeatUntil: number): Promise<Instance | null>;
  /** A check's result; null also if a later check, or an ejection, was there first. */
  recordHealth(before: Instance, health: Health): Promise<Instance | null>;
  /** What traffic showed, whatever a check says at the same moment. */
  eject(
    name: Name,
    change: Pick<Health, 'status' | 'consecutiveFailures' | 'consecutiveSuccesses' | 'lastError'>,
  ): Promise<Instance | null>;
  remove(name: Name): Promise<void>;
}

export type Adjustment = Partial<Pick<Instance, 'weight' | 'draining'>>;

export interface RegisteredBy {
  actor: string;
  at: number;
  /** For an instance that has to keep alive. */
  heartbeatUntil: number | null;
}

const partition = 'REGISTRY';
const keyOf = (name: Name) => ({ pk: partition, sk: instanceName(name) });
const pageSize = 200;
/** Every instance has it; a condition on it therefore also says that there is one. */
const exists: Check[] = [['slot', '<=', Number.MAX_SAFE_INTEGER]];

export const registryStore = (table: Table): Registry => {
  const write = (name: Name, set: object, when: Check[][]): Promise<Instance | null> =>
    table
      .update(updateInput(keyOf(name), { set: { ...set }, when }))
      .then((item) => instance.parse(item))
      .catch((error: Error) => {
        if (error.name === 'ConditionalCheckFailedException') return null;
        throw error;
      });

  const get: Registry['get'] = async (name) => {
    const item = await table.get(keyOf(name));
    return item === undefined ? null : instance.parse(item);
  };

  return {
    get,

    async list() {
      const items: Item[] = [];
      let startAfter: string | undefined;
      do {
        const page = await table.page(partition, { limit: pageSize, ascending: true, startAfter });
        items.push(...page.items);
        startAfter = page.nextSortKey ?? undefined;
      } while (startAfter !== undefined);
      return items.map((item) => instance.parse(item));
    },

    async register(given, { actor, at, heartbeatUntil }) {
      const known = await get(given);
      const isSame = known !== null && known.target === given.target && known.version === given.version;
      const health = isSame ? {} : newcomer(at);
      const whole = {
        ...given,
        draining: known?.draining ?? false,
        registeredAt: at,
        registeredBy: actor,
        heartbeatUntil,
      };
      const written = await write(given, { ...whole, ...health }, isSame ? [exists] : []);
      // Somebody removed it in between.
      return written ?? ((await write(given, { ...whole, ...newcomer(at) }, [])) as Instance);
    },

    adjust: (name, change) => write(name, change, [exists]),
    keepAlive: (name, heartbeatUntil) => write(name, { heartbeatUntil }, [exists, [['kind', '=', 'http']]]),
    recordHealth: (before, health) =>
      write(before, health, [[['slot', '<=', health.slot - 1]], [['status', '=', before.status]]]),
    eject: (name, change) => write(name, change, [exists]),

    async remove(name) {
      await table.transact([{ label: 'instance', remove: keyOf(name) }]);
    },
  };
};
