import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import * as z from 'zod';
import { setting } from '../shared/environment.ts';
import { dynamoTable, type Table } from '../shared/table/table.ts';
import { logger } from '../shared/telemetry.ts';
import { envelope, type PlatformEnvelope, platformEnvelope } from './envelope.ts';
import { logPublished } from './published.ts';

interface OutboxItem {
  pk: string;
  sk: string;
  event: PlatformEnvelope;
  sequenceNumber: string;
}

export interface RelayDependencies {
  table: Table;
  /** Puts at most ten entries on the bus; returns the positions that the bus refused, with its reason. */
  put(entries: readonly PlatformEnvelope[]): Promise<{ index: number; reason: string }[]>;
  clock: () => Date;
}

const batchSize = 10;
const keptWhenSentSeconds = 7 * 24 * 3600;

/**
 * Takes new outbox items from the table's stream, in order, to the bus, and marks them SENT. The stream calls again
 * from the first record that failed, so an event may reach the bus twice but is never skipped.
 */
export const relay = async (
  { table, put, clock }: RelayDependencies,
  records: readonly DynamoDBRecord[],
): Promise<DynamoDBBatchResponse> => {
  const items = records.flatMap(toOutboxItem);
  for (let start = 0; start < items.length; start += batchSize) {
    const batch = items.slice(start, start + batchSize);
    const refused = await put(batch.map(({ event }) => event)).catch((error: Error) =>
      batch.map((_, index) => ({ index, reason: error.message })),
    );
    const refusedAt = new Set(refused.map(({ index }) => index));
    await Promise.all(batch.map((item, index) => (refusedAt.has(index) ? null : markSent(table, item, clock()))));
    const first = refused.toSorted((a, b) => a.index - b.index)[0];
    if (first !== undefined) {
      logger.warn('the bus refused events', { count: refused.length, reason: first.reason });
      return { batchItemFailures: [{ itemIdentifier: batch[first.index]?.sequenceNumber ?? '' }] };
    }
  }
  logPublished(items.map(({ event }) => event));
  return { batchItemFailures: [] };
};

const toOutboxItem = (record: DynamoDBRecord): OutboxItem[] => {
  const image = record.dynamodb?.NewImage;
  const body = image?.outbox?.S;
  if (record.eventName !== 'INSERT' || body === undefined) return [];
  return [
    {
      pk: image?.pk?.S ?? '',
      sk: image?.sk?.S ?? '',
      event: anyEnvelope.parse(JSON.parse(body)),
      sequenceNumber: record.dynamodb?.SequenceNumber ?? '',
    },
  ];
};

/** A tenant's event keeps its tenant. */
const anyEnvelope = z.union([envelope, platformEnvelope]);

const markSent = (table: Table, { pk, sk }: OutboxItem, now: Date) =>
  table.update({
    Key: { pk, sk },
    UpdateExpression: 'SET #status = :sent, expiresAt = :expiresAt',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':sent': 'SENT',
      ':expiresAt': Math.floor(now.getTime() / 1000) + keptWhenSentSeconds,
    },
  });

const toEntry = (bus: string, event: PlatformEnvelope): PutEventsRequestEntry => ({
  EventBusName: bus,
  Source: event.source,
  DetailType: event.type,
  Time: new Date(event.time),
  Detail: JSON.stringify(event),
});

/** The Lambda entry point of a service's relay. */
export const relayHandler = () => {
  const client = new EventBridgeClient({});
  const bus = setting('EVENT_BUS');
  const deps: RelayDependencies = {
    table: dynamoTable(setting('TABLE')),
    clock: () => new Date(),
    async put(events) {
      const { Entries = [] } = await client.send(
        new PutEventsCommand({ Entries: events.map((event) => toEntry(bus, event)) }),
      );
      return Entries.flatMap(({ ErrorCode, ErrorMessage }, index) =>
        ErrorCode === undefined ? [] : [{ index, reason: `${ErrorCode}: ${ErrorMessage ?? ''}` }],
      );
    },
  };
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler((event) => relay(deps, event.Records));
};
