import type { OpenReason } from './circuit.ts';
import type { CircuitSettings } from './settings.ts';

export interface OwnCall {
  /** The epoch that admitted it. With a new one the volume begins anew. */
  epoch: number;
  at: number;
  durationMs: number;
  verdict: 'success' | 'failure' | 'service-error' | 'ignored';
  tenant: string | undefined;
}

interface Bucket {
  from: number;
  calls: number;
  failures: number;
  slow: number;
  successes: number;
  serviceErrors: number;
  /** Whose calls these were; two stand for any more. */
  tenants: string[];
}

export interface Estimates {
  calls: number;
  failureRate: number;
  slowCallRate: number;
}

export interface OwnVolume {
  add(call: OwnCall): void;
  /** Why this process alone would open the circuit, and for whom (null: for all). */
  reasonToOpen(epoch: number, now: number): { reason: OpenReason; tenant: string | null } | null;
  estimates(now: number): Estimates;
}

const bucketsPerWindow = 12;

/**
 * A process's own calls within the window. Sharing them would cost a write per call, so rates are estimates: right when
 * the process sees enough calls, and unaware of what the others see.
 */
export const ownVolume = (settings: CircuitSettings): OwnVolume => {
  const bucketMs = settings.windowMs / bucketsPerWindow;
  let buckets: Bucket[] = [];
  let ofEpoch = 0;

  const recent = (now: number): Bucket[] => {
    const since = now - settings.windowMs;
    if (buckets[0] !== undefined && buckets[0].from <= since) buckets = buckets.filter(({ from }) => from > since);
    return buckets;
  };
  const current = (now: number): Bucket => {
    const from = Math.floor(now / bucketMs) * bucketMs;
    const last = recent(now).at(-1);
    if (last !== undefined && last.from >= from) return last;
    const next = { from, calls: 0, failures: 0, slow: 0, successes: 0, serviceErrors: 0, tenants: [] };
    buckets.push(next);
    return next;
  };
  const sum = (now: number, count: (bucket: Bucket) => number) =>
    recent(now).reduce((total, bucket) => total + count(bucket), 0);
  const estimates = (now: number): Estimates => {
    const calls = sum(now, (bucket) => bucket.calls);
    const share = (count: number) => (calls === 0 ? 0 : count / calls);
    return {
      calls,
      failureRate: share(sum(now, ({ failures }) => failures)),
      slowCallRate: share(sum(now, ({ slow }) => slow)),
    };
  };

  return {
    estimates,
    add({ epoch, at, durationMs, verdict, tenant }) {
      if (epoch !== ofEpoch) buckets = [];
      ofEpoch = epoch;
      const bucket = current(at);
      bucket.calls += 1;
      if (verdict === 'failure') bucket.failures += 1;
      if (verdict === 'success') bucket.successes += 1;
      if (verdict === 'service-error') bucket.serviceErrors += 1;
      if (durationMs >= settings.slowCallMs) bucket.slow += 1;
      if (tenant !== undefined && bucket.tenants.length < 2 && !bucket.tenants.includes(tenant)) {
        bucket.tenants.push(tenant);
      }
    },
    reasonToOpen(epoch, now) {
      if (epoch !== ofEpoch) return null;
      const { calls, failureRate, slowCallRate } = estimates(now);
      if (calls >= settings.minimumCalls) {
        if (failureRate >= settings.failureRateThreshold) return { reason: 'failure-rate', tenant: null };
        if (slowCallRate >= settings.slowCallRateThreshold) return { reason: 'slow-calls', tenant: null };
      }
      // All that this process saw were errors for one tenant. Others may be active elsewhere, so it is open for that
      // tenant only: a poison request shuts the service for nobody else, and a service that is down is spared.
      const tenants = new Set(recent(now).flatMap((bucket) => bucket.tenants));
      const [tenant] = tenants;
      const serviceErrors = sum(now, (bucket) => bucket.serviceErrors);
      return tenant !== undefined && tenants.size === 1 && serviceErrors === calls && calls >= settings.failureThreshold
        ? { reason: 'tenants', tenant }
        : null;
    },
  };
};
