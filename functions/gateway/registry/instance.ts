/** What the registry knows of an instance of a service. */
import * as z from 'zod';
import { pooledCell } from '../../../shared/tenancy/tenancy.ts';
import { services } from '../services.ts';

/** A cell whose instances serve every tenant, such as those of the control plane. */
export const anyCell = 'any';

const name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, 'up to 40 lower-case letters, digits and hyphens');

/** What a registration says. */
export const registration = z.object({
  service: z.enum(services),
  instanceId: name,
  /** A Lambda function, by name or ARN with its alias; or an HTTP service, by its base address. */
  kind: z.enum(['lambda', 'http']),
  target: z.string().min(1).max(500),
  region: z.string().max(40),
  cell: name.default(pooledCell),
  version: z
    .string()
    .max(100)
    .regex(/^[\x20-\x7e]*$/, 'visible ASCII characters')
    .default('unknown'),
  /** Its share of the requests beside the other instances' weights; 0 gets none while another one works. */
  weight: z.coerce.number<number | string>().int().min(0).max(1000).default(100),
  /** Where an HTTP service tells how it is. */
  healthPath: z
    .string()
    .max(200)
    .regex(/^\/[\w./~%-]*$/, 'a path like /health')
    .default('/health'),
});
export type Registration = z.infer<typeof registration>;

export const healthStatus = z.enum(['HEALTHY', 'DEGRADED', 'UNHEALTHY']);
export type HealthStatus = z.infer<typeof healthStatus>;

/** Times in milliseconds since the epoch. */
export const health = z.object({
  status: healthStatus,
  consecutiveFailures: z.int(),
  consecutiveSuccesses: z.int(),
  lastCheckAt: z.number().nullable(),
  latencyMs: z.number().nullable(),
  lastError: z.string().nullable(),
  /** The half minute of the last check. */
  slot: z.number(),
  /** Raised by every write of its health, which holds only if nobody else's came before. */
  revision: z.int(),
  /** Since when requests have come to it, after its registration or a recovery. */
  inServiceSince: z.number(),
});
export type Health = z.infer<typeof health>;

export const instance = registration.extend({
  ...health.shape,
  /** Gets no new requests; those under way end. */
  draining: z.boolean(),
  registeredAt: z.number(),
  /** The deployment, or an operator. */
  registeredBy: z.string(),
  /** An HTTP instance that has not been heard of since then counts as gone. */
  heartbeatUntil: z.number().nullable(),
});
export type Instance = z.infer<typeof instance>;

/** The name of an instance among all, which is also its circuit's. */
export const instanceName = ({ service, instanceId }: Pick<Instance, 'service' | 'instanceId'>): string =>
  `${service}/${instanceId}`;

const key = registration.pick({ service: true, instanceId: true });

/** The instance of this name; null for what names none. */
export const namedInstance = (text: string): z.infer<typeof key> | null => {
  const [service, instanceId] = text.split('/');
  return key.safeParse({ service, instanceId }).data ?? null;
};
