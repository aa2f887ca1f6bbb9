import * as z from 'zod';
import type { TenantId } from '../shared/identity.ts';
import { id, newId } from '../shared/ids.ts';

/** A CloudEvents 1.0 structure. One shape for every event; `data` is the type's own. */
export const envelope = z.object({
  specversion: z.literal('1.0'),
  id: id('evt'),
  type: z.string(),
  /** The service that says so, such as `simsheet/files`. */
  source: z.string(),
  time: z.iso.datetime(),
  /** The id of the thing it is about. */
  subject: z.string(),
  /** The version of `data`'s shape. */
  dataschema: z.string(),
  tenantid: id('org'),
  correlationid: z.string(),
  /** The event or request that caused this one. */
  causationid: z.string(),
  traceparent: z.string().optional(),
  /** The subject's version, raised by the same write that made the event: events of one subject can be put in order. */
  sequence: z.int().nonnegative(),
  data: z.unknown(),
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
  tenant: TenantId;
  subject: string;
  sequence: number;
  at: Date;
  correlationId: string;
  causationId?: string;
  traceparent?: string | undefined;
}

export type PlatformContext = Omit<EventContext, 'tenant'>;

export interface PlatformEventDefinition<Schema extends z.ZodType = z.ZodType> {
  type: string;
  version: number;
  schema: Schema;
  create(context: PlatformContext, data: z.infer<Schema>): Omit<PlatformEnvelope, 'data'> & { data: z.infer<Schema> };
}

export interface EventDefinition<Schema extends z.ZodType = z.ZodType> {
  type: string;
  version: number;
  schema: Schema;
  /** A new event of this type, its data checked. Does no I/O: the caller writes it with its change. */
  create(context: EventContext, data: z.infer<Schema>): EventOf<z.infer<Schema>>;
}

/** A released version is frozen; a new shape is a new constant beside it. */
export const defineEvent = <Schema extends z.ZodType>(
  service: string,
  type: string,
  version: number,
  schema: Schema,
): EventDefinition<Schema> => {
  const { create } = definePlatformEvent(service, type, version, schema);
  return {
    type,
    version,
    schema,
    create: ({ tenant, ...context }, data) => ({ ...create(context, data), tenantid: tenant }),
  };
};

export const definePlatformEvent = <Schema extends z.ZodType>(
  service: string,
  type: string,
  version: number,
  schema: Schema,
): PlatformEventDefinition<Schema> => ({
  type,
  version,
  schema,
  create: ({ subject, sequence, at, correlationId, causationId, traceparent }, data) => ({
    specversion: '1.0',
    id: newId('evt'),
    type,
    source: `simsheet/${service}`,
    time: at.toISOString(),
    subject,
    dataschema: String(version),
    correlationid: correlationId,
    causationid: causationId ?? correlationId,
    ...(traceparent === undefined ? {} : { traceparent }),
    sequence,
    data: schema.parse(data),
  }),
});
