import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import { services } from '../../functions/gateway/services.ts';
import { tableName } from '../../infra/names.ts';
import { clientSettings } from '../../localstack/clouds.ts';
import { nameOfCell, pooledCell } from '../../shared/tenancy/tenancy.ts';

/**
 * All that names an organization in any bucket, and in any service's table: of those of a dedicated cell, where one is named. Events
 * that wait to be sent, or were, are left out, as are the gateway's counts of requests: they go by themselves; and what others have in
 * their audit logs, where somebody of theirs asked for this one.
 */
export const dataOf = async (
  organizationId: string,
  cell = pooledCell,
): Promise<{ rows: string[]; objects: string[] }> => {
  const settings = clientSettings(inject('cloud').endpoint);
  const tables = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
  const rows: string[] = [];
  for (const service of services) {
    const TableName = tableName({ name: nameOfCell('simsheet', cell), installation: 'simsheet' }, service);
    const pages = paginateScan({ client: tables }, { TableName, ConsistentRead: true });
    for await (const { Items = [] } of pages) {
      const its = Items.filter(
        (item) =>
          item.outbox === undefined &&
          JSON.stringify(item).includes(organizationId) &&
          (!/#AUDIT/.test(item.pk) || item.pk.includes(`${organizationId}#AUDIT`)),
      );
      rows.push(...its.map(({ pk, sk }) => `${service}: ${pk} ${sk}`));
    }
  }
  const buckets = new S3Client({ ...settings, forcePathStyle: true });
  const { Buckets = [] } = await buckets.send(new ListBucketsCommand({}));
  const objects: string[] = [];
  for (const { Name: Bucket } of Buckets) {
    const { Versions = [] } = await buckets.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: `tenants/${organizationId}/` }),
    );
    objects.push(...Versions.map(({ Key }) => `${Bucket}: ${Key}`));
  }
  const inOrder = (a: string, b: string) => (a < b ? -1 : 1);
  return { rows: rows.toSorted(inOrder), objects: objects.toSorted(inOrder) };
};
