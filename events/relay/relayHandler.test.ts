import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Item } from '../../shared/table/table.ts';
import { eventIdOf } from './outboxItem.ts';
import { anEvent } from './relay.testkit.ts';
import { newEvents } from './relayHandler.ts';

const record = (item: Item, eventName: DynamoDBRecord['eventName'] = 'INSERT') =>
  ({ eventName, dynamodb: { NewImage: marshall(item) } }) as DynamoDBRecord;

describe('a batch of the stream', () => {
  it('is read as new events by aggregate', () => {
    const [a, b, c] = [anEvent({ file: 0 }), anEvent({ file: 1 }), anEvent({ file: 0, sequence: 2 })];

    const aggregates = newEvents([a, b, c].map(({ put }) => record(put)));

    expect(aggregates.map(({ pk, known }) => [pk, known.length])).toEqual([
      [a.put.pk, 2],
      [b.put.pk, 1],
    ]);
    expect(aggregates[0]?.known[0]).toMatchObject({ status: 'PENDING', body: a.put.outbox });
    expect(eventIdOf(aggregates[1]!.known[0]!)).toBe(JSON.parse(String(b.put.outbox)).id);
  });

  it('may hold what is no new event, and even no text', () => {
    const event = anEvent();

    const aggregates = newEvents([
      record({ pk: 'a', sk: 'b' }),
      record(event.put, 'MODIFY'),
      { eventName: 'REMOVE', dynamodb: {} },
      record({ pk: 'a', sk: 'b', outbox: { no: 'text' } }),
    ]);

    expect(aggregates).toEqual([{ pk: 'a', known: [expect.objectContaining({ body: '' })] }]);
  });
});
