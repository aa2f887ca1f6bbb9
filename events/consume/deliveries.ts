import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { setting } from '../../shared/environment.ts';
import type { Table } from '../../shared/table/table.ts';
import { heedFence } from '../../shared/tenancy/fence.ts';
import type { Moving } from './consume.ts';
import { queueClient } from './deadLetters.ts';

/** What becomes of messages of a tenant that is being moved to another cell, or was. */
export interface Deliveries {
  /**
   * Puts the message anew into its own queue, to come in so long or sooner. It has failed in nothing: as the same message it would be a
   * dead letter after as many moves, or looks at a long one, as it has attempts.
   */
  postpone(body: string, milliseconds: number): Promise<void>;
  /**
   * Brings it to the queue of the same consumer in another cell, as it is; `names` is what names of that cell's things begin
   * with. An event keeps its id, of which the other cell has the marker if it took effect here.
   */
  forward(body: string, names: string): Promise<void>;
}

const suffix = '-dead-letters';
/** A fence is mostly gone long before its time is over. */
const longestDelayS = 30;

/** A consumer's queue is called as its function is, and lies beside its dead letters: see infra/constructs/Consumer.ts. */
const queueUrl = (name: string): string => {
  const own = setting('DEAD_LETTERS').slice(0, -suffix.length);
  return `${own.slice(0, own.lastIndexOf('/') + 1)}${name}`;
};

/** The same name in another cell. */
export const nameElsewhere = (own: string, service: string, names: string): string =>
  `${names}${own.slice(own.lastIndexOf(`-${service}-`))}`;

export const sqsDeliveries = (client: SQSClient = new SQSClient(queueClient)): Deliveries => {
  const own = setting('AWS_LAMBDA_FUNCTION_NAME');
  const service = setting('POWERTOOLS_SERVICE_NAME');
  return {
    async postpone(body, milliseconds) {
      const DelaySeconds = Math.min(longestDelayS, Math.ceil(milliseconds / 1000));
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl(own), MessageBody: body, DelaySeconds }));
    },
    async forward(body, names) {
      const QueueUrl = queueUrl(nameElsewhere(own, service, names));
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    },
  };
};

/** For a consumer over a table of tenants that may be moved. */
export const heedingMoves = (table: Pick<Table, 'get'>): Moving => ({
  ...sqsDeliveries(),
  heed: (tenant) => heedFence(table, tenant, Date.now()),
});
