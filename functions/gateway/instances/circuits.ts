import type { OperatorMode } from '../../../shared/circuitBreaker/circuit.ts';
import { type CircuitBreaker, circuitBreaker } from '../../../shared/circuitBreaker/circuitBreaker.ts';
import { CallTimeoutError } from '../../../shared/circuitBreaker/errors.ts';
import type { Transition } from '../../../shared/circuitBreaker/ledger.ts';
import { type CircuitSettings, defaultSettings } from '../../../shared/circuitBreaker/settings.ts';
import type { CircuitStore } from '../../../shared/circuitBreaker/store.ts';
import { type ServiceResponse, tenantWaitsHeader } from '../../../shared/http/message.ts';
import { logger } from '../../../shared/telemetry.ts';
import { loopStatus } from '../edge/loop.ts';
import type { Decision } from './decision.ts';
import { ServiceFault } from './serviceFault.ts';

/** How the circuits of issuers are named, apart from those of instances. */
export const issuerCircuits = 'issuer/';

type Breaker = CircuitBreaker<ServiceResponse>;

/** A circuit per instance, which all processes of the gateway share. */
export interface InstanceCircuits {
  readonly settings: CircuitSettings;
  call(instance: string, ...call: Parameters<Breaker['call']>): Promise<ServiceResponse>;
  /** Whether it lets nobody through just now, as far as this process knows. */
  refusesAll(instance: string): Promise<boolean>;
  /** Of what else the gateway calls: the issuers. */
  others(): Promise<string[]>;
  describe(instance: string): ReturnType<Breaker['describe']>;
  /** What operators decided about it, the latest first, with when. */
  history(instance: string): Promise<(OperatorMode & { at: number })[]>;
  decide(instance: string, actor: string, decision: Decision): Promise<void>;
  /** Of an instance that is removed, or is now another one. */
  forget(instance: string): Promise<void>;
}

export interface CircuitDeps {
  store: CircuitStore;
  clock: () => number;
  settings?: Partial<CircuitSettings>;
  onTransition(transition: Transition): Promise<void> | void;
}

export const instanceCircuits = ({ store, clock, settings = {}, onTransition }: CircuitDeps): InstanceCircuits => {
  const breakers = new Map<string, Breaker>();
  // As many as there ever were instances in the life of a process, which is hours.
  const breakerOf = (name: string): Breaker => {
    const known = breakers.get(name);
    if (known !== undefined) return known;
    const made = circuitBreaker<ServiceResponse>({ name, store, settings, clock, classify, onTransition });
    breakers.set(name, made);
    return made;
  };
  return {
    settings: { ...defaultSettings, ...settings },
    call: (instance, operation, options) => breakerOf(instance).call(operation, options),
    others: async () => (await store.list()).map(({ name }) => name).filter((name) => name.startsWith(issuerCircuits)),
    describe: (instance) => breakerOf(instance).describe({ fresh: true }),
    async refusesAll(instance) {
      const { state, tenant, mode } = await breakerOf(instance).describe();
      if (mode !== null) return mode.mode === 'FORCED_OPEN';
      return state === 'OPEN' && tenant === null;
    },
    history: (instance) => store.modeHistory(instance),
    forget: (instance) => store.forget(instance),
    async decide(instance, actor, { mode, reason, minutes }) {
      const at = clock();
      await store.setMode(instance, { mode, actor, reason, until: at + minutes * 60_000 }, at);
      logger.warn('an operator decided about a circuit', { circuit: instance, actor, mode, reason, minutes });
    },
  };
};

/** An answer that a service composed is its word; only these statuses say that it, or what it needs, does not work. */
const failing: ReadonlySet<number> = new Set([502, 503, 504, loopStatus]);
export const isFailing = ({ status, headers }: Pick<ServiceResponse, 'status' | 'headers'>): boolean =>
  failing.has(status) && !(status === 503 && headers[tenantWaitsHeader] !== undefined);

const classify: NonNullable<Parameters<typeof circuitBreaker<ServiceResponse>>[0]['classify']> = (outcome) => {
  // Heavy requests of one tenant may take too long where the service works: that counts by tenants, as its own errors do.
  if (!outcome.ok && tookTooLong(outcome.error)) return 'service-error';
  // Too many requests at once are not the service's failure.
  if (!outcome.ok)
    return outcome.error instanceof ServiceFault && outcome.error.kind === 'throttled' ? 'ignored' : 'failure';
  const { status } = outcome.value;
  if (isFailing(outcome.value)) return { verdict: 'failure', because: `it answered ${status}` };
  return status === 500 ? { verdict: 'service-error', because: 'it answered 500' } : 'success';
};

const tookTooLong = (error: unknown): boolean =>
  error instanceof CallTimeoutError || (error instanceof ServiceFault && error.kind === 'timeout');
