import { logger } from '../telemetry.ts';
import { admit } from './admission.ts';
import { attempt, type Operation, type Outcome } from './attempt.ts';
import { type CircuitDescription, describeCircuit } from './describe.ts';
import { CircuitOpenError } from './errors.ts';
import { type Environment, type Ledger, ledger, type Transition } from './ledger.ts';
import { memoryCircuitStore } from './memoryStore.ts';
import type { Estimates } from './ownVolume.ts';
import { report, type Verdict } from './report.ts';
import { type CircuitSettings, defaultSettings } from './settings.ts';
import type { CircuitStore } from './store.ts';

export interface CircuitBreakerOptions<Answer = unknown> {
  /** The dependency, such as `files`: breakers of this name in one store share their circuit. */
  name: string;
  store: CircuitStore;
  settings?: Partial<CircuitSettings>;
  clock?: () => number;
  random?: () => number;
  /**
   * What an outcome says about the dependency, and what operators read as the last error where it is no thrown one.
   * Without it, a value is a success and whatever was thrown a failure.
   */
  classify?: (outcome: Outcome<Answer>) => Verdict | { verdict: Verdict; because: string };
  /** Told by the process that made the transition, within the call that caused it. */
  onTransition?: (transition: Transition) => Promise<void> | void;
  /** A call went ahead that would have been refused if operators did not only observe. */
  onSpared?: (name: string) => void;
  /** The breaker's own trouble, such as a store that cannot be reached. It never fails a call. */
  onFault?: (error: unknown) => void;
}

export interface CallOptions {
  /** Who asks: one tenant's requests must not shut the dependency for the others. */
  tenant?: string;
  /** What remains for the call, if that is less than the settings allow. */
  timeoutMs?: number;
  /** The caller's own: when it aborts, the call ends and says nothing about the dependency. */
  signal?: AbortSignal;
}

export interface CircuitBreaker<Answer = unknown> {
  /** Answers as the operation does, or throws what it throws, `CallTimeoutError` or `CircuitOpenError`. */
  call<Value extends Answer>(operation: Operation<Value>, options?: CallOptions): Promise<Value>;
  /** As this process knows it, which may be seconds old; or as it is now. */
  describe(options?: { fresh?: boolean }): Promise<CircuitDescription & { shared: boolean; estimates: Estimates }>;
}

/** Keeps calls from a dependency that fails, so that it can recover and callers need not wait for it. */
export const circuitBreaker = <Answer = unknown>({
  name,
  store,
  ...options
}: CircuitBreakerOptions<Answer>): CircuitBreaker<Answer> => {
  const settings = { ...defaultSettings, ...options.settings };
  const { clock = Date.now, random = Math.random, classify = byThrowing, onFault = logFault } = options;
  const environment: Environment = {
    name,
    settings,
    clock,
    random,
    async onTransition(transition) {
      try {
        await options.onTransition?.(transition);
      } catch (error) {
        onFault(error);
      }
    },
  };
  const shared = ledger(environment, store, true);
  /** The circuit of this process alone, while the shared one cannot be reached. */
  let local: Ledger | null = null;
  let unreachableUntil = Number.NEGATIVE_INFINITY;

  const reachable = (): Ledger => (local !== null && clock() < unreachableUntil ? local : shared);
  const fallBack = (error: unknown): Ledger => {
    if (clock() >= unreachableUntil) onFault(error);
    unreachableUntil = clock() + settings.cacheMs;
    local ??= ledger(environment, memoryCircuitStore(), false);
    return local;
  };
  /** Does it with the shared circuit, or with our own if that cannot be reached: no call fails for the store's sake. */
  const withCircuit = async <Value>(work: (circuit: Ledger) => Promise<Value>): Promise<Value> => {
    const circuit = reachable();
    try {
      const value = await work(circuit);
      if (circuit === shared) local = null;
      return value;
    } catch (error) {
      return work(fallBack(error));
    }
  };

  return {
    async call(operation, { tenant, timeoutMs = settings.timeoutMs, signal } = {}) {
      const { circuit, admission } = await withCircuit(async (at) => ({
        circuit: at,
        admission: await admit(at, tenant),
      }));
      if ('retryAfterMs' in admission) throw new CircuitOpenError(name, admission.retryAfterMs);
      if (admission.spared) options.onSpared?.(name);
      const startedAt = clock();
      const outcome = await attempt(operation, Math.min(timeoutMs, settings.timeoutMs), signal);
      const judgement = !outcome.ok && outcome.abandoned ? 'ignored' : classify(outcome);
      const { verdict, because } = typeof judgement === 'string' ? { verdict: judgement, because: null } : judgement;
      const error = because ?? (outcome.ok ? 'the answer counts as a failure' : outcome.error);
      const result = { verdict, durationMs: clock() - startedAt, tenant, error };
      try {
        const reported = report(circuit, admission, result);
        if (reported !== undefined) await reported;
      } catch (fault) {
        const own = fallBack(fault);
        const { epoch } = await own.knowledge.current();
        await report(own, { ...admission, epoch, probe: null }, result);
      }
      if (outcome.ok) return outcome.value;
      throw outcome.error;
    },
    describe: ({ fresh = false } = {}) =>
      withCircuit(async (circuit) => {
        if (fresh) circuit.knowledge.doubt();
        const known = await circuit.knowledge.current();
        const now = clock();
        const estimates = circuit.own.estimates(now);
        return { ...describeCircuit(known, settings, now), shared: circuit.shared, estimates };
      }),
  };
};

const byThrowing = ({ ok }: Outcome<unknown>): Verdict => (ok ? 'success' : 'failure');

const logFault = (error: unknown): void => {
  logger.warn('the circuit breaker counts on its own', { error: error as Error });
};
