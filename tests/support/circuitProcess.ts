/** A process with a breaker on a real table, told by messages what to call and how calls end. */
import { type CircuitBreaker, circuitBreaker } from '../../shared/circuitBreaker/circuitBreaker.ts';
import { CircuitOpenError } from '../../shared/circuitBreaker/errors.ts';
import { dynamoCircuitStore } from '../../shared/circuitBreaker/store.ts';

export type Outcome = 'works' | 'fails' | 'poison';
export type Order =
  /** Gets itself a breaker. */
  | { kind: 'use'; table: string; name: string; halfOpenProbes: number }
  /** Begins calls at once, whose operations wait for their release. */
  | { kind: 'begin'; calls: number }
  | { kind: 'release'; outcome: Outcome }
  /** Makes calls one after the other. */
  | { kind: 'run'; calls: number; outcome: Outcome; tenant: string };
export type Answer =
  | { kind: 'ready' }
  | { kind: 'begun'; begun: number; refused: number }
  | { kind: 'ended'; endings: string[] };

/** Long enough for every answer on a busy machine: whether an answer is late is not what these tests are about. */
const patientMs = 20_000;

class ServiceError extends Error {}

const breakerFor = (table: string, name: string, halfOpenProbes: number): CircuitBreaker =>
  circuitBreaker({
    name,
    store: dynamoCircuitStore({ tableName: table, deadlineMs: patientMs }),
    settings: { recoveryTimeoutMs: 1000, timeoutMs: 6000, cacheMs: 200, halfOpenProbes },
    classify: (outcome) =>
      outcome.ok ? 'success' : outcome.error instanceof ServiceError ? 'service-error' : 'failure',
  });
let breaker: CircuitBreaker;

const operations: Record<Outcome, () => Promise<string>> = {
  works: async () => 'fine',
  fails: () => Promise.reject(new Error('no connection')),
  poison: () => Promise.reject(new ServiceError()),
};
const tell = (answer: Answer) => process.send?.(answer);
const ending = (call: Promise<string>) => call.catch((error: Error) => error.name);

let release = Promise.withResolvers<Outcome>();
let underWay: Promise<string[]> = Promise.resolve([]);

const begin = (calls: number): void => {
  const { promise } = release;
  let begun = 0;
  let refused = 0;
  const note = () => {
    if (begun + refused === calls) tell({ kind: 'begun', begun, refused });
  };
  const held = () => {
    begun += 1;
    note();
    return promise.then((outcome) => operations[outcome]());
  };
  const one = () =>
    breaker.call(held).catch((error: Error) => {
      if (error instanceof CircuitOpenError) {
        refused += 1;
        note();
      }
      return error.name;
    });
  underWay = Promise.all(Array.from({ length: calls }, one));
};

const run = async (calls: number, outcome: Outcome, tenant: string): Promise<string[]> => {
  const endings: string[] = [];
  for (let n = 0; n < calls; n += 1) endings.push(await ending(breaker.call(operations[outcome], { tenant })));
  return endings;
};

process.on('message', async (order: Order) => {
  if (order.kind === 'use') {
    breaker = breakerFor(order.table, order.name, order.halfOpenProbes);
    return tell({ kind: 'ready' });
  }
  if (order.kind === 'begin') return begin(order.calls);
  if (order.kind === 'release') {
    release.resolve(order.outcome);
    release = Promise.withResolvers<Outcome>();
    return tell({ kind: 'ended', endings: await underWay });
  }
  tell({ kind: 'ended', endings: await run(order.calls, order.outcome, order.tenant) });
});
