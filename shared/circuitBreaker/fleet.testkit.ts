import { memoryTable } from '../table/memoryTable.ts';
import type { Item, Key, Table } from '../table/table.ts';
import { type CircuitBreaker, type CircuitBreakerOptions, circuitBreaker } from './circuitBreaker.ts';
import type { Transition } from './ledger.ts';
import type { CircuitSettings } from './settings.ts';
import { circuitStore } from './store.ts';

/** An error that a service composed itself, such as an answer with status 500. */
export class ServiceError extends Error {}
/** A refusal by throttling, or a mistake of the caller's. */
export class Rejection extends Error {}

export const classify: NonNullable<CircuitBreakerOptions['classify']> = (outcome) => {
  if (outcome.ok) return 'success';
  if (outcome.error instanceof ServiceError) return 'service-error';
  return outcome.error instanceof Rejection ? 'ignored' : 'failure';
};

export interface FleetOptions {
  processes?: number;
  settings?: Partial<CircuitSettings>;
  /** What stands between the processes and their table. */
  through?: (table: Table) => Table;
}

/** Processes, each with a breaker of its own, that share one table and a clock that only the test moves. */
export const aFleet = ({ processes = 1, settings = {}, through = (table) => table }: FleetOptions = {}) => {
  let now = 1_700_000_000_000;
  const table = memoryTable();
  const counted = counting(table);
  const transitions: Transition[] = [];
  const faults: unknown[] = [];
  const spared: string[] = [];
  const start = (): CircuitBreaker =>
    circuitBreaker({
      name: 'files',
      store: circuitStore(through(counted.table)),
      settings,
      clock: () => now,
      random: () => 0,
      classify,
      onTransition: (transition) => void transitions.push(transition),
      onSpared: (name) => void spared.push(name),
      onFault: (error) => void faults.push(error),
    });
  return {
    breakers: Array.from({ length: processes }, start),
    start,
    store: circuitStore(table),
    transitions,
    faults,
    spared,
    calls: counted.calls,
    item: (): Item | undefined => table.items().find(({ pk }) => pk === 'CIRCUIT'),
    remove: (key: Key) => table.transact([{ label: 'remove', remove: key }]),
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
    now: () => now,
  };
};

const counting = (table: Table) => {
  const calls = { reads: 0, writes: 0 };
  const counted: Table = {
    ...table,
    get: (key) => {
      calls.reads += 1;
      return table.get(key);
    },
    update: (input) => {
      calls.writes += 1;
      return table.update(input);
    },
  };
  return { table: counted, calls };
};

export const works = async (): Promise<string> => 'fine';
export const fails = (): Promise<never> => Promise.reject(new Error('no connection'));

/** How a call ended: its value, or the name of what it threw. */
export const ending = (call: Promise<unknown>): Promise<unknown> => call.catch((error: Error) => error.name);

export const times = async (count: number, work: () => Promise<unknown>): Promise<unknown[]> => {
  const endings: unknown[] = [];
  for (let n = 0; n < count; n += 1) endings.push(await ending(work()));
  return endings;
};

/** An operation that ends when the test says so. */
export const held = <Value>() => {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  return { operation: () => promise, resolve, reject };
};
