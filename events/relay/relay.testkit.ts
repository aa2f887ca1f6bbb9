/** An outbox with a relay in memory: time passes when somebody waits, and the bus does what it is told. */

import { memoryTable } from '../../shared/table/memoryTable.ts';
import type { Item, Table, Write } from '../../shared/table/table.ts';
import type { Envelope } from '../envelope.ts';
import { publishFileDeleted } from '../file.ts';
import type { Bus, BusEntry, Outcome } from './bus.ts';
import { readOutboxItem } from './outboxItem.ts';
import { outboxStore } from './outboxStore.ts';
import { type Aggregate, type RelayDependencies, relay } from './relay.ts';
import { type Swept, sweeper } from './sweep.ts';

export const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
export const startMs = Date.parse('2026-03-01T12:00:00Z');

/** The file with this number. */
export const aFile = (n: number) => `fil_01J8ZQ4Y7N8W3V5K2M6R9T0X${String(n).padStart(2, '0')}` as const;

export interface Given {
  file?: number;
  sequence?: number;
  at?: number;
}

export const anEvent = ({ file = 0, sequence = 1, at = startMs }: Given = {}): Write & { put: Item } => {
  const fileId = aFile(file);
  const write = publishFileDeleted(
    { tenant, subject: fileId, sequence, at: new Date(at), correlationId: 'cor_1' },
    { fileId },
  );
  if (!('put' in write)) throw new Error('an event is a new item');
  return write;
};

/** What the bus does with an entry; throwing refuses the call. */
export type Behaviour = (event: Envelope) => Outcome;

export const accepts: Behaviour = () => ({ accepted: true });
export const refusal = (code: string, fault: 'entry' | 'bus' = 'bus'): Outcome => ({
  accepted: false,
  fault,
  reason: `${code}: told so`,
});

export const aBus = (behave: Behaviour = accepts) => {
  const calls: Envelope[][] = [];
  const sent: Envelope[] = [];
  let current = behave;
  const bus: Bus = {
    async put(entries: readonly BusEntry[]) {
      const events = entries.map(({ detail }): Envelope => JSON.parse(detail));
      calls.push(events);
      const outcomes = events.map((event) => current(event));
      sent.push(...events.filter((_, index) => outcomes[index]?.accepted));
      return outcomes;
    },
  };
  return {
    bus,
    calls,
    sent,
    behave: (next: Behaviour) => {
      current = next;
    },
    /** The sequences that the bus took of a file, in its order. */
    sequencesOf: (file: number) =>
      sent.filter(({ subject }) => subject === aFile(file)).map(({ sequence }) => sequence),
  };
};

export const anOutbox = (behave?: Behaviour, table: Table & { items(): Item[] } = memoryTable()) => {
  const bus = aBus(behave);
  const warnings: Record<string, unknown>[] = [];
  const clock = { ms: startMs };
  const deps: RelayDependencies = {
    outbox: outboxStore(table),
    bus: bus.bus,
    now: () => clock.ms,
    wait: async (ms) => {
      clock.ms += ms;
    },
    random: () => 0.5,
    warn: (message, details) => warnings.push({ message, ...details }),
  };
  const sweep = sweeper();
  const secondsFromNow = (seconds: number) => clock.ms + seconds * 1000;
  return {
    ...bus,
    table,
    deps,
    clock,
    warnings,
    async write(...events: { put: Item }[]) {
      for (const { put } of events)
        await table.transact([{ label: 'event', put: put as Write extends { put: infer P } ? P : never }]);
    },
    /** As if the stream had brought these. */
    relay: (events: readonly { put: Item }[], seconds = 10) =>
      relay(deps, aggregatesOf(events), secondsFromNow(seconds)),
    sweep: (seconds = 45): Promise<Swept> => sweep(deps, secondsFromNow(seconds)),
    /** Of all events, by file and sequence. */
    statuses: () =>
      table
        .items()
        .toSorted((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1))
        .map(({ status }) => status),
  };
};

const aggregatesOf = (events: readonly { put: Item }[]): Aggregate[] => {
  const items = events.map(({ put }) => readOutboxItem(put));
  return [...new Set(items.map(({ pk }) => pk))].map((pk) => ({ pk, known: items.filter((item) => item.pk === pk) }));
};
