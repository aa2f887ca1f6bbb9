import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type PlatformEnvelope, platformEnvelope } from '../envelope.ts';
import { type OutboxItem, pendingIndex, readOutboxItem, sortPrefixOf } from '../relay/outboxItem.ts';
import type { PublishedEvent } from '../relay/published.ts';
import type { CloudToOperate } from './cloud.ts';

/** An event with its data, from the outbox of the service that it happened in; undefined a week after it was sent. */
export type ReadEvent = (event: PublishedEvent) => Promise<PlatformEnvelope | undefined>;

export const outboxReader = ({ client, name }: CloudToOperate): ReadEvent => {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  return async ({ source, subject, tenantid, ...event }) => {
    const { Items = [] } = await table.send(
      new QueryCommand({
        TableName: source.replace('simsheet/', `${name}-`),
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
        ExpressionAttributeValues: {
          ':pk': tenantid === undefined ? `PLATFORM#${subject}` : `TENANT#${tenantid}#${subject}`,
          ':event': sortPrefixOf(event),
        },
      }),
    );
    const body = Items[0]?.outbox;
    return body === undefined ? undefined : platformEnvelope.loose().parse(JSON.parse(body));
  };
};

/** Events whose text contains this one and which the bus has not accepted. The index holds nothing but such. */
export const waitingItems = async ({ client, name }: CloudToOperate, text: string): Promise<OutboxItem[]> => {
  const plain = new DynamoDBClient(client);
  const documents = DynamoDBDocumentClient.from(plain);
  const names: string[] = [];
  for await (const { TableNames = [] } of paginateListTables({ client: plain }, {}))
    names.push(...TableNames.filter((table) => table.startsWith(`${name}-`)));
  const waiting = names.map(async (TableName) => {
    const items: OutboxItem[] = [];
    const pages = paginateScan(
      { client: documents },
      {
        TableName,
        IndexName: pendingIndex,
        FilterExpression: 'contains(outbox, :text)',
        ExpressionAttributeValues: { ':text': text },
      },
    );
    for await (const { Items = [] } of pages) items.push(...Items.map(readOutboxItem));
    return items;
  });
  return (await Promise.all(waiting)).flat();
};
