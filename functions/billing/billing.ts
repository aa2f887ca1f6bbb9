import { ok } from '../../engine/result.ts';
import { publishBillingUsageRecorded } from '../../events/billing.ts';
import type { EventFor } from '../../events/envelope.ts';
import type { simulationCompletedV1 } from '../../events/simulation.ts';
import type { Identity } from '../../shared/identity.ts';
import type { UsageStore } from './store.ts';

export interface BillingDeps {
  store: UsageStore;
  clock: () => Date;
}

/** Counts a completed simulation on the day on which it ended, once however often the event is delivered. */
export const recordUsage = async (
  { store, clock }: BillingDeps,
  event: EventFor<typeof simulationCompletedV1>,
): Promise<void> => {
  const { simulationId, iterations } = event.data;
  const day = event.time.slice(0, 10);
  const recorded = publishBillingUsageRecorded(
    {
      tenant: event.tenantid,
      subject: simulationId,
      sequence: event.sequence,
      at: clock(),
      correlationId: event.correlationid,
      causationId: event.id,
      traceparent: event.traceparent,
    },
    { day, simulationId, iterations },
  );
  await store.add(event, { day, simulations: 1, iterations }, [recorded], clock());
};

/** The longest period that can be asked for. */
export const longestDays = 366;
const defaultDays = 30;
const dayMs = 24 * 3600 * 1000;

export const getUsage = async (
  { store, clock }: BillingDeps,
  period: { from?: string | undefined; to?: string | undefined },
  identity: Identity,
) => {
  const today = clock().toISOString().slice(0, 10);
  const { from: first = today } = period;
  // Without an end: until today, for as long as a period may be.
  const to = period.to ?? latest(first, earliest(today, dayAfter(first, longestDays - 1)));
  const from = period.from ?? dayAfter(to, 1 - defaultDays);
  const days = await store.days(identity.organizationId, from, to);
  const total = days.reduce(
    (sum, { simulations, iterations }) => ({
      simulations: sum.simulations + simulations,
      iterations: sum.iterations + iterations,
    }),
    { simulations: 0, iterations: 0 },
  );
  return ok({ from, to, total, days });
};

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
const earliest = (a: string, b: string): string => (a < b ? a : b);
const latest = (a: string, b: string): string => (a > b ? a : b);
