/** How checks and traffic change what an instance counts as. */
import type { Health } from './instance.ts';

export interface HealthSettings {
  /** So many failed checks in a row make an instance UNHEALTHY. */
  failures: number;
  /** So many that succeed in a row let it recover. */
  successes: number;
  /** A check that takes longer makes it DEGRADED. */
  slowMs: number;
}

export const defaultHealthSettings: HealthSettings = { failures: 3, successes: 2, slowMs: 2000 };

/** What a check found. `partial` says that something the instance can do without does not work. */
export type CheckOutcome =
  | { ok: true; latencyMs: number; partial: string | null }
  | { ok: false; latencyMs: number; error: string };

/** A deployed instance serves at once; the first check comes within a minute. */
export const newcomer = (now: number): Health => ({
  status: 'HEALTHY',
  consecutiveFailures: 0,
  consecutiveSuccesses: 0,
  lastCheckAt: null,
  latencyMs: null,
  lastError: null,
  slot: 0,
  revision: 0,
  inServiceSince: now,
});

/** A complaint is for people; an instance may send any. */
const longestError = 500;
const cut = (text: string): string => text.slice(0, longestError);

export const afterCheck = (
  before: Health,
  outcome: CheckOutcome,
  { at, slot }: { at: number; slot: number },
  settings: HealthSettings = defaultHealthSettings,
): Health => {
  const checked = { ...before, slot, lastCheckAt: at, latencyMs: outcome.latencyMs };
  if (!outcome.ok) {
    const consecutiveFailures = before.consecutiveFailures + 1;
    return {
      ...checked,
      consecutiveFailures,
      consecutiveSuccesses: 0,
      lastError: cut(outcome.error),
      status: consecutiveFailures >= settings.failures ? 'UNHEALTHY' : before.status,
    };
  }
  const complaint = outcome.partial ?? (outcome.latencyMs > settings.slowMs ? `took ${outcome.latencyMs} ms` : null);
  const consecutiveSuccesses = before.consecutiveSuccesses + 1;
  const recovers = before.status === 'UNHEALTHY' && consecutiveSuccesses >= settings.successes;
  const serves = recovers || before.status !== 'UNHEALTHY';
  // What is wrong with it no more is told as long as it is not back.
  const stillTold = serves ? null : before.lastError;
  return {
    ...checked,
    consecutiveFailures: 0,
    consecutiveSuccesses,
    lastError: complaint === null ? stillTold : cut(complaint),
    status: serves ? (complaint === null ? 'HEALTHY' : 'DEGRADED') : 'UNHEALTHY',
    inServiceSince: recovers ? at : before.inServiceSince,
  };
};

/** Requests showed that it does not work: it need not fail three checks first, and recovers by them as always. */
export const ejected = (before: Health, error: string, settings: HealthSettings = defaultHealthSettings): Health => ({
  ...before,
  status: 'UNHEALTHY',
  consecutiveFailures: Math.max(settings.failures, before.consecutiveFailures),
  consecutiveSuccesses: 0,
  lastError: cut(error),
});
