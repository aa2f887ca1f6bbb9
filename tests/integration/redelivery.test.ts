import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import { clientSettings } from '../../localstack/clouds.ts';
import { until } from '../support/api.ts';
import { asAda } from '../support/people.ts';
import { exampleRequest, simulate, uploadExample } from '../support/simulate.ts';

const example = 'own-randomness';

/** The event as the simulations service committed it with its change. */
const committedEvent = async (organizationId: string, simulationId: string, type: string) => {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(inject('cloud').endpoint)));
  const { Items = [] } = await table.send(
    new QueryCommand({
      TableName: 'simsheet-simulations',
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :outbox)',
      ExpressionAttributeValues: { ':pk': `TENANT#${organizationId}#${simulationId}`, ':outbox': 'OUTBOX#' },
    }),
  );
  return Items.map(({ outbox }) => JSON.parse(outbox)).find((event) => event.type === type);
};

const putAgain = async (event: { source: string; type: string }): Promise<void> => {
  const client = new EventBridgeClient(clientSettings(inject('cloud').endpoint));
  const { FailedEntryCount } = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: 'simsheet-events',
          Source: event.source,
          DetailType: event.type,
          Detail: JSON.stringify(event),
        },
      ],
    }),
  );
  expect(FailedEntryCount).toBe(0);
};

describe('an event that the bus delivers more than once', () => {
  it('is billed and told once', async () => {
    const api = asAda();
    const iterations = 3210;
    const fileId = await uploadExample(api, example);
    const usage = async () => (await api('/api/billing/usage')).body.total;
    const notices = async (id: string): Promise<unknown[]> =>
      (await api('/api/notifications')).body.items.filter((item: { simulationId: string }) => item.simulationId === id);
    const before = await usage();
    const { simulationId } = (await simulate(api, { ...(await exampleRequest(example)), fileId, iterations })).body;
    await until(
      () => api('/api/billing/usage'),
      ({ body }) => body.total.simulations > before.simulations,
    );
    const { organizationId } = (await api('/api/users/me')).body;
    const event = await committedEvent(organizationId, simulationId, 'simulation.completed');

    for (let times = 0; times < 3; times += 1) await putAgain(event);
    // Another run's event goes the same way behind them: once that one has arrived, so have the others.
    const last = (await simulate(api, { ...(await exampleRequest(example)), fileId, iterations: 1000 })).body;
    await until(
      () => api('/api/billing/usage'),
      ({ body }) => body.total.simulations > before.simulations + 1,
    );
    await until(
      () => api('/api/notifications'),
      ({ body }) => body.items.some((item: { simulationId: string }) => item.simulationId === last.simulationId),
    );

    const after = await usage();
    expect(after.iterations - before.iterations).toBe(iterations + 1000);
    expect(after.simulations - before.simulations).toBe(2);
    expect(await notices(simulationId)).toHaveLength(1);
  });
});
