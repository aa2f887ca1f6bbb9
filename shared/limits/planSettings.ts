import * as z from 'zod';
import { limitSchemas } from './limits.ts';
import { defaultPlan, type GivenLimits, type Plans } from './plans.ts';

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;

/** The standard one is there to keep an accident from becoming a bill: a team at work does not meet it. */
const builtIn: Plans = {
  trial: {
    concurrentSimulations: 2,
    iterationsPerMonth: 10_000_000,
    storedBytes: 100 * MiB,
    members: 5,
    requestsPerSecond: 10,
  },
  [defaultPlan]: {
    concurrentSimulations: 100,
    iterationsPerMonth: 100_000_000_000,
    storedBytes: 100 * GiB,
    members: 1000,
  },
  unlimited: {},
};

/** Some limits as somebody types them: one that there is not is a mistake. */
export const givenLimits: z.ZodType<GivenLimits> = z.strictObject(limitSchemas).partial();

const planName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,29}$/, 'a plan has a name like team-2026: small letters, digits, hyphens, at most 30');
/** They travel in a function's environment, which has 4 KB for everything. */
const mostPlans = 12;

/** The plans of an installation: those that there are always, changed in what is given, and others. */
export const planSettings = z
  .record(planName, givenLimits)
  .default({})
  .transform(
    (given): Plans => ({
      ...builtIn,
      ...Object.fromEntries(Object.entries(given).map(([name, limits]) => [name, { ...builtIn[name], ...limits }])),
    }),
  )
  .refine((all) => Object.keys(all).length <= mostPlans, `there are at most ${mostPlans} plans`);
