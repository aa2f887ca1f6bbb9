import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import type { PlatformEnvelope } from '../../events/envelope.ts';
import { clientSettings } from '../../localstack/clouds.ts';

/** Every event of these services that the bus has taken, as their tables hold it. */
export const sentEvents = async (services: readonly string[]): Promise<PlatformEnvelope[]> => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(inject('cloud').endpoint)));
  const sent: PlatformEnvelope[] = [];
  for (const service of services) {
    const pages = paginateScan({ client }, { TableName: `simsheet-${service}`, ConsistentRead: true });
    for await (const { Items = [] } of pages) {
      const items = Items.filter(({ outbox, status }) => outbox !== undefined && status === 'SENT');
      sent.push(...items.map(({ outbox }) => JSON.parse(outbox)));
    }
  }
  return sent;
};
