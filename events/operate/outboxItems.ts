import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type PlatformEnvelope, platformEnvelope } from '../envelope.ts';
import type { PublishedEvent } from '../published.ts';
import type { CloudToOperate } from './cloud.ts';

/** An event with its data, from the outbox of the service that it happened in; undefined a week after it was sent. */
export type ReadEvent = (event: PublishedEvent) => Promise<PlatformEnvelope | undefined>;

export const outboxReader = ({ client, name }: CloudToOperate): ReadEvent => {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  return async ({ id, source, subject, tenantid }) => {
    const { Items = [] } = await table.send(
      new QueryCommand({
        TableName: source.replace('simsheet/', `${name}-`),
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :outbox)',
        FilterExpression: 'contains(sk, :id)',
        ExpressionAttributeValues: {
          ':pk': tenantid === undefined ? `PLATFORM#${subject}` : `TENANT#${tenantid}#${subject}`,
          ':outbox': 'OUTBOX#',
          ':id': id,
        },
      }),
    );
    const body = Items[0]?.outbox;
    return body === undefined ? undefined : platformEnvelope.loose().parse(JSON.parse(body));
  };
};
