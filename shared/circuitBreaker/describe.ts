import { activeMode, type Circuit, failuresIn, type OperatorMode, tenantsIn } from './circuit.ts';
import type { CircuitSettings } from './settings.ts';

/** A circuit as operators look at it. Times are ISO 8601. */
export interface CircuitDescription {
  name: string;
  state: Circuit['state'];
  epoch: number;
  /** Of a closed circuit, those in the window; of an open one, those that opened it, late ones included. */
  failures: number;
  /** Tenants who got errors of the service's own making in the window. */
  tenants: number;
  /** Permits of a half-open circuit. */
  probes: { running: number; passed: number; allowed: number };
  /** How often it opened in a row. */
  opens: number;
  reason: Circuit['reason'];
  /** The one tenant for whom it is open; null for all. */
  tenant: string | null;
  openedAt: string | null;
  nextProbeAt: string | null;
  lastError: { message: string; at: string } | null;
  /** What an operator decided, while it lasts. */
  mode: (Omit<OperatorMode, 'until'> & { until: string }) | null;
}

export const describeCircuit = (circuit: Circuit, settings: CircuitSettings, now: number): CircuitDescription => {
  const { name, state, epoch, permits, opens, reason, tenant, openedAt, openUntil, lastError } = circuit;
  const mode = activeMode(circuit, now);
  const passed = permits.filter((permit) => permit.passed).length;
  return {
    name,
    state,
    epoch,
    failures:
      state === 'CLOSED'
        ? failuresIn(circuit, settings, epoch, now)
        : circuit.failures.reduce((sum, { count }) => sum + count, 0),
    tenants: tenantsIn(circuit, settings, now),
    probes: {
      running: permits.filter((permit) => !permit.passed && permit.until > now).length,
      passed,
      allowed: settings.halfOpenProbes,
    },
    opens: state === 'CLOSED' ? 0 : opens,
    reason: state === 'CLOSED' ? null : reason,
    tenant,
    openedAt: state === 'CLOSED' ? null : iso(openedAt),
    nextProbeAt: state === 'OPEN' ? iso(openUntil) : null,
    lastError: lastError === null ? null : { message: lastError.message, at: new Date(lastError.at).toISOString() },
    mode: mode === null ? null : { ...mode, until: new Date(mode.until).toISOString() },
  };
};

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());
