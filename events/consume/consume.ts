import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import type { TenantId } from '../../shared/identity.ts';
import { jsonOrNull } from '../../shared/jsonOrNull.ts';
import { logger, metrics } from '../../shared/telemetry.ts';
import { TenantMoved, TenantMoving } from '../../shared/tenancy/fence.ts';
import { type Envelope, type EventDefinition, type EventOf, envelope, versionOf } from '../envelope.ts';
import { consumerMetrics } from './consumerMetrics.ts';
import { type DeadLetters, sqsDeadLetters } from './deadLetters.ts';
import type { Deliveries } from './deliveries.ts';
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

/** For a consumer of what belongs to tenants that may be moved. */
export interface Moving extends Deliveries {
  /**
   * Throws where the tenant is being moved, or was: before an effect that no write of the table holds back, or after one, which
   * then may have been copied in part, and takes effect once more where the tenant is.
   */
  heed(tenant: TenantId): Promise<void>;
}

interface ConsumerOptions {
  deadLetters?: DeadLetters;
  moving?: Moving;
}

/**
 * The Lambda entry point of a consumer: rule -> queue -> here. Each message stands for itself: one that fails goes back to
 * the queue alone and, after its last attempt, to the dead letters; one that cannot be understood goes there at once. One of a
 * tenant that is being moved waits, and one of a tenant that was goes to the same consumer's queue in the tenant's cell.
 */
export const defineConsumer = (
  subscriptions: readonly Subscription[],
  { deadLetters = sqsDeadLetters(), moving }: ConsumerOptions = {},
) =>
  middy<SQSEvent, SQSBatchResponse>().handler(({ Records }) =>
    handleEach(Records, { deadLetters, ...(moving && { deliveries: moving }) }, async (body) => {
      const { detail, 'replay-name': replay } = understood(busMessage, body, 'not-an-event');
      const event = understood(envelope, detail, 'not-an-event');
      logger.appendKeys({ organizationId: event.tenantid, ...(replay === undefined ? {} : { replay }) });
      const { subject, causationid: causationId } = event;
      const startedAt = performance.now();
      const row = rowFor(subscriptions, event);
      await moving?.heed(event.tenantid);
      await row.handle(event);
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

export interface Handling {
  deadLetters: DeadLetters;
  /** For messages of tenants that may be moved. */
  deliveries?: Deliveries;
}

/** Handles messages one by one and reports the failed ones, so that a bad message does not take its neighbours along. */
export const handleEach = async (
  records: readonly SQSRecord[],
  { deadLetters, deliveries }: Handling,
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
      if (deliveries !== undefined && (error instanceof TenantMoving || error instanceof TenantMoved)) {
        const isDelivered = await deliverLater(deliveries, record, error);
        if (!isDelivered) batchItemFailures.push({ itemIdentifier: record.messageId });
        continue;
      }
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

/** Whether the message is in a queue anew: of another cell, or its own, from which it comes when the tenant's fence may be gone. */
const deliverLater = async (
  deliveries: Deliveries,
  record: SQSRecord,
  error: TenantMoving | TenantMoved,
): Promise<boolean> => {
  try {
    if (error instanceof TenantMoving) {
      await deliveries.postpone(record.body, error.retryAfterMs);
      logger.info('postponed', { reason: error.message });
    } else {
      await deliveries.forward(record.body, error.to.names);
      logger.info('forwarded', { cell: error.to.cell });
    }
    return true;
  } catch (unsent) {
    logger.error('message not delivered anew', { reason: error.message, error: unsent as Error });
    return false;
  }
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
