import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, DeleteTableCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { clientSettings } from '../../localstack/clouds.ts';
import { storeSuite } from '../../shared/rateLimit/store.testkit.ts';
import { dynamoRateLimitStore } from '../../shared/rateLimit/store.ts';
import { documentClient, dynamoTable } from '../../shared/table/table.ts';
import { forkedProcesses } from '../support/forkedProcesses.ts';
import type { Answer, Order } from '../support/limiterProcess.ts';

const table = `rate-limit-test-${Date.now()}`;
const client = documentClient({ ...clientSettings(inject('cloud').endpoint), maxAttempts: 1 });
const store = dynamoRateLimitStore({ tableName: table, client, deadlineMs: 20_000 });

beforeAll(async () => {
  const keys = ['pk', 'sk'] as const;
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map((AttributeName, n) => ({ AttributeName, KeyType: n === 0 ? 'HASH' : 'RANGE' })),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: table });
});

afterAll(() => client.send(new DeleteTableCommand({ TableName: table })));

storeSuite('buckets in DynamoDB', () => store);

describe('a bucket that five processes share in a real table', () => {
  let fleet: ReturnType<typeof forkedProcesses<Order, Answer>>;
  beforeAll(() => {
    fleet = forkedProcesses('limiterProcess.ts', inject('cloud').endpoint, 5);
  });
  afterAll(() => fleet.end());

  const limitTo = (requestsPerSecond: number) =>
    fleet.askAll({ kind: 'use', table, settings: { requestsPerSecond, burst: 40, blockSize: 10 } });
  const fullAtOf = async (key: string) =>
    Number((await dynamoTable(table, client).get({ pk: `RATE_LIMIT#credential#${key}`, sk: 'BUCKET' }))?.fullAt);

  it('gives a client who does not stop its burst and its rate, and no more than a second’s tokens on top', async () => {
    await limitTo(20);

    const answers = await fleet.askAll({ kind: 'hammer', key: 'busy', milliseconds: 5000 });

    const seconds = (Math.max(...answers.map(({ to }) => to)) - Math.min(...answers.map(({ from }) => from))) / 1000;
    const allowed = answers.reduce((sum, answer) => sum + answer.allowed, 0);
    expect(answers.reduce((sum, { alone }) => sum + alone, 0)).toBe(0);
    expect(allowed).toBeLessThanOrEqual(40 + 20 * (seconds + 1));
    // What the processes held when they stopped, or were about to claim, is not theirs any more.
    expect(allowed).toBeGreaterThan(40 + 20 * seconds - 5 * 10);
  });

  // A second must be enough for both, which a busy machine may miss.
  it('is written to for blocks and not for requests', { retry: 2 }, async () => {
    const key = `blocks-${Date.now()}`;
    await limitTo(20);
    const [first] = fleet.children;
    // The blocks grow: 1, 2, 4, 8.
    await fleet.askAll({ kind: 'take', key, count: 8 }, [first!]);
    const before = await fullAtOf(key);

    const [answer] = await fleet.askAll({ kind: 'take', key, count: 7 }, [first!]);

    expect(answer).toMatchObject({ allowed: 7, alone: 0 });
    expect(answer!.to - answer!.from).toBeLessThan(900);
    expect(await fullAtOf(key)).toBe(before);
  });

  it('has to be asked again by a process that was frozen while it held tokens', async () => {
    await limitTo(20);
    const [frozen] = fleet.children;
    await fleet.askAll({ kind: 'take', key: 'frozen', count: 8 }, [frozen!]);
    const before = await fullAtOf('frozen');
    frozen?.kill('SIGSTOP');
    await sleep(1100);

    frozen?.kill('SIGCONT');
    await fleet.askAll({ kind: 'take', key: 'frozen', count: 1 }, [frozen!]);

    expect(await fullAtOf('frozen')).toBeGreaterThan(before);
  });

  it('refuses in one process what others have taken', async () => {
    await limitTo(0.1);
    const [first, ...others] = fleet.children;
    await fleet.askAll({ kind: 'take', key: 'shared', count: 40 }, others);

    const [answer] = await fleet.askAll({ kind: 'take', key: 'shared', count: 1 }, [first!]);

    expect(answer).toMatchObject({ allowed: 0, refused: 1, alone: 0 });
  });
});
