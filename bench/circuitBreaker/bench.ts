import { circuitBreaker } from '../../shared/circuitBreaker/circuitBreaker.ts';
import { memoryCircuitStore } from '../../shared/circuitBreaker/memoryStore.ts';
import type { Benchmark } from '../measurement.ts';

const warmUp = 20_000;
const calls = 200_000;

/** What the breaker adds to a call in processor time, while all is well and while it refuses. */
export const bench: Benchmark = async () => {
  const open = circuitBreaker({ name: 'open', store: memoryCircuitStore(), settings: { failureThreshold: 1 } });
  await open.call(() => Promise.reject(new Error('down'))).catch(() => {});
  const healthy = circuitBreaker({ name: 'healthy', store: memoryCircuitStore() });

  const plain = await microsecondsPerCall(works);
  const guarded = await microsecondsPerCall(() => healthy.call(works, { tenant: 'org_1' }));
  const refused = await microsecondsPerCall(() => open.call(works).catch(() => 'refused'));
  return [row('healthy call', guarded, plain, '<= 50 µs'), row('refused call', refused, plain, '<= 50 µs')];
};

const works = async (): Promise<string> => 'fine';

const microsecondsPerCall = async (call: () => Promise<string>): Promise<number> => {
  for (let n = 0; n < warmUp; n += 1) await call();
  const before = process.cpuUsage();
  for (let n = 0; n < calls; n += 1) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
};

const row = (name: string, value: number, plain: number, goal: string) => ({
  name,
  value,
  unit: 'µs',
  goal,
  reference: 'without a breaker',
  referenceValue: plain,
  ratio: value / plain,
});
