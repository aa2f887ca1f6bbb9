import * as z from 'zod';

/** What an organization may have, or do, at most. */
export const limitNames = [
  'concurrentSimulations',
  'iterationsPerMonth',
  'storedBytes',
  'members',
  'requestsPerSecond',
] as const;
export type LimitName = (typeof limitNames)[number];

const count = z.int().min(0).nullable();

/** Null is no limit; of requests, none but what holds for every organization. */
export const limitSchemas = {
  /** QUEUED or RUNNING. */
  concurrentSimulations: count,
  /** Of a calendar month in UTC. */
  iterationsPerMonth: count,
  /** Of workbooks as they were uploaded. */
  storedBytes: count,
  /** With machines, and with open invitations, each of which holds a place. */
  members: z.int().min(1).nullable(),
  requestsPerSecond: z.number().positive().max(10_000).nullable(),
} satisfies Record<LimitName, z.ZodType>;

/** What holds for an organization; the gateway hands it to whichever service answers a request. */
export const tenantLimits = z.object({ plan: z.string(), ...limitSchemas });
export type TenantLimits = z.infer<typeof tenantLimits>;

/** Where nobody said anything of limits. */
export const noLimits: TenantLimits = {
  plan: 'unlimited',
  concurrentSimulations: null,
  iterationsPerMonth: null,
  storedBytes: null,
  members: null,
  requestsPerSecond: null,
};
