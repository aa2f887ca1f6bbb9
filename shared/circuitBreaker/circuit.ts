import type { CircuitSettings } from './settings.ts';

export type CircuitState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

export type OpenReason = 'failures' | 'failure-rate' | 'slow-calls' | 'tenants' | 'probe-failed';

/** What an operator decided: until its end it comes before the state. OBSERVE counts and moves on, and refuses nobody. */
export interface OperatorMode {
  mode: 'FORCED_OPEN' | 'FORCED_CLOSED' | 'OBSERVE' | 'AUTOMATIC';
  actor: string;
  reason: string;
  /** Epoch time in milliseconds. */
  until: number;
}

/** A place in the half-open circuit: held by a token until its lease ends, or passed for good. */
export interface Permit {
  slot: number;
  token: string;
  until: number;
  passed: boolean;
}

/** The circuit of one dependency as all processes share it. Times are epoch times in milliseconds. */
export interface Circuit {
  name: string;
  state: CircuitState;
  /** Raised by every transition. What was admitted under another epoch has no say in the next one. */
  epoch: number;
  openedAt: number | null;
  /** From then on an open circuit lets probes through. */
  openUntil: number | null;
  closedAt: number | null;
  /** How often it opened in a row without having held closed in between. */
  opens: number;
  reason: OpenReason | null;
  /** The one tenant for whom it is open, when only that one saw errors; null when it is open for all. */
  tenant: string | null;
  /** Failed calls by the epoch that admitted them and the start of the bucket that they fell into. */
  failures: { epoch: number; from: number; count: number }[];
  /** When a tenant last got an error that the service composed itself. */
  tenants: { epoch: number; tenant: string; at: number }[];
  permits: Permit[];
  lastError: { message: string; at: number } | null;
  mode: OperatorMode | null;
}

/** What the table holds of a dependency that never failed: nothing. */
export const newCircuit = (name: string): Circuit => ({
  name,
  state: 'CLOSED',
  epoch: 0,
  openedAt: null,
  openUntil: null,
  closedAt: null,
  opens: 0,
  reason: null,
  tenant: null,
  failures: [],
  tenants: [],
  permits: [],
  lastError: null,
  mode: null,
});

export type Decision =
  /** `counted`: the outcome has a say in what becomes of the circuit. `spared`: it is refused when nobody observes. */
  | { kind: 'admit'; counted: boolean; spared: boolean }
  | { kind: 'refuse'; retryAfterMs: number }
  /** It is time for probes: move to HALF_OPEN and take the first permit. */
  | { kind: 'half-open' }
  | { kind: 'claim'; slot: number }
  /** All probes passed, but whoever counted the last one did not get to close the circuit. */
  | { kind: 'close' };

/** When to come back to a half-open circuit whose permits are taken: probes end soon, one way or the other. */
export const halfOpenRetryMs = 1000;

/** What becomes of a call of a tenant now. */
export const decide = (circuit: Circuit, settings: CircuitSettings, now: number, tenant?: string): Decision => {
  const mode = activeMode(circuit, now);
  if (mode?.mode === 'FORCED_OPEN') return { kind: 'refuse', retryAfterMs: mode.until - now };
  if (mode?.mode === 'FORCED_CLOSED') return { kind: 'admit', counted: false, spared: false };
  const decision = decideByState(circuit, settings, now, tenant);
  return decision.kind === 'refuse' && mode?.mode === 'OBSERVE'
    ? { kind: 'admit', counted: false, spared: true }
    : decision;
};

const decideByState = (circuit: Circuit, settings: CircuitSettings, now: number, tenant?: string): Decision => {
  if (circuit.state === 'CLOSED') return { kind: 'admit', counted: true, spared: false };
  if (circuit.tenant !== null && circuit.tenant !== tenant) return { kind: 'admit', counted: true, spared: false };
  if (circuit.state === 'OPEN') {
    const retryAfterMs = (circuit.openUntil ?? 0) - now;
    return retryAfterMs > 0 ? { kind: 'refuse', retryAfterMs } : { kind: 'half-open' };
  }
  if (allPassed(circuit, settings)) return { kind: 'close' };
  const slot = freeSlot(circuit, settings, now);
  return slot === null ? { kind: 'refuse', retryAfterMs: halfOpenRetryMs } : { kind: 'claim', slot };
};

export const activeMode = ({ mode }: Circuit, now: number): OperatorMode | null =>
  mode !== null && mode.mode !== 'AUTOMATIC' && mode.until > now ? mode : null;

export const allPassed = ({ permits }: Circuit, { halfOpenProbes }: CircuitSettings): boolean =>
  permits.filter(({ passed }) => passed).length >= halfOpenProbes;

const freeSlot = ({ permits }: Circuit, { halfOpenProbes }: CircuitSettings, now: number): number | null => {
  const taken = new Set(permits.filter(({ until }) => until > now).map(({ slot }) => slot));
  for (let slot = 0; slot < halfOpenProbes; slot += 1) if (!taken.has(slot)) return slot;
  return null;
};

/** A window is cut into so many buckets: it forgets in steps of a twelfth. */
const bucketsPerWindow = 12;

/** The start of the bucket that a failure falls into. */
export const bucketStart = ({ windowMs }: CircuitSettings, at: number): number => {
  const bucketMs = windowMs / bucketsPerWindow;
  return Math.floor(Math.floor(at / bucketMs) * bucketMs);
};

/** Failures of an epoch within the window, and up to a bucket beyond it: five in a window are never overlooked. */
export const failuresIn = (circuit: Circuit, { windowMs }: CircuitSettings, epoch: number, now: number): number =>
  circuit.failures
    .filter((bucket) => bucket.epoch === epoch && bucket.from > now - windowMs - windowMs / bucketsPerWindow)
    .reduce((sum, { count }) => sum + count, 0);

/** Tenants who got errors of the service's own making under the circuit's epoch, with the one for whom it is open. */
export const tenantsIn = ({ tenants, epoch, tenant }: Circuit, { windowMs }: CircuitSettings, now: number): number => {
  const struck = tenants.filter((mark) => mark.epoch === epoch && mark.at > now - windowMs).map((mark) => mark.tenant);
  return new Set(tenant === null ? struck : [...struck, tenant]).size;
};

/** Why the counts that the fleet shares open the circuit for everybody now, if they do. */
export const fleetReasonToOpen = (circuit: Circuit, settings: CircuitSettings, now: number): OpenReason | null => {
  const refusesAll = circuit.state === 'OPEN' && circuit.tenant === null;
  if (refusesAll) return null;
  if (tenantsIn(circuit, settings, now) >= settings.tenantThreshold) return 'tenants';
  // In a circuit that is half-open for all only probes run, and the first that fails opens it anyway.
  return failuresIn(circuit, settings, circuit.epoch, now) >= settings.failureThreshold ? 'failures' : null;
};

/** What a transition changes: the rest of the circuit stays, permits never do. */
export type Change = Pick<Circuit, 'state'> &
  Partial<Pick<Circuit, 'openedAt' | 'openUntil' | 'closedAt' | 'opens' | 'reason' | 'tenant' | 'lastError'>> & {
    permit?: Permit;
  };

export const opening = (
  circuit: Circuit,
  settings: CircuitSettings,
  { now, random, reason, tenant }: { now: number; random: number; reason: OpenReason; tenant: string | null },
): Change => {
  const opens = opensInARow(circuit, settings, now);
  const recoveryMs = Math.min(settings.recoveryTimeoutMs * 2 ** (opens - 1), settings.maxRecoveryMs);
  const openUntil = now + Math.round(recoveryMs * (1 + random / 5));
  return { state: 'OPEN', openedAt: now, openUntil, opens, reason, tenant };
};

/** One more, if it comes out of a failed probe or has been closed for less than the window and its last recovery. */
const opensInARow = (
  { state, opens, openedAt, openUntil, closedAt }: Circuit,
  settings: CircuitSettings,
  now: number,
) => {
  const lastRecoveryMs = (openUntil ?? 0) - (openedAt ?? 0);
  const held = state === 'CLOSED' && (closedAt === null || now - closedAt >= settings.windowMs + lastRecoveryMs);
  return held ? 1 : opens + 1;
};

export const closing = (now: number): Change => ({ state: 'CLOSED', closedAt: now, tenant: null });
