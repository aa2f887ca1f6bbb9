import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryTable } from '../table/memoryTable.ts';
import { ConditionFailed, documentClient, type Table } from '../table/table.ts';
import { fullSinceEver } from './bucket.ts';
import { aFleet, allowedOf, defaults, takes } from './fleet.testkit.ts';
import { rateLimiter } from './rateLimiter.ts';
import { dynamoRateLimitStore, rateLimitStore } from './store.ts';

/** A table that can be switched off. */
const aFragileFleet = (options: Parameters<typeof aFleet>[0] = {}) => {
  let up = true;
  const asked = { count: 0 };
  const through = (table: Table): Table => ({
    ...table,
    async update(input) {
      if (!up) {
        asked.count += 1;
        throw new Error('no route to host');
      }
      return table.update(input);
    },
  });
  const fleet = aFleet({ ...options, through });
  return {
    ...fleet,
    asked,
    switchTo: (state: 'on' | 'off') => {
      up = state === 'on';
    },
  };
};

describe('a limiter whose store cannot be reached', () => {
  it('lets requests pass up to a quarter of the limit', async () => {
    const fleet = aFragileFleet();
    const [limiter] = fleet.limiters;
    fleet.switchTo('off');

    const decisions = await takes(20, limiter!);
    fleet.wait(1000);
    const second = await takes(20, limiter!);

    expect(decisions.map(({ allowed }) => allowed)).toEqual([...Array(10).fill(true), ...Array(10).fill(false)]);
    expect(decisions.at(-1)).toMatchObject({ shared: false, remaining: 0, limit: 40, retryAfterSeconds: 1 });
    expect(allowedOf(second)).toBe(5);
  });

  it('spends first what it holds', async () => {
    const fleet = aFragileFleet({ settings: { burst: 1000 } });
    await takes(16, fleet.limiters[0]!);
    fleet.switchTo('off');

    const decisions = await takes(10, fleet.limiters[0]!);

    // Of a block of ten one was spent before.
    expect(decisions.map(({ shared }) => shared)).toEqual([...Array(9).fill(true), false]);
  });

  it('asks it once in two seconds, for all keys, and tells of it once', async () => {
    const fleet = aFragileFleet();
    const [limiter] = fleet.limiters;
    fleet.switchTo('off');

    for (let n = 0; n < 20; n += 1) {
      for (const key of ['a', 'b', 'c']) await limiter!.take(key);
      fleet.wait(500);
    }

    expect(fleet.asked.count).toBe(5);
    expect(fleet.reached).toEqual([false]);
  });

  it('lets one request find out whether it is there again, while the others go by the limit of this process', async () => {
    const fleet = aFragileFleet();
    const [limiter] = fleet.limiters;
    fleet.switchTo('off');
    await takes(1, limiter!);
    fleet.wait(2000);

    const decisions = await Promise.all(Array.from({ length: 10 }, (_, n) => limiter!.take(`key-${n}`)));

    expect(allowedOf(decisions)).toBe(10);
    expect(fleet.asked.count).toBe(2);
  });

  it('goes by the shared bucket again as soon as that can be had', async () => {
    const fleet = aFragileFleet();
    const [limiter] = fleet.limiters;
    fleet.switchTo('off');
    await takes(20, limiter!);
    fleet.switchTo('on');

    fleet.wait(2000);

    expect(await limiter!.take('key')).toMatchObject({ allowed: true, shared: true });
    expect(fleet.reached).toEqual([false, true]);
  });

  it('is not what one takes itself for to whom the table says that others took all tokens', async () => {
    const fleet = aFragileFleet({ processes: 2 });
    await takes(41, fleet.limiters[0]!);

    expect(await fleet.limiters[1]!.take('key')).toMatchObject({ allowed: false, shared: true });
    expect(fleet.reached).toEqual([]);
  });
});

describe('a claim that takes too long', () => {
  it('does not go on when nobody waits for it any more', async () => {
    const answer = Promise.withResolvers<never>();
    let asked = 0;
    const slow: Table = {
      ...memoryTable(),
      update: () => {
        asked += 1;
        return answer.promise;
      },
    };
    const store = rateLimitStore(slow, { deadlineMs: 10, onReach: () => {} });
    const bucket = { policy: 'credential', key: 'key', limit: defaults, fullAt: fullSinceEver };
    await expect(store.claim(bucket, { least: 1, most: 1 }, 1_700_000_000_000_000)).rejects.toThrow();

    answer.reject(new ConditionFailed({ fullAt: 1_700_000_000_000_001 }));
    await new Promise((resolve) => setTimeout(resolve));

    expect(asked).toBe(1);
  });
});

/** Whatever answers, or does not, at an address of this machine. */
const listening = async (server: Server): Promise<DynamoDBDocumentClient> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return documentClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
};

describe('a table that accepts connections and never answers', () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket));
  let client: DynamoDBDocumentClient;
  beforeAll(async () => {
    client = await listening(server);
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('costs a request 200 ms, once, for both limits together', async () => {
    const cost = async () => {
      const store = dynamoRateLimitStore({ tableName: 'none', client, onReach: () => {} });
      const credential = rateLimiter({ policy: 'credential', store, settings: defaults });
      const tenant = rateLimiter({ policy: 'tenant', store, settings: defaults });
      const start = performance.now();
      await credential.take('key');
      const first = performance.now() - start;
      await tenant.take('key');
      return { first, second: performance.now() - start - first };
    };

    // Of five, the one that a busy machine disturbed least.
    const costs: Awaited<ReturnType<typeof cost>>[] = [];
    for (let n = 0; n < 5; n += 1) costs.push(await cost());
    const first = Math.min(...costs.map((each) => each.first));
    const second = Math.min(...costs.map((each) => each.second));

    expect(first).toBeGreaterThan(150);
    expect(first).toBeLessThan(220);
    expect(second).toBeLessThan(5);
  });
});
