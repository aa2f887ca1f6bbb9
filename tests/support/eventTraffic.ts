/** Events of changes that a test commits itself, in a service's table, and what arrives of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { once } from '../../events/consume/once.ts';
import type { Envelope } from '../../events/envelope.ts';
import { outboxStore } from '../../events/relay/outboxStore.ts';
import { publishSimulationProgress } from '../../events/simulation.ts';
import { clientSettings } from '../../localstack/clouds.ts';
import type { TenantId } from '../../shared/identity.ts';
import { newId } from '../../shared/ids.ts';
import { absent, ConditionFailed, documentClient, dynamoTable, type Table } from '../../shared/table/table.ts';

export type EventTraffic = Awaited<ReturnType<typeof eventTraffic>>;

/** An organization of its own, whose simulations change in the table of `service`. */
export const eventTraffic = async (endpoint: string, service: string, simulations = 20) => {
  const tenant = newId('org');
  const client = documentClient(clientSettings(endpoint));
  const table = dynamoTable(`simsheet-${service}`, client);
  const things = Array.from({ length: simulations }, () => ({ simulationId: newId('sim'), version: 0 }));
  const committed: { simulationId: string; version: number; at: number }[] = [];
  const arrivals = await listen(endpoint, tenant, table);

  /** The next version of a simulation, with the event of it, in one transaction; its clock may be behind. */
  const change = async (behindMs: number): Promise<void> => {
    const thing = things[committed.length % things.length]!;
    thing.version += 1;
    const { simulationId, version } = thing;
    const at = Date.now();
    committed.push({ simulationId, version, at });
    const context = {
      tenant,
      subject: simulationId,
      sequence: version,
      at: new Date(at - behindMs),
      correlationId: 'cor_traffic',
    };
    const condition =
      version === 1
        ? absent
        : { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': version - 1 } };
    const result = await table.transact([
      { label: 'change', put: { pk: `TENANT#${tenant}#TRAFFIC`, sk: simulationId, version }, condition },
      // No service consumes it: what is measured is the way to here.
      publishSimulationProgress(context, { simulationId, completed: version, total: 1_000_000 }),
    ]);
    if (!result.ok) throw new Error(`a change was refused: ${JSON.stringify(result.error)}`);
  };

  return {
    committed,
    arrivals,
    /** So many changes, so many a second, none of a simulation before its last one is committed. Throws if one fails. */
    async commit(count: number, perSecond: number, behindMs = 0): Promise<void> {
      const begun = performance.now();
      const under = new Map<string, Promise<void>>();
      for (let n = 0; n < count; n += 1) {
        const due = begun + (n * 1000) / perSecond - performance.now();
        if (due > 0) await sleep(due);
        const { simulationId } = things[committed.length % things.length]!;
        await under.get(simulationId);
        under.set(simulationId, change(behindMs));
      }
      await Promise.all(under.values());
    },
    /** What has not come. */
    missing: () => committed.filter(({ simulationId, version }) => !arrivals.seen.has(`${simulationId} ${version}`)),
    /** Waits until the table says of each event that the bus has taken it, which it does a moment after that. */
    async sent(): Promise<void> {
      const { rows } = outboxStore(table);
      for (;;) {
        const found = await rows();
        if (found.next === null && !found.rows.some(({ pk }) => pk.includes(tenant))) return;
        await sleep(200);
      }
    },
    /** What the consumer made of the events that is not what was committed: how many it applied, and which was the last. */
    async wrong() {
      const states = await Promise.all(
        things.map(async ({ simulationId, version }) => {
          const state = await table.get(stateKey(tenant, simulationId));
          return { simulationId, version, applied: Number(state?.applied ?? 0), last: Number(state?.last ?? 0) };
        }),
      );
      return states.filter(({ version, applied, last }) => applied !== version || last !== version);
    },
  };
};

const stateKey = (tenant: TenantId, simulationId: string) => ({
  pk: `TENANT#${tenant}#TRAFFIC_STATE`,
  sk: simulationId,
});

/** A consumer as services have them: it counts each event once, and keeps the newest of a simulation. */
const consume = async (table: Table, event: Envelope): Promise<void> => {
  const key = stateKey(event.tenantid, event.subject);
  await once({ table, consumer: 'traffic', now: new Date(), keptForDays: 1 }, event, [
    {
      label: 'count',
      update: { ...key, expression: 'ADD applied :one' },
      condition: { ExpressionAttributeValues: { ':one': 1 } },
    },
  ]);
  await table
    .update({
      Key: key,
      UpdateExpression: 'SET #last = :new',
      ConditionExpression: 'attribute_not_exists(#last) OR #last < :new',
      ExpressionAttributeNames: { '#last': 'last' },
      ExpressionAttributeValues: { ':new': event.sequence },
    })
    .catch((error: unknown) => {
      if (!(error instanceof ConditionFailed)) throw error;
    });
};

/** A queue of the test's own on the bus. Tells when each event came for the first time, and how often. */
const listen = async (endpoint: string, tenant: TenantId, table: Table) => {
  const bus = new EventBridgeClient(clientSettings(endpoint));
  const queues = new SQSClient(clientSettings(endpoint));
  const name = `traffic-${tenant.toLowerCase().replace('_', '-')}`;
  const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const rule = { Name: name, EventBusName: 'simsheet-events' };
  const EventPattern = JSON.stringify({ 'detail-type': ['simulation.progress'], detail: { tenantid: [tenant] } });
  await bus.send(new PutRuleCommand({ ...rule, EventPattern }));
  await bus.send(
    new PutTargetsCommand({
      Rule: name,
      EventBusName: rule.EventBusName,
      Targets: [{ Id: 'queue', Arn: Attributes?.QueueArn }],
    }),
  );
  const seen = new Map<string, { firstAt: number; times: number }>();
  let isListening = true;
  const listening = (async () => {
    while (isListening) {
      const { Messages = [] } = await queues.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      const now = Date.now();
      await Promise.all(
        Messages.map(async ({ Body = '{}' }) => {
          const event: Envelope = JSON.parse(Body).detail;
          await consume(table, event);
          const key = `${event.subject} ${event.sequence}`;
          const { firstAt, times } = seen.get(key) ?? { firstAt: now, times: 0 };
          seen.set(key, { firstAt, times: times + 1 });
        }),
      );
      if (Messages.length === 0) continue;
      const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
      await queues.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  })();
  return {
    seen,
    /** Waits until so many different events have come. */
    async until(count: number, timeoutMs: number): Promise<void> {
      for (const deadline = Date.now() + timeoutMs; seen.size < count && Date.now() < deadline; ) await sleep(100);
    },
    async end(): Promise<void> {
      isListening = false;
      await listening;
      await bus.send(new RemoveTargetsCommand({ Rule: name, EventBusName: rule.EventBusName, Ids: ['queue'] }));
      await bus.send(new DeleteRuleCommand(rule));
      await queues.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
};
