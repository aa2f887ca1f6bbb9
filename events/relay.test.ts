import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { memoryTable } from '../shared/table/memoryTable.ts';
import type { Envelope } from './envelope.ts';
import { publishFileDeleted } from './file.ts';
import { relay } from './relay.ts';

const fileId = 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const at = new Date('2026-03-01T12:00:00Z');

/** Events in the outbox, as the table's stream tells of them. */
const waiting = async (count: number) => {
  const table = memoryTable();
  const writes = Array.from({ length: count }, (_, index) =>
    publishFileDeleted(
      { tenant: 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC', subject: fileId, sequence: index + 1, at, correlationId: 'cor_1' },
      { fileId },
    ),
  );
  for (const write of writes) await table.transact([write]);
  const records = table.items().map(
    ({ pk, sk, outbox }, index) =>
      ({
        eventName: 'INSERT',
        dynamodb: {
          SequenceNumber: String(index + 1),
          NewImage: { pk: { S: String(pk) }, sk: { S: String(sk) }, outbox: { S: String(outbox) } },
        },
      }) satisfies DynamoDBRecord,
  );
  return { table, records, statuses: () => table.items().map(({ status }) => status) };
};

const aBus = (refuses: (event: Envelope) => boolean = () => false) => {
  const sent: Envelope[] = [];
  return {
    sent,
    put: async (events: readonly Envelope[]) => {
      sent.push(...events.filter((event) => !refuses(event)));
      return events.flatMap((event, index) => (refuses(event) ? [{ index, reason: 'ThrottlingException' }] : []));
    },
  };
};

describe('the relay', () => {
  it('brings events to the bus in order and marks them sent', async () => {
    const { table, records, statuses } = await waiting(25);
    const bus = aBus();

    const result = await relay({ table, put: bus.put, clock: () => at }, records);

    expect(result.batchItemFailures).toEqual([]);
    expect(bus.sent.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    expect(new Set(statuses())).toEqual(new Set(['SENT']));
  });

  it('asks for what the bus refused again, and sends nothing of a later batch before it', async () => {
    const { table, records, statuses } = await waiting(25);
    const bus = aBus(({ sequence }) => sequence === 13);

    const result = await relay({ table, put: bus.put, clock: () => at }, records);

    expect(result.batchItemFailures).toEqual([{ itemIdentifier: '13' }]);
    expect(bus.sent.some(({ sequence }) => sequence > 20)).toBe(false);
    expect(statuses().filter((status) => status === 'PENDING')).toHaveLength(6);
  });

  it('loses nothing when the bus cannot be reached', async () => {
    const { table, records, statuses } = await waiting(3);

    const result = await relay(
      { table, put: () => Promise.reject(new Error('connect ECONNREFUSED')), clock: () => at },
      records,
    );

    expect(result.batchItemFailures).toEqual([{ itemIdentifier: '1' }]);
    expect(statuses()).toEqual(['PENDING', 'PENDING', 'PENDING']);
  });

  it('leaves other items of the table alone', async () => {
    const { table } = await waiting(0);
    const bus = aBus();
    const item = {
      eventName: 'INSERT',
      dynamodb: { NewImage: { pk: { S: 'a' }, sk: { S: 'b' } } },
    } satisfies DynamoDBRecord;

    await relay({ table, put: bus.put, clock: () => at }, [item]);

    expect(bus.sent).toEqual([]);
  });
});
