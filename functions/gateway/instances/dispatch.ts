/** Brings a request to an instance of its service, and to another one if that fails. */
import { CallTimeoutError, CircuitOpenError } from '../../../shared/circuitBreaker/errors.ts';
import type { ServiceRequest, ServiceResponse } from '../../../shared/http/message.ts';
import { type Instance, instanceName } from '../registry/instance.ts';
import type { KnownInstances } from '../registry/knownInstances.ts';
import type { RoundRobin } from '../registry/roundRobin.ts';
import { attemptTimeoutMs, type ServiceName } from '../services.ts';
import { type InstanceCircuits, isFailing } from './circuits.ts';
import type { InstanceCalls } from './instanceCalls.ts';
import { ServiceFault } from './serviceFault.ts';

export interface DispatchDeps {
  instances: KnownInstances;
  turns: RoundRobin;
  calls: Pick<InstanceCalls, 'request'>;
  /** Keep requests from an instance that fails. */
  circuits: Pick<InstanceCircuits, 'call'>;
  clock: () => number;
}

/** One try at one instance, for the access log and the metrics. */
export interface Attempt {
  instance: string;
  outcome: 'answered' | 'failed' | 'refused';
  durationMs: number;
  /** It counted as UNHEALTHY, and was asked because nothing better was left. */
  panic: boolean;
}

export type Dispatched = { attempts: readonly Attempt[] } & (
  | { kind: 'answer'; response: ServiceResponse }
  /** No attempt brought an answer; this is the last one's fault. */
  | { kind: 'fault'; fault: ServiceFault['kind'] }
  /** Nothing was sent: every circuit refused, or there is no instance. */
  | { kind: 'unavailable'; retryAfterMs: number }
);

/** Methods that do no more when they are done twice (RFC 9110, 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** How long to wait where nothing is known: the registry is read again by then. */
const noInstanceRetryMs = 5_000;

/**
 * Asks the instances in their order. One whose circuit refuses is passed over: nothing was sent. After a failure another
 * one is asked, once, if doing it twice does no harm and an attempt's time remains.
 */
export const dispatch = async (
  { instances, turns, calls, circuits, clock }: DispatchDeps,
  { service, cell, request }: { service: ServiceName; cell: string; request: ServiceRequest },
): Promise<Dispatched> => {
  const { deadline, identity } = request;
  const order = turns.order(await instances.of(service), cell, clock());
  const attempts: Attempt[] = [];
  let retryAfterMs = Number.POSITIVE_INFINITY;
  let last: Dispatched | null = null;

  for (const instance of order) {
    if (last !== null && deadline - clock() < attemptTimeoutMs[service]) break;
    const startedAt = clock();
    const note = (outcome: Attempt['outcome']) =>
      attempts.push({
        instance: instanceName(instance),
        outcome,
        durationMs: clock() - startedAt,
        panic: instance.status === 'UNHEALTHY',
      });
    const result = await attempt(instance);
    if ('refusedMs' in result) {
      note('refused');
      retryAfterMs = Math.min(retryAfterMs, result.refusedMs);
      continue;
    }
    if (result.kind === 'answer' && !isFailing(result.response)) {
      note('answered');
      return { ...result, attempts };
    }
    note('failed');
    const isSecond = last !== null;
    last = { ...result, attempts };
    const mayRepeat = idempotent.has(request.method) || (result.kind === 'fault' && result.fault === 'throttled');
    if (isSecond || !mayRepeat) break;
  }
  if (last !== null) return last;
  return {
    kind: 'unavailable',
    attempts,
    retryAfterMs: Number.isFinite(retryAfterMs) ? retryAfterMs : noInstanceRetryMs,
  };

  async function attempt(
    instance: Instance,
  ): Promise<
    | { kind: 'answer'; response: ServiceResponse }
    | { kind: 'fault'; fault: ServiceFault['kind'] }
    | { refusedMs: number }
  > {
    const timeoutMs = Math.min(attemptTimeoutMs[service], deadline - clock());
    const options = { tenant: identity.organizationId, timeoutMs };
    const operation = (signal: AbortSignal) => calls.request(instance, request, signal);
    try {
      return { kind: 'answer', response: await circuits.call(instanceName(instance), operation, options) };
    } catch (error) {
      if (error instanceof CircuitOpenError) return { refusedMs: error.retryAfterMs };
      if (error instanceof CallTimeoutError) return { kind: 'fault', fault: 'timeout' };
      if (error instanceof ServiceFault) return { kind: 'fault', fault: error.kind };
      throw error;
    }
  }
};
