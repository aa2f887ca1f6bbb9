import type * as z from 'zod';
import { absent, type Write } from '../shared/table/table.ts';
import type {
  EventContext,
  EventDefinition,
  PlatformContext,
  PlatformEnvelope,
  PlatformEventDefinition,
} from './envelope.ts';
import { outboxItem } from './relay/outboxItem.ts';

/** Far below the bus's 256 KiB: larger data travels as an S3 reference. */
const maxEventBytes = 128 * 1024;

/**
 * A publish function for one event type. It does no I/O: it returns the outbox write for the caller's transaction, so
 * that a change and its event happen together or not at all. The relay brings it to the bus.
 */
export const publisher = <Schema extends z.ZodType>(definition: EventDefinition<Schema>) =>
  Object.assign(
    (context: EventContext, data: z.infer<Schema>): Write =>
      outboxWrite(`TENANT#${context.tenant}#${context.subject}`, definition.create(context, data)),
    { definition },
  );

/** The same for what happens to the platform itself. */
export const platformPublisher = <Schema extends z.ZodType>(definition: PlatformEventDefinition<Schema>) =>
  Object.assign(
    (context: PlatformContext, data: z.infer<Schema>): Write =>
      outboxWrite(`PLATFORM#${context.subject}`, definition.create(context, data)),
    { definition },
  );

const outboxWrite = (aggregate: string, event: PlatformEnvelope): Write => {
  const body = JSON.stringify(event);
  if (Buffer.byteLength(body) > maxEventBytes) {
    throw new Error(
      `a ${event.type} event has ${Buffer.byteLength(body)} bytes, over ${maxEventBytes}: pass large data by reference`,
    );
  }
  return { label: event.type, put: outboxItem(aggregate, event, body), condition: absent };
};
