import * as z from 'zod';
import { logger } from '../../shared/telemetry.ts';
import { envelope, type PlatformEnvelope } from '../envelope.ts';

/**
 * What the log says of an event that the bus has accepted; `npm run trace` and `npm run events` read it there. All but the
 * data, which is its tenant's own and stays in the outbox.
 */
export const publishedEvent = envelope
  .pick({
    id: true,
    type: true,
    source: true,
    time: true,
    subject: true,
    tenantid: true,
    correlationid: true,
    causationid: true,
    sequence: true,
  })
  // What happens to the platform itself happens to no tenant.
  .partial({ tenantid: true });
export type PublishedEvent = z.infer<typeof publishedEvent>;

/** The message of the line that holds them. */
export const publishedMessage = 'published';
export const publishedLine = z.object({ events: z.array(publishedEvent) });

export const logPublished = (events: readonly PlatformEnvelope[]): void => {
  if (events.length > 0) logger.info(publishedMessage, { events: events.map((event) => publishedEvent.parse(event)) });
};
