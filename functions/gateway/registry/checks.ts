/** The active health checks: every instance, twice a minute. */

import type { HealthReport } from '../../../shared/http/message.ts';
import { logger } from '../../../shared/telemetry.ts';
import { afterCheck, type CheckOutcome, defaultHealthSettings } from './healthRules.ts';
import { type Instance, instanceName } from './instance.ts';
import type { Registry } from './store.ts';

export interface CheckDeps {
  registry: Registry;
  ask(instance: Instance): Promise<HealthReport>;
  /** What all can do without for a while: the bus, whose events wait in the tables. Throws when it does not answer. */
  askBus(): Promise<unknown>;
  /** Of this round. */
  correlationId: string;
  onChange(before: Instance, after: Instance): void;
  clock: () => number;
}

const slotMs = 30_000;

/** Two rounds in the same half minute, from schedules that overlap, count once. */
export const slotAt = (now: number): number => Math.floor(now / slotMs);

export const checkAll = async (deps: CheckDeps): Promise<Instance[]> => {
  const slot = slotAt(deps.clock());
  const instances = await deps.registry.list();
  const bus = await deps.askBus().then(
    () => null,
    (error: Error) => `bus: ${error.message}`,
  );
  // One whose check cannot even be recorded must not end the round of the others.
  return Promise.all(
    instances.map((instance) =>
      checkOne(deps, instance, slot, bus).catch((error: Error) => {
        logger.error('check not recorded', { instance: instanceName(instance), error });
        return instance;
      }),
    ),
  );
};

const checkOne = async (deps: CheckDeps, before: Instance, slot: number, bus: string | null): Promise<Instance> => {
  if (before.slot >= slot) return before;
  const found = await outcomeOf(deps, before);
  const outcome = found.ok ? { ...found, partial: found.partial ?? bus } : found;
  const at = deps.clock();
  const health = afterCheck(before, outcome, { at, slot }, defaultHealthSettings);
  const after = await deps.registry.recordHealth(before, health, { at, correlationId: deps.correlationId });
  if (after === null) return before;
  if (after.status !== before.status) deps.onChange(before, after);
  return after;
};

const outcomeOf = async ({ ask, clock }: CheckDeps, instance: Instance): Promise<CheckOutcome> => {
  const from = clock();
  try {
    const { status, checks } = await ask(instance);
    const latencyMs = clock() - from;
    const complaints = checks.filter(({ ok }) => !ok).map(({ name, error }) => `${name}: ${error ?? 'does not work'}`);
    if (status === 'UNHEALTHY')
      return { ok: false, latencyMs, error: complaints.join('; ') || 'it says that it is UNHEALTHY' };
    return {
      ok: true,
      latencyMs,
      partial: status === 'DEGRADED' ? complaints.join('; ') || 'it says that it is DEGRADED' : null,
    };
  } catch (error) {
    logger.warn('health check failed', { instance: instanceName(instance), error: error as Error });
    return { ok: false, latencyMs: clock() - from, error: (error as Error).message };
  }
};
