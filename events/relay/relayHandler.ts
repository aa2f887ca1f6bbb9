import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { DynamoDBRecord, DynamoDBStreamEvent, ScheduledEvent } from 'aws-lambda';
import { setting } from '../../shared/environment.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { logger, metrics } from '../../shared/telemetry.ts';
import { eventBridgeBus } from './bus.ts';
import { measureRelay } from './metrics.ts';
import { type OutboxItem, readOutboxItem } from './outboxItem.ts';
import { outboxStore } from './outboxStore.ts';
import { logPublished } from './published.ts';
import { type Aggregate, type RelayDependencies, type Relayed, relay } from './relay.ts';
import { sweeper } from './sweep.ts';

/** For what is under way when a run has to end. */
const marginMs = 5000;
/** A batch of the stream waits for the bus no longer: then the next one's turn is better, and its events have the schedule. */
const streamMs = 10_000;

/** A line of the log may have 256 KB. */
const eventsPerLine = 200;

/**
 * The Lambda entry point of a service's relay. Two things call it: the table's stream with new outbox items, which is fast,
 * and a schedule, every minute, for whatever the stream did not bring: the outbox, not the stream, says what is to be sent.
 */
export const relayHandler = () => {
  const deps: RelayDependencies = {
    outbox: outboxStore(dynamoTable(setting('TABLE'))),
    bus: eventBridgeBus(new EventBridgeClient({ maxAttempts: 1 }), setting('EVENT_BUS')),
    now: Date.now,
    wait: sleep,
    random: Math.random,
    warn: (message, details) => logger.warn(message, details),
  };
  const sweep = sweeper();
  return middy<DynamoDBStreamEvent | ScheduledEvent, void>().handler(async (event, context) => {
    const now = Date.now();
    const until = now + context.getRemainingTimeInMillis() - marginMs;
    const relayed =
      'Records' in event
        ? await relay(deps, newEvents(event.Records), Math.min(until, now + streamMs))
        : await sweep(deps, until);
    tell(relayed);
    measureRelay(metrics, relayed);
    // The stream then calls again, a few times; the events wait for the schedule in any case.
    if (relayed.broken.length > 0) throw new AggregateError(relayed.broken, 'not all aggregates were relayed');
  });
};

/** The events that a batch of the stream brings, by aggregate. */
export const newEvents = (records: readonly DynamoDBRecord[]): Aggregate[] => {
  const items = records.flatMap(({ eventName, dynamodb }) => {
    const image = dynamodb?.NewImage;
    if (eventName !== 'INSERT' || image?.outbox === undefined) return [];
    return [readOutboxItem(unmarshall(image as Parameters<typeof unmarshall>[0]))];
  });
  const byAggregate = new Map<string, OutboxItem[]>();
  for (const item of items) byAggregate.set(item.pk, [...(byAggregate.get(item.pk) ?? []), item]);
  return [...byAggregate].map(([pk, known]) => ({ pk, known }));
};

const tell = ({ published, refused, parked, broken, ...rest }: Relayed): void => {
  // First: of what follows a line, MiniStack may take some only with the next invocation.
  for (let start = 0; start < published.length; start += eventsPerLine) {
    logPublished(published.slice(start, start + eventsPerLine).map(({ event }) => event));
  }
  const refusals = Object.fromEntries(refused);
  const details = { published: published.length, refusals, parked, broken: broken.length, ...rest };
  if (refused.size + parked + broken.length > 0) logger.warn('relayed, but not all', details);
  else logger.info('relayed', details);
};
