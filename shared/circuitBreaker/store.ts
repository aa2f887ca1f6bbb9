import { type PromptTable, type PromptTableOptions, promptTable } from '../table/promptTable.ts';
import { ConditionFailed, type Table } from '../table/table.ts';
import { type Check, updateInput } from '../table/updateInput.ts';
import { wholePartition } from '../table/wholePartition.ts';
import type { Change, Circuit, OperatorMode, Permit } from './circuit.ts';
import {
  circuitKey,
  circuitsPartition,
  failuresAttribute,
  forGood,
  historyPartition,
  operatorMode,
  passedToken,
  tenantAttribute,
  toCircuit,
  tokenAttribute,
  untilAttribute,
} from './item.ts';

export interface Failure {
  /** The epoch that the call was admitted under. */
  epoch: number;
  at: number;
  message: string;
}

/**
 * Where circuits are kept. Every answer is the circuit after the write; null says that a condition did not hold, so that
 * somebody else was first. A rejection says that the store could not be asked.
 */
export interface CircuitStore {
  read(name: string): Promise<Circuit>;
  list(): Promise<Circuit[]>;
  /** Counts under the failure's own epoch, whatever the circuit's is by now: no failure is lost or counted for another. */
  countFailure(known: Circuit, failure: Failure, bucketFrom: number, forgetBefore: number): Promise<Circuit>;
  markTenant(known: Circuit, failure: Failure & { tenant: string }, forgetBefore: number): Promise<Circuit>;
  /** A transition: raises the epoch, if it is still the known one and, where a permit is given, that is still held. */
  move(known: Circuit, change: Change, holding?: Permit): Promise<Circuit | null>;
  claim(known: Circuit, permit: Permit, now: number): Promise<Circuit | null>;
  /** Ends a probe without a transition: it passed, or it showed nothing and its permit is free again. */
  settle(known: Circuit, permit: Permit, end: 'passed' | 'released'): Promise<Circuit | null>;
  /** An operator's decision, written down in the history before it takes effect. */
  setMode(name: string, mode: OperatorMode, at: number): Promise<Circuit>;
  /** Of a dependency that is no more: whoever comes under its name begins anew. What operators decided stays written down. */
  forget(name: string): Promise<void>;
  /** Operators' last decisions, the newest first. */
  modeHistory(name: string): Promise<(OperatorMode & { at: number })[]>;
}

/** A store that processes share: a table with the keys pk and sk. */
export const dynamoCircuitStore = (options: PromptTableOptions): CircuitStore & Pick<PromptTable, 'connect'> => {
  const table = promptTable(options);
  return { ...circuitStore(table), connect: table.connect };
};

export const circuitStore = (table: Table): CircuitStore => {
  const write = async (name: string, update: Parameters<typeof updateInput>[1]): Promise<Circuit> =>
    toCircuit(name, await table.update(updateInput(circuitKey(name), update)));
  const writeIf = (name: string, update: Parameters<typeof updateInput>[1]): Promise<Circuit | null> =>
    write(name, update).catch((error: unknown) => {
      if (error instanceof ConditionFailed) return null;
      throw error;
    });

  return {
    read: async (name) => toCircuit(name, await table.get(circuitKey(name))),
    list: async () => (await wholePartition(table, circuitsPartition)).map((item) => toCircuit(String(item.sk), item)),
    countFailure: (known, { epoch, at, message }, bucketFrom, forgetBefore) =>
      write(known.name, {
        add: { [failuresAttribute(epoch, bucketFrom)]: 1 },
        set: { lastError: { message, at } },
        remove: known.failures
          .filter((bucket) => bucket.from < forgetBefore && bucket.from !== bucketFrom)
          .map((bucket) => failuresAttribute(bucket.epoch, bucket.from)),
      }),
    markTenant: (known, { epoch, at, message, tenant }, forgetBefore) =>
      write(known.name, {
        set: { [tenantAttribute(epoch, tenant)]: at, lastError: { message, at } },
        remove: known.tenants
          .filter((mark) => mark.at < forgetBefore && (mark.tenant !== tenant || mark.epoch !== epoch))
          .map((mark) => tenantAttribute(mark.epoch, mark.tenant)),
      }),
    move(known, { permit, ...change }, holding) {
      const { name, epoch, failures, tenants, permits } = known;
      return writeIf(name, {
        set: { ...change, epoch: epoch + 1, ...(permit === undefined ? {} : heldAttributes(permit)) },
        // The counts of the epoch that ends stay to be looked at; those before it have served.
        remove: [
          ...failures.filter((bucket) => bucket.epoch < epoch).map((b) => failuresAttribute(b.epoch, b.from)),
          ...tenants.filter((mark) => mark.epoch < epoch).map((mark) => tenantAttribute(mark.epoch, mark.tenant)),
          ...permits.filter(({ slot }) => slot !== permit?.slot).flatMap(attributesOf),
        ],
        when: [inEpoch(epoch), ...(holding === undefined ? [] : [isHeld(holding)])],
      });
    },
    claim: ({ name, epoch }, permit, now) =>
      writeIf(name, {
        set: heldAttributes(permit),
        when: [
          inEpoch(epoch),
          [
            [untilAttribute(permit.slot), 'absent'],
            [untilAttribute(permit.slot), '<=', now],
          ],
        ],
      }),
    settle: ({ name, epoch }, permit, end) =>
      writeIf(name, {
        ...(end === 'passed'
          ? { set: heldAttributes({ ...permit, token: passedToken, until: forGood }) }
          : { remove: attributesOf(permit) }),
        when: [inEpoch(epoch), isHeld(permit)],
      }),
    async setMode(name, mode, at) {
      const sk = `${new Date(at).toISOString()}#${crypto.randomUUID()}`;
      await table.transact([{ label: 'history', put: { pk: historyPartition(name), sk, at, ...mode } }]);
      return write(name, { set: { mode } });
    },
    async forget(name) {
      await table.transact([{ label: 'circuit', remove: circuitKey(name) }]);
    },
    async modeHistory(name) {
      const { items } = await table.page(historyPartition(name), { limit: 100 });
      return items.map((item) => ({ ...operatorMode.parse(item), at: Number(item.at) }));
    },
  };
};

const attributesOf = ({ slot }: Permit): string[] => [tokenAttribute(slot), untilAttribute(slot)];
const heldAttributes = ({ slot, token, until }: Permit) => ({
  [tokenAttribute(slot)]: token,
  [untilAttribute(slot)]: until,
});
const isHeld = ({ slot, token }: Permit): Check[] => [[tokenAttribute(slot), '=', token]];
/** A circuit that never moved has no epoch in the table, perhaps not even an item. */
const inEpoch = (epoch: number): Check[] => [epoch === 0 ? ['epoch', 'absent'] : ['epoch', '=', epoch]];
