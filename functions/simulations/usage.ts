/**
 * What an organization's simulations use of its limits. It is counted in the transactions that begin and end them, so that it
 * is what there is whatever races and whatever breaks off:
 *
 * | access                             | key                                                    |
 * | ---------------------------------- | ------------------------------------------------------ |
 * | how many have not ended            | pk TENANT#<org>#USAGE, sk ACTIVE: simulations          |
 * | iterations of a month, in UTC      | pk TENANT#<org>#USAGE, sk MONTH#<2026-03>: iterations  |
 *
 * A simulation counts with all iterations that it asks for until it ends, and from then on with those that were computed. What
 * was counted stands in its row: one that was there before anything was counted takes nothing back.
 */
import type { Rows } from '../../events/consume/erase.ts';
import type { Failure } from '../../shared/http/route.ts';
import type { TenantId } from '../../shared/identity.ts';
import { type Counter, countedAt, countingLess, countingMore } from '../../shared/limits/counter.ts';
import type { TenantLimits } from '../../shared/limits/limits.ts';
import { inWords, limitReached } from '../../shared/limits/reached.ts';
import { partition, type Refusal, type Write } from '../../shared/table/table.ts';
import type { TenantTable } from '../../shared/table/tenantTable.ts';
import { isActive, type SimulationRecord } from './simulation.ts';

type Counted = NonNullable<SimulationRecord['counted']>;

const usage = (tenant: TenantId) => partition(tenant, 'USAGE');

export const activeOf = (tenant: TenantId): Counter => ({
  label: 'active simulations',
  key: { pk: usage(tenant), sk: 'ACTIVE' },
  attribute: 'simulations',
});

/** Longer than a run takes, so that none gives back to a month that is gone. */
const monthsKeptForSeconds = 400 * 24 * 3600;

const monthOf = (tenant: TenantId, month: string): Counter => ({
  label: 'iterations of the month',
  key: { pk: usage(tenant), sk: `MONTH#${month}` },
  attribute: 'iterations',
  expiresAt: Math.floor(Date.parse(`${month}-01T00:00:00Z`) / 1000) + monthsKeptForSeconds,
});

export const monthAt = (now: Date): string => now.toISOString().slice(0, 7);
const nextMonth = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1));

/** What a simulation that begins now counts with. */
export const countedFrom = (now: Date, iterations: number): Counted => ({ month: monthAt(now), iterations });

/** A simulation that is about to begin. */
export interface Admission {
  tenant: TenantId;
  counted: Counted;
}

/** Counts one that begins, if the limits leave room for it. */
export const admitting = (
  { tenant, counted }: Admission,
  { concurrentSimulations, iterationsPerMonth }: TenantLimits,
): Write[] => [
  countingMore(activeOf(tenant), 1, concurrentSimulations),
  countingMore(monthOf(tenant, counted.month), counted.iterations, iterationsPerMonth),
];

/** What a simulation counts with after a step: once it has ended, with what was computed. */
export const countedAfter = ({
  counted,
  status,
  completed,
}: Pick<SimulationRecord, 'counted' | 'status' | 'completed'>): Counted | null =>
  counted === null || isActive(status) ? counted : { ...counted, iterations: Math.min(counted.iterations, completed) };

/** Gives back what one that has ended by a step did not use. */
export const releasing = (before: SimulationRecord, after: SimulationRecord): Write[] => {
  if (before.counted === null || after.counted === null || isActive(after.status)) return [];
  const { month, iterations } = before.counted;
  const unused = iterations - after.counted.iterations;
  return [
    countingLess(activeOf(before.tenant), 1),
    ...(unused === 0 ? [] : [countingLess(monthOf(before.tenant, month), unused)]),
  ];
};

/** Why one was not admitted: what ends by itself comes last. */
export const notAdmitted = (
  refusal: Refusal,
  { tenant, counted }: Admission,
  { plan, concurrentSimulations, iterationsPerMonth }: TenantLimits,
  now: Date,
): Failure<'limit-reached'> => {
  const iterations = countedAt(refusal, monthOf(tenant, counted.month));
  if (iterations !== undefined && iterationsPerMonth !== null) {
    return beyondTheMonth(plan, iterationsPerMonth, iterations, counted.iterations, now);
  }
  const active = countedAt(refusal, activeOf(tenant));
  if (active === undefined || concurrentSimulations === null) {
    throw new Error(`${refusal.map(({ label }) => label)} refused a simulation, and no limit did`);
  }
  return limitReached(
    { limit: 'concurrentSimulations', max: concurrentSimulations, used: active, requested: 1, freesAt: null },
    `${inWords(active)} of ${inWords(concurrentSimulations)} simulations of this organization are under way. The next can start when one of them ends: GET /api/simulations lists them, and POST /api/simulations/{simulationId}/cancel ends one.`,
    retryAfterSeconds,
  );
};

/** Short runs end within seconds. */
const retryAfterSeconds = 10;

const beyondTheMonth = (
  plan: string,
  max: number,
  used: number,
  requested: number,
  now: Date,
): Failure<'limit-reached'> => {
  if (requested > max) {
    return limitReached(
      { limit: 'iterationsPerMonth', max, used, requested, freesAt: null },
      `This simulation asks for ${inWords(requested)} iterations, and the plan ${plan} has ${inWords(max)} a month. Ask for fewer, or ask the operators of the platform for another plan.`,
    );
  }
  const frees = nextMonth(now);
  const left = Math.max(0, max - used);
  const fewer = left === 0 ? 'There are more' : `Ask for ${inWords(left)} at most; there are more`;
  return limitReached(
    { limit: 'iterationsPerMonth', max, used, requested, freesAt: frees.toISOString() },
    `This organization has used ${inWords(used)} of ${inWords(max)} iterations this month, those of simulations under way among them, and this one asks for ${inWords(requested)}. ${fewer} from ${frees.toISOString()} on.`,
    Math.ceil((frees.getTime() - now.getTime()) / 1000),
  );
};

export interface Usage {
  simulations: number;
  iterations: number;
  /** From then on iterations are counted anew. */
  monthEndsAt: string;
}

export const readUsage = async (table: Pick<TenantTable, 'get'>, tenant: TenantId, now: Date): Promise<Usage> => {
  const numberAt = async ({ key, attribute }: Counter) => Number((await table.get(key))?.[attribute] ?? 0);
  const [simulations, iterations] = await Promise.all([
    numberAt(activeOf(tenant)),
    numberAt(monthOf(tenant, monthAt(now))),
  ]);
  return { simulations, iterations, monthEndsAt: nextMonth(now).toISOString() };
};

/** After the rows of simulations, while which are there their ends still count. */
export const rowsOfCounters = (tenant: TenantId): Rows => ({
  pk: usage(tenant),
  exported: { leftOut: 'sums by which limits are kept, of what is exported besides' },
});
