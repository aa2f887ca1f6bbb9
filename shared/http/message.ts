import * as z from 'zod';
import { identity } from '../identity.ts';
import { noLimits, tenantLimits } from '../limits/limits.ts';

/**
 * What the gateway hands a service's function, and what it gets back. It keeps what API Gateway's own event blurs:
 * repeated query parameters in their order, binary bodies, and who is asking.
 */
export const serviceRequest = z.object({
  kind: z.literal('http'),
  method: z.string(),
  path: z.string(),
  query: z.array(z.tuple([z.string(), z.string()])),
  /** Names in lower case. */
  headers: z.record(z.string(), z.string()),
  /** Base 64, whatever the content; null when the request has none. */
  body: z.string().nullable(),
  identity,
  /** Of the organization that it acts in. A gateway from before there were any says nothing of them. */
  limits: tenantLimits.default(noLimits),
  correlationId: z.string(),
  traceparent: z.string().optional(),
  /** Milliseconds since the epoch after which nobody waits for the answer. */
  deadline: z.number(),
});
export type ServiceRequest = z.infer<typeof serviceRequest>;

export const serviceResponse = z.object({
  status: z.int().min(100).max(599),
  headers: z.record(z.string(), z.string()),
  /** Text, or base 64 when `isBase64`. */
  body: z.string(),
  isBase64: z.boolean().optional(),
});
export type ServiceResponse = z.infer<typeof serviceResponse>;

/** Headers of an answer that begin so are for the gateway and go no further. */
export const ownHeaders = 'x-simsheet-';
/** The organization that a request concerned besides the one that it acted in, in whose audit log it stands as well. */
export const concernsHeader = `${ownHeaders}concerns`;

/** On a 503 that is about the one tenant: the service works, and another instance would say the same. */
export const tenantWaitsHeader = `${ownHeaders}tenant-waits`;

/** A service says how it and what it depends on are. A failing dependency that is not critical only degrades it. */
export const healthRequest = z.object({ kind: z.literal('health') });
export const healthReport = z.object({
  status: z.enum(['HEALTHY', 'DEGRADED', 'UNHEALTHY']),
  checks: z.array(
    z.object({
      name: z.string(),
      critical: z.boolean(),
      ok: z.boolean(),
      latencyMs: z.number(),
      error: z.string().optional(),
    }),
  ),
});
export type HealthReport = z.infer<typeof healthReport>;

export const serviceInvocation = z.discriminatedUnion('kind', [serviceRequest, healthRequest]);
