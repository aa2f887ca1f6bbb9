import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { absent, type Table, type Write } from '../shared/table/table.ts';
import { logger } from '../shared/telemetry.ts';
import { type EventDefinition, type EventOf, envelope, versionOf } from './envelope.ts';

type Handler<Data> = (event: EventOf<Data>) => Promise<unknown>;
export interface Subscription {
  type: string;
  version: number;
  handle(event: z.infer<typeof envelope>): Promise<unknown>;
}

/** One row of a consumer: this version of this event is handled so. */
export const on = <Schema extends z.ZodType>(
  definition: EventDefinition<Schema>,
  handler: Handler<z.infer<Schema>>,
): Subscription => ({
  type: definition.type,
  version: definition.version,
  handle: (event) => handler({ ...event, data: definition.schema.parse(event.data) }),
});

const busMessage = z.object({ detail: z.unknown() });

/**
 * The Lambda entry point of a consumer: rule -> queue -> here. Each message stands for itself: those that throw go back
 * to the queue and, after its last attempt, to the dead-letter queue; a type or version without a row goes there too.
 */
export const defineConsumer = (subscriptions: readonly Subscription[]) =>
  middy<SQSEvent, SQSBatchResponse>().handler(({ Records }) =>
    handleEach(Records, async (body) => {
      const event = envelope.parse(busMessage.parse(body).detail);
      const row = subscriptions.find(({ type, version }) => type === event.type && version === versionOf(event));
      if (row === undefined) throw new Error(`no handler for ${event.type} of ${event.dataschema}`);
      logger.appendKeys({ correlationId: event.correlationid, organizationId: event.tenantid });
      await row.handle(event);
      logger.info('consumed', { type: event.type, id: event.id, subject: event.subject });
    }),
  );

/** Handles messages one by one and reports the failed ones, so that a bad message does not take its neighbours along. */
export const handleEach = async (
  records: readonly SQSRecord[],
  handle: (body: unknown) => Promise<void>,
): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const record of records) {
    try {
      await handle(JSON.parse(record.body));
    } catch (error) {
      logger.error('message failed', { messageId: record.messageId, error: error as Error });
      batchItemFailures.push({ itemIdentifier: record.messageId });
    } finally {
      logger.resetKeys();
    }
  }
  return { batchItemFailures };
};

const markerLabel = 'consumed';
const keptForSeconds = 90 * 24 * 3600;

/**
 * Applies an event's effect once, however often the event arrives: the marker and the effect are one transaction.
 * Returns false when it had been applied before.
 */
export const once = async (
  table: Table,
  consumer: string,
  event: { id: string; tenantid: string },
  effect: readonly Write[],
  now: Date,
): Promise<boolean> => {
  const marker: Write = {
    label: markerLabel,
    put: {
      pk: `TENANT#${event.tenantid}#CONSUMED`,
      sk: `${consumer}#${event.id}`,
      expiresAt: Math.floor(now.getTime() / 1000) + keptForSeconds,
    },
    condition: absent,
  };
  const result = await table.transact([marker, ...effect]);
  if (result.ok) return true;
  if (result.error.some(({ label }) => label === markerLabel)) return false;
  throw new Error(`the effect of ${event.id} was refused: ${result.error.map(({ label }) => label).join(', ')}`);
};
