import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { setting } from '../../shared/environment.ts';
import type { Table } from '../../shared/table/table.ts';
import { heedFence } from '../../shared/tenancy/fence.ts';
import type { Moving } from './consume.ts';
import { queueClient } from './deadLetters.ts';

/** What becomes of messages of a tenant that is being moved to another cell, or was. */
export interface Deliveries {
  /** Has the message come again in so long, instead of when its queue gives up waiting for an answer. */
  postpone(record: Pick<SQSRecord, 'receiptHandle'>, milliseconds: number): Promise<void>;
  /**
   * Brings it to the queue of the same consumer in another cell, as it is; `names` is what names of that cell's things begin
   * with. An event keeps its id, of which the other cell has the marker if it took effect here.
   */
  forward(body: string, names: string): Promise<void>;
}

const suffix = '-dead-letters';

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
    async postpone({ receiptHandle }, milliseconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl(own),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: Math.ceil(milliseconds / 1000),
        }),
      );
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
