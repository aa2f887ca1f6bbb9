import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { jsonOrNull } from '../../shared/jsonOrNull.ts';
import { logger, metrics } from '../../shared/telemetry.ts';
import { type Envelope, type EventDefinition, type EventOf, envelope, versionOf } from '../envelope.ts';
import { consumerMetrics } from './consumerMetrics.ts';
import { type DeadLetters, sqsDeadLetters } from './deadLetters.ts';
import { readJson, Unprocessable, understood } from './poison.ts';

type Handler<Data> = (event: EventOf<Data>) => Promise<unknown>;
export interface Subscription {
  type: string;
  version: number;
  handle(event: z.infer<typeof envelope>): Promise<unknown>;
}

/**
 * One row of a consumer: this version of this event is handled so. Delivery is at least once and in no order, so a handler
 * applies its effect once (see once.ts), and whatever order events come in, its final state is that of the right order.
 */
export const on = <Schema extends z.ZodType>(
  definition: EventDefinition<Schema>,
  handler: Handler<z.infer<Schema>>,
): Subscription => ({
  type: definition.type,
  version: definition.version,
  handle: (event) => handler({ ...event, data: understood(definition.schema, event.data, 'invalid-data') }),
});

/** What the bus puts around an event. A replay of the archive names itself. */
const busMessage = z.object({ detail: z.unknown(), 'replay-name': z.string().optional() });

/**
 * The Lambda entry point of a consumer: rule -> queue -> here. Each message stands for itself: one that fails goes back to
 * the queue alone and, after its last attempt, to the dead letters; one that cannot be understood goes there at once.
 */
export const defineConsumer = (subscriptions: readonly Subscription[], deadLetters: DeadLetters = sqsDeadLetters()) =>
  middy<SQSEvent, SQSBatchResponse>().handler(({ Records }) =>
    handleEach(Records, deadLetters, async (body) => {
      const { detail, 'replay-name': replay } = understood(busMessage, body, 'not-an-event');
      const event = understood(envelope, detail, 'not-an-event');
      logger.appendKeys({ organizationId: event.tenantid, ...(replay === undefined ? {} : { replay }) });
      const { subject, causationid: causationId } = event;
      const startedAt = performance.now();
      await rowFor(subscriptions, event).handle(event);
      const durationMs = Math.round(performance.now() - startedAt);
      const delayMs = Math.max(0, Date.now() - Date.parse(event.time));
      logger.info('consumed', { subject, causationId, durationMs, delayMs });
      if (replay === undefined) metrics.addMetric(consumerMetrics.delay, 'Milliseconds', delayMs);
    }),
  );

const rowFor = (subscriptions: readonly Subscription[], event: Envelope): Subscription => {
  const { type, dataschema } = event;
  const ofType = subscriptions.filter((row) => row.type === type);
  if (ofType.length === 0) throw new Unprocessable('unknown-type', `no handler for ${type}`);
  const row = ofType.find(({ version }) => version === versionOf(event));
  if (row !== undefined) return row;
  const known = ofType.map(({ version }) => version).join(', ');
  throw new Unprocessable('unknown-version', `no handler for ${dataschema}; there is one for version ${known}`);
};

/** Handles messages one by one and reports the failed ones, so that a bad message does not take its neighbours along. */
export const handleEach = async (
  records: readonly SQSRecord[],
  deadLetters: DeadLetters,
  handle: (body: unknown) => Promise<void>,
): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const record of records) {
    const about = aboutOf(record.body);
    logger.appendKeys({ ...about, messageId: record.messageId });
    try {
      await handle(readJson(record.body));
      metrics.addMetric(consumerMetrics.consumed, 'Count', 1);
    } catch (error) {
      const attempt = Number(record.attributes?.ApproximateReceiveCount ?? 1);
      logger.error('message failed', { attempt, error: error as Error });
      metrics.addMetric(consumerMetrics.failed, 'Count', 1);
      const isSetAside = await setAside(deadLetters, record.body, attempt, error as Error, about);
      if (!isSetAside) batchItemFailures.push({ itemIdentifier: record.messageId });
    } finally {
      logger.resetKeys();
    }
  }
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  return { batchItemFailures };
};

/** As much as a message says about itself, be it an event or not. */
const aboutOf = (body: string): { correlationId?: string; eventId?: string; type?: string } => {
  const detail = z.object({ detail: z.record(z.string(), z.unknown()) }).safeParse(jsonOrNull(body)).data?.detail ?? {};
  const texts = { correlationId: detail.correlationid, eventId: detail.id, type: detail.type };
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => typeof value === 'string'));
};

/** Whether the message is done with. One that could not be set aside stays in the queue, which gives it up by itself. */
const setAside = async (
  deadLetters: DeadLetters,
  body: string,
  attempt: number,
  error: Error,
  about: ReturnType<typeof aboutOf>,
): Promise<boolean> => {
  const isHopeless = error instanceof Unprocessable;
  if (!isHopeless && attempt < deadLetters.attempts) return false;
  const reason = isHopeless ? error.reason : 'handler-failed';
  try {
    const attempts = String(attempt);
    await deadLetters.send(body, { reason, detail: error.message, errorName: error.name, attempts, ...about });
  } catch (unsent) {
    logger.error('dead letter not sent', { reason, error: unsent as Error });
    return false;
  }
  logger.warn('dead letter', { reason });
  metrics.addMetric(consumerMetrics.deadLetters, 'Count', 1);
  return true;
};
