import { publishInstance } from '../../../events/instance.ts';
import { ConditionFailed, type Table } from '../../../shared/table/table.ts';
import { type Check, updateInput } from '../../../shared/table/updateInput.ts';
import { newcomer } from './healthRules.ts';
import { type Health, type Instance, instance, instanceName, type Registration } from './instance.ts';
import { instanceKey, registered } from './registered.ts';

type Name = Pick<Instance, 'service' | 'instanceId'>;

/** Where instances are kept, by the keys in registered.ts. */
export interface Registry {
  list(): Promise<Instance[]>;
  get(name: Name): Promise<Instance | null>;
  /** Adds an instance, or changes it. What another version or target says of its health counts no more. */
  register(given: Registration, by: RegisteredBy): Promise<Instance>;
  /** This and the next answer null if it is not registered (any more). */
  adjust(name: Name, change: Adjustment): Promise<Instance | null>;
  keepAlive(name: Name, heartbeatUntil: number): Promise<Instance | null>;
  /** What a check or traffic showed, with the event if it counts as something else now; null if somebody was first. */
  recordHealth(before: Instance, health: Health, because: Cause): Promise<Instance | null>;
  remove(name: Name): Promise<void>;
}

export type Adjustment = Partial<Pick<Instance, 'weight' | 'draining'>>;

export interface RegisteredBy {
  actor: string;
  at: number;
  /** For an instance that has to keep alive. */
  heartbeatUntil: number | null;
}

/** What made an instance count as something else. */
export interface Cause {
  at: number;
  correlationId: string;
}

/** Every instance has it; a condition on it therefore also says that there is one. */
const exists: Check[] = [['slot', '<=', Number.MAX_SAFE_INTEGER]];

export const registryStore = (table: Table): Registry => {
  const write = (name: Name, set: object, when: Check[][]): Promise<Instance | null> =>
    table
      .update(updateInput(instanceKey(name), { set: { ...set }, when }))
      .then((item) => instance.parse(item))
      .catch((error: unknown) => {
        if (error instanceof ConditionFailed) return null;
        throw error;
      });

  const get: Registry['get'] = async (name) => {
    const item = await table.get(instanceKey(name));
    return item === undefined ? null : instance.parse(item);
  };

  return {
    ...registered(table),
    get,

    async register(given, { actor, at, heartbeatUntil }) {
      const known = await get(given);
      const isSame = known !== null && known.target === given.target && known.version === given.version;
      const newHealth = { ...newcomer(at), revision: (known?.revision ?? 0) + 1 };
      const whole = {
        ...given,
        draining: known?.draining ?? false,
        registeredAt: at,
        registeredBy: actor,
        heartbeatUntil,
      };
      const written = await write(given, { ...whole, ...(isSame ? {} : newHealth) }, isSame ? [exists] : []);
      // Somebody removed it in between.
      return written ?? ((await write(given, { ...whole, ...newHealth }, [])) as Instance);
    },

    adjust: (name, change) => write(name, change, [exists]),
    keepAlive: (name, heartbeatUntil) => write(name, { heartbeatUntil }, [exists, [['kind', '=', 'http']]]),
    async recordHealth(before, health, cause) {
      const after = { ...before, ...health, revision: before.revision + 1 };
      const {
        UpdateExpression,
        Key: _,
        ReturnValues: __,
        ...condition
      } = updateInput(instanceKey(before), {
        set: { ...health, revision: after.revision },
        when: [[['revision', '=', before.revision]]],
      });
      const result = await table.transact([
        { label: 'instance', update: { ...instanceKey(before), expression: UpdateExpression }, condition },
        ...(after.status === before.status ? [] : [changeEvent(before, after, cause)]),
      ]);
      return result.ok ? after : null;
    },

    async remove(name) {
      await table.transact([{ label: 'instance', remove: instanceKey(name) }]);
    },
  };
};

const changeEvent = (before: Instance, after: Instance, { at, correlationId }: Cause) => {
  const { service, instanceId, revision, lastError } = after;
  const context = { subject: instanceName(after), sequence: revision, at: new Date(at), correlationId };
  const reason = after.status === 'HEALTHY' ? null : lastError;
  return publishInstance[after.status](context, { service, instanceId, from: before.status, reason });
};
