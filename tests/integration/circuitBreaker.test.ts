import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, DeleteTableCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { clientSettings } from '../../localstack/clouds.ts';
import { describeCircuit } from '../../shared/circuitBreaker/describe.ts';
import { defaultSettings } from '../../shared/circuitBreaker/settings.ts';
import { storeSuite } from '../../shared/circuitBreaker/store.testkit.ts';
import { dynamoCircuitStore } from '../../shared/circuitBreaker/store.ts';
import { documentClient, dynamoTable } from '../../shared/table/table.ts';
import { type ProcessFleet, processFleet } from '../support/processFleet.ts';

const table = `circuit-breaker-test-${Date.now()}`;
const client = documentClient({ ...clientSettings(inject('cloud').endpoint), maxAttempts: 1 });
const store = dynamoCircuitStore({ tableName: table, client, deadlineMs: 20_000 });

const recoveryMs = 1000 * 1.2;
/** The calls' time, and what a lease lasts beyond it. */
const leaseMs = 6000 + 5000;

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

storeSuite('a circuit store over DynamoDB', () => store);

describe('a circuit that five processes share in a real table', () => {
  let fleet: ProcessFleet;
  beforeAll(() => {
    fleet = processFleet(inject('cloud').endpoint, 5);
  });
  afterAll(() => fleet.end());

  let circuits = 0;
  let name = '';
  /** The processes, with a circuit that they never had before. */
  const aFleet = async (halfOpenProbes = 3): Promise<ProcessFleet> => {
    circuits += 1;
    name = `circuit-${circuits}`;
    await fleet.use(table, name, halfOpenProbes);
    return fleet;
  };
  /** Ten calls at once in each process, all of which fail. */
  const failFifty = async (given: ProcessFleet) => {
    expect(await given.begin(10)).toEqual({ begun: 50, refused: 0 });
    return given.release('fails');
  };

  it('is not written to while all is well', async () => {
    const given = await aFleet();

    const endings = await given.run(50, 'works', 'org_1');

    expect(endings).toEqual(Array(250).fill('fine'));
    expect(await dynamoTable(table, client).get({ pk: 'CIRCUIT', sk: name })).toBeUndefined();
  });

  it('opens once at fifty failures at once, and counts fifty', async () => {
    const given = await aFleet();

    await failFifty(given);

    const circuit = await store.read(name);
    expect(circuit).toMatchObject({ state: 'OPEN', epoch: 1 });
    expect(describeCircuit(circuit, defaultSettings, Date.now()).failures).toBe(50);
  });

  it('is not closed by a slow success that began before it opened', async () => {
    const given = await aFleet();
    const [slow, ...others] = given.children;
    await given.begin(1, [slow!]);
    await given.begin(10, others);
    await given.release('fails', others);

    expect(await given.release('works', [slow!])).toEqual(['fine']);

    expect(await store.read(name)).toMatchObject({ state: 'OPEN', epoch: 1 });
  });

  it('lets three of fifty calls through to probe, and closes when they pass', async () => {
    const given = await aFleet();
    await failFifty(given);
    await sleep(recoveryMs);

    const probing = await given.begin(10);
    await given.release('works');

    expect(probing).toEqual({ begun: 3, refused: 47 });
    expect(await store.read(name)).toMatchObject({ state: 'CLOSED', epoch: 3 });
  });

  it('gives the permits of probers that were killed to others when their leases end', async () => {
    const given = await aFleet();
    const victims = processFleet(inject('cloud').endpoint, 3);
    await victims.use(table, name, 3);
    await failFifty(given);
    await sleep(recoveryMs);
    expect(await victims.begin(1)).toEqual({ begun: 3, refused: 0 });
    await victims.end();

    const before = await given.run(1, 'works', 'org_1');
    await sleep(leaseMs);
    const after = await given.run(3, 'works', 'org_1', given.children.slice(0, 1));

    expect(before).toEqual(Array(5).fill('CircuitOpenError'));
    expect(after).toEqual(['fine', 'fine', 'fine']);
    expect(await store.read(name)).toMatchObject({ state: 'CLOSED', epoch: 3 });
  });

  it('is not moved by a prober that was frozen until others had closed it', async () => {
    const given = await aFleet(1);
    const [frozen, other] = given.children;
    await failFifty(given);
    await sleep(recoveryMs);
    await given.begin(1, [frozen!]);
    frozen?.kill('SIGSTOP');
    await sleep(leaseMs);
    await given.run(1, 'works', 'org_1', [other!]);
    const closed = await store.read(name);

    frozen?.kill('SIGCONT');
    const late = await given.release('fails', [frozen!]);

    expect(late).toEqual(['CallTimeoutError']);
    expect(closed).toMatchObject({ state: 'CLOSED', epoch: 3 });
    expect(await store.read(name)).toEqual(closed);
  });

  it('gives nobody else a 503 for one tenant’s thousand poison requests', async () => {
    const given = await aFleet();
    const [first, ...others] = given.children;

    const [, served] = await Promise.all([
      given.run(250, 'poison', 'org_poison', others),
      given.run(200, 'works', 'org_other', [first!]),
    ]);
    const later = await given.run(5, 'works', 'org_other');

    expect(served).toEqual(Array(200).fill('fine'));
    expect(later).toEqual(Array(25).fill('fine'));
  });
});
