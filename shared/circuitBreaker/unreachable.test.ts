import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentClient, type Table } from '../table/table.ts';
import { circuitBreaker } from './circuitBreaker.ts';
import { aFleet, ending, fails, held, times, works } from './fleet.testkit.ts';
import { dynamoCircuitStore } from './store.ts';

const minute = 60_000;

/** A table that can be switched off. */
const aFragileFleet = (options: Parameters<typeof aFleet>[0] = {}) => {
  let up = true;
  const asked = { count: 0 };
  const check = () => {
    if (up) return;
    asked.count += 1;
    throw new Error('no route to host');
  };
  const through = (table: Table): Table => ({
    ...table,
    async get(key) {
      check();
      return table.get(key);
    },
    async update(input) {
      check();
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

describe('a breaker whose store cannot be reached', () => {
  it('fails no call', async () => {
    const fleet = aFragileFleet();
    fleet.switchTo('off');

    expect(await times(20, () => fleet.breakers[0]!.call(works))).toEqual(Array(20).fill('fine'));
  });

  it('asks it once, says so once, and not again for a while', async () => {
    const fleet = aFragileFleet();
    fleet.switchTo('off');

    await Promise.all(Array.from({ length: 50 }, () => fleet.breakers[0]!.call(works)));
    await times(50, () => fleet.breakers[0]!.call(fails));

    expect(fleet.asked.count).toBe(1);
    expect(fleet.faults).toHaveLength(1);
  });

  it('counts by itself: a dependency that fails is spared all the same', async () => {
    const fleet = aFragileFleet({ processes: 2 });
    fleet.switchTo('off');

    await times(5, () => fleet.breakers[0]!.call(fails));

    expect(await ending(fleet.breakers[0]!.call(works))).toBe('CircuitOpenError');
    expect(await fleet.breakers[0]!.describe()).toMatchObject({ state: 'OPEN', shared: false });
    expect(fleet.transitions).toMatchObject([{ to: 'OPEN', shared: false }]);
    expect(await ending(fleet.breakers[1]!.call(works))).toBe('fine');
  });

  it('counts by itself what it could not tell', async () => {
    const fleet = aFragileFleet();
    await fleet.breakers[0]!.call(works);
    fleet.switchTo('off');

    await times(5, () => fleet.breakers[0]!.call(fails));

    expect(await fleet.breakers[0]!.describe()).toMatchObject({ state: 'OPEN', shared: false });
  });

  it('goes by the shared circuit again as soon as that can be had', async () => {
    const fleet = aFragileFleet();
    fleet.switchTo('off');
    await times(5, () => fleet.breakers[0]!.call(fails));
    fleet.switchTo('on');

    fleet.wait(2000);

    expect(await ending(fleet.breakers[0]!.call(works))).toBe('fine');
    expect(await fleet.breakers[0]!.describe()).toMatchObject({ state: 'CLOSED', shared: true });
  });

  it('lets calls through when it is lost while the circuit is half-open, all those who wait their turn at once', async () => {
    const fleet = aFragileFleet();
    await times(5, () => fleet.breakers[0]!.call(fails));
    fleet.wait(minute);
    await fleet.breakers[0]!.call(works);
    fleet.switchTo('off');

    const endings = await Promise.all(Array.from({ length: 20 }, () => ending(fleet.breakers[0]!.call(works))));

    expect(endings).toEqual(Array(20).fill('fine'));
    expect(fleet.asked.count).toBe(1);
  });

  it('forgets a probe whose end it cannot tell', async () => {
    const fleet = aFragileFleet({ settings: { halfOpenProbes: 1 } });
    await times(5, () => fleet.breakers[0]!.call(fails));
    fleet.wait(minute);
    const probe = held<string>();
    const probing = fleet.breakers[0]!.call(probe.operation);
    await expect.poll(() => fleet.item()?.state).toBe('HALF_OPEN');
    fleet.switchTo('off');

    probe.resolve('fine');

    expect(await probing).toBe('fine');
    fleet.switchTo('on');
    fleet.wait(35_000);
    await fleet.start().call(works);
    expect((await fleet.store.read('files')).state).toBe('CLOSED');
  });

  it('reports a hook that fails as its own trouble and not as the call’s', async () => {
    const faults: unknown[] = [];
    const { store } = aFleet();
    const breaker = circuitBreaker({
      name: 'files',
      store,
      onTransition: () => Promise.reject(new Error('the bus is down')),
      onFault: (error) => void faults.push(error),
    });

    expect(await times(5, () => breaker.call(fails))).toEqual(Array(5).fill('Error'));

    expect(faults).toMatchObject([{ message: 'the bus is down' }]);
    expect((await store.read('files')).state).toBe('OPEN');
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

  it('costs a call 200 ms, once', async () => {
    const cost = async () => {
      const store = dynamoCircuitStore({ tableName: 'none', client });
      const breaker = circuitBreaker({ name: 'files', store, onFault: () => {} });
      const start = performance.now();
      await breaker.call(works);
      const first = performance.now() - start;
      await breaker.call(works);
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

  it('does not keep a function from starting', async () => {
    const store = dynamoCircuitStore({ tableName: 'none', client });

    await expect(store.connect()).resolves.toBeUndefined();
  });
});
