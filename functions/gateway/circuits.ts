import * as z from 'zod';
import type { OperatorMode } from '../../shared/circuitBreaker/circuit.ts';
import { type CircuitBreaker, circuitBreaker } from '../../shared/circuitBreaker/circuitBreaker.ts';
import { CallTimeoutError } from '../../shared/circuitBreaker/errors.ts';
import { type CircuitSettings, defaultSettings } from '../../shared/circuitBreaker/settings.ts';
import type { CircuitStore } from '../../shared/circuitBreaker/store.ts';
import type { ServiceResponse } from '../../shared/http/message.ts';
import { logger } from '../../shared/telemetry.ts';
import { ServiceFault } from './serviceFault.ts';
import { type ServiceName, services } from './services.ts';

type Breaker = CircuitBreaker<ServiceResponse>;

/** A circuit per service, which all processes of the gateway share. */
export interface ServiceCircuits {
  readonly settings: CircuitSettings;
  call: (service: ServiceName, ...call: Parameters<Breaker['call']>) => Promise<ServiceResponse>;
  describe(service: ServiceName): ReturnType<Breaker['describe']>;
  /** What operators decided about it, the latest first, with when. */
  history(service: ServiceName): Promise<(OperatorMode & { at: number })[]>;
  decide(service: ServiceName, actor: string, decision: Decision): Promise<void>;
}

const minutesOfWeek = 7 * 24 * 60;

/** What an operator may send. Whoever decides says why, and nothing lasts for ever. */
export const decision = z.strictObject({
  mode: z.enum(['FORCED_OPEN', 'FORCED_CLOSED', 'OBSERVE', 'AUTOMATIC']),
  reason: z.string().trim().min(1).max(500),
  minutes: z.number().positive().max(minutesOfWeek).default(60),
});
export type Decision = z.infer<typeof decision>;

export const serviceCircuits = (
  store: CircuitStore,
  clock: () => number,
  settings: Partial<CircuitSettings> = {},
): ServiceCircuits => {
  const breakers = new Map(
    services.map((name) => [
      name,
      circuitBreaker<ServiceResponse>({
        name,
        store,
        settings,
        clock,
        classify,
        onTransition: (transition) => logger.warn('circuit', { ...transition }),
      }),
    ]),
  );
  const breakerOf = (service: ServiceName): Breaker => breakers.get(service)!;
  return {
    settings: { ...defaultSettings, ...settings },
    call: (service, operation, options) => breakerOf(service).call(operation, options),
    describe: (service) => breakerOf(service).describe(),
    history: (service) => store.modeHistory(service),
    async decide(service, actor, { mode, reason, minutes }) {
      const at = clock();
      await store.setMode(service, { mode, actor, reason, until: at + minutes * 60_000 }, at);
      logger.warn('an operator decided about a circuit', { circuit: service, actor, mode, reason, minutes });
    },
  };
};

/** An answer that a service composed is its word; only these statuses say that it, or what it needs, does not work. */
const failing = new Set([502, 503, 504]);

const classify: NonNullable<Parameters<typeof circuitBreaker<ServiceResponse>>[0]['classify']> = (outcome) => {
  // Heavy requests of one tenant may take too long where the service works: that counts by tenants, as its own errors do.
  if (!outcome.ok && tookTooLong(outcome.error)) return 'service-error';
  // Too many requests at once are not the service's failure.
  if (!outcome.ok)
    return outcome.error instanceof ServiceFault && outcome.error.kind === 'throttled' ? 'ignored' : 'failure';
  const { status } = outcome.value;
  if (failing.has(status)) return { verdict: 'failure', because: `it answered ${status}` };
  return status === 500 ? { verdict: 'service-error', because: 'it answered 500' } : 'success';
};

const tookTooLong = (error: unknown): boolean =>
  error instanceof CallTimeoutError || (error instanceof ServiceFault && error.kind === 'timeout');
