import { rateLimiter } from '../../shared/rateLimit/rateLimiter.ts';
import { rateLimitStore } from '../../shared/rateLimit/store.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import type { Benchmark } from '../measurement.ts';

const warmUp = 20_000;
const requests = 200_000;

/** What a limit adds to a request in processor time while it asks no table, and how many writes requests cost at their limit. */
export const bench: Benchmark = async () => {
  const generous = { requestsPerSecond: 10_000, burst: 1_000_000, blockSize: 1000 };
  const out = rateLimiter({ policy: 'bench', store: rateLimitStore(memoryTable()), settings: generous });
  const spent = rateLimiter({ policy: 'bench', store: rateLimitStore(memoryTable()), settings: scarce });
  await spent.take('key', scarce.burst);

  return [
    await timed('token of a block', () => out.take('key')),
    await timed('remembered refusal', () => spent.take('key')),
    await writesPerRequest(1),
    await writesPerRequest(3),
    await writesPerRequest(10),
  ];
};

const scarce = { requestsPerSecond: 0.0001, burst: 10, blockSize: 10 };

const timed = async (name: string, request: () => Promise<unknown>) => {
  for (let n = 0; n < warmUp; n += 1) await request();
  const before = process.cpuUsage();
  for (let n = 0; n < requests; n += 1) await request();
  const { user, system } = process.cpuUsage(before);
  return { name, value: (user + system) / requests, unit: 'µs', goal: '<= 20 µs' };
};

/** A client at its limit of 20 a second for two minutes, whose requests meet the processes in turn. */
const writesPerRequest = async (processes: number) => {
  let now = Date.now();
  let writes = 0;
  const table = memoryTable();
  const counted: typeof table = {
    ...table,
    update: (input) => {
      writes += 1;
      return table.update(input);
    },
  };
  const clock = () => now;
  const settings = { requestsPerSecond: 20, burst: 40, blockSize: 10 };
  const limiters = Array.from({ length: processes }, () =>
    rateLimiter({ policy: 'bench', store: rateLimitStore(counted, { clock }), settings, clock }),
  );
  const count = 2400;
  for (let n = 0; n < count; n += 1) {
    now += 50;
    await limiters[n % processes]?.take('key');
  }
  return { name: `writes at the limit, ${processes} processes`, value: writes / count, unit: 'per request' };
};
