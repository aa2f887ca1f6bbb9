import * as z from 'zod';
import type { TenantId } from '../shared/identity.ts';
import { type Id, id, newId } from '../shared/ids.ts';

/** A CloudEvents 1.0 structure. One shape for every event; `data` is the type's own. */
export const envelope = z.object({
  specversion: z.literal('1.0').describe('The version of CloudEvents.'),
  id: id('evt').describe('The event. Delivered twice, it keeps its id.'),
  type: z.string().describe('What has happened, as `domain.fact`.'),
  source: z.string().describe('The service that says so, such as `simsheet/files`.'),
  time: z.iso.datetime().describe('When it happened, in UTC.'),
  subject: z.string().describe('The id of the thing that it is about.'),
  // Events from before schemas had names have the version alone; `versionOf` reads both.
  dataschema: z.string().describe('The name of the JSON Schema of `data`, which ends in its version.'),
  tenantid: id('org').describe('The organization to which it happened.'),
  correlationid: z.string().describe('The request from which all of this came.'),
  causationid: z.string().describe('The event or request that caused this event.'),
  traceparent: z.string().optional().describe('The trace of the request (W3C Trace Context).'),
  sequence: z
    .int()
    .nonnegative()
    .describe(
      "The subject's version, raised by the write that made the event: it puts what a service says of a subject in order.",
    ),
  data: z.unknown().describe('What else there is to say; its fields depend on type and version.'),
});
export type Envelope = z.infer<typeof envelope>;

/** What happens to the platform itself happens to no tenant. */
export const platformEnvelope = envelope.omit({ tenantid: true });
export type PlatformEnvelope = z.infer<typeof platformEnvelope>;
export type EventOf<Data> = Omit<Envelope, 'data'> & { data: Data };
/** The event that a definition describes: `EventFor<typeof fileParsedV1>`. */
export type EventFor<Definition> = Definition extends EventDefinition<infer Schema> ? EventOf<z.infer<Schema>> : never;

/** What an event says about where it comes from, apart from its data. */
export interface EventContext {
  /** Given where the change itself keeps it, as the cause of what follows. */
  id?: Id<'evt'>;
  tenant: TenantId;
  subject: string;
  sequence: number;
  at: Date;
  correlationId: string;
  causationId?: string | undefined;
  traceparent?: string | undefined;
}

export type PlatformContext = Omit<EventContext, 'tenant'>;

/** What the catalogue says of an event type in one version. A published version is frozen: see docs/add-an-event.md. */
interface Described<Schema extends z.ZodType> {
  /** `domain.fact`, in the past tense. */
  type: string;
  version: number;
  /** The service that publishes it, and nobody else does. */
  owner: string;
  /** What has happened, and when it is said. */
  description: string;
  schema: Schema;
  example: z.infer<Schema>;
  /** The day from which nobody publishes it any more. Its definition stays: stored events of it are still read. */
  retired?: string;
}

export interface EventDefinition<Schema extends z.ZodType = z.ZodType> extends Described<Schema> {
  scope: 'organization';
  /** A new event of this type, its data checked. Does no I/O: the caller writes it with its change. */
  create(context: EventContext, data: z.infer<Schema>): EventOf<z.infer<Schema>>;
}

export interface PlatformEventDefinition<Schema extends z.ZodType = z.ZodType> extends Described<Schema> {
  scope: 'platform';
  create(context: PlatformContext, data: z.infer<Schema>): Omit<PlatformEnvelope, 'data'> & { data: z.infer<Schema> };
}

export const defineEvent = <Schema extends z.ZodType>(described: Described<Schema>): EventDefinition<Schema> => {
  const { create } = definePlatformEvent(described);
  return {
    ...described,
    scope: 'organization',
    create: ({ tenant, ...context }, data) => ({ ...create(context, data), tenantid: tenant }),
  };
};

/** For what happens to the platform itself. */
export const definePlatformEvent = <Schema extends z.ZodType>(
  described: Described<Schema>,
): PlatformEventDefinition<Schema> => ({
  ...described,
  scope: 'platform',
  create: ({ id: eventId, subject, sequence, at, correlationId, causationId, traceparent }, data) => ({
    specversion: '1.0',
    id: eventId ?? newId('evt'),
    type: described.type,
    source: `simsheet/${described.owner}`,
    time: at.toISOString(),
    subject,
    dataschema: schemaName(described),
    correlationid: correlationId,
    causationid: causationId ?? correlationId,
    ...(traceparent === undefined ? {} : { traceparent }),
    sequence,
    data: described.schema.parse(data),
  }),
});

/** What CloudEvents calls `dataschema`, which has to be a URI: the `$id` of a JSON Schema in docs/events/. */
export const schemaName = ({ type, version }: { type: string; version: number | string }): string =>
  `urn:simsheet:event:${type}:${version}`;

/** The version of an event's data; null where its schema is none of its type's. */
export const versionOf = ({ type, dataschema }: Pick<Envelope, 'type' | 'dataschema'>): number | null => {
  const version = dataschema.replace(schemaName({ type, version: '' }), '');
  return /^[1-9]\d*$/.test(version) ? Number(version) : null;
};
