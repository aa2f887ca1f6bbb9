/** An installation with its cells, as whoever operates it reaches them. */
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Rows } from '../../../../events/consume/erase.ts';
import type { CloudToOperate } from '../../../../events/operate/cloud.ts';
import type { TenantId } from '../../../../shared/identity.ts';
import { tenantObjectKey } from '../../../../shared/objects.ts';
import { documentClient, dynamoTable, type Item, type Table } from '../../../../shared/table/table.ts';
import { fenceKey, readFence } from '../../../../shared/tenancy/fence.ts';
import { nameOfCell, placementKey } from '../../../../shared/tenancy/tenancy.ts';
import { registered } from '../../../gateway/registry/registered.ts';
import { eachService } from '../moving/services.ts';
import { type KnownCell, knownCells } from './cells.ts';

export interface Installation {
  /** Of the users service, which knows where organizations are. */
  table: Table;
  /** What each cell's services registered. */
  cells(): Promise<KnownCell[]>;
  /** In which tables and buckets of a cell there is something of an organization. */
  dataIn(cell: string, tenant: TenantId): Promise<string[]>;
  /** The rows that say where organizations are, of those that were ever placed. */
  placements(): Promise<Item[]>;
}

export const installationAt = ({ client, name }: CloudToOperate): Installation => {
  const documents = documentClient(client);
  const objects = new S3Client({ ...client, forcePathStyle: client.endpoint !== undefined });
  const registry = registered(dynamoTable(`${name}-gateway`, documents));
  const usersTable = `${name}-users`;

  const hasRows = async (table: Table, rows: readonly Rows[]): Promise<boolean> => {
    for (const { pk, prefix } of rows) {
      const { items } = await table.page(pk, { limit: 1, ...(prefix !== undefined && { prefix }) });
      if (items.length > 0) return true;
    }
    return false;
  };

  const hasObjects = async (Bucket: string, tenant: TenantId): Promise<boolean> => {
    const Prefix = tenantObjectKey(tenant, '');
    const { Versions = [] } = await objects.send(new ListObjectVersionsCommand({ Bucket, Prefix, MaxKeys: 1 }));
    return Versions.length > 0;
  };

  /** It takes no writes of the tenant until the tenant is moved back. */
  const wasMovedFrom = async (table: Table, tenant: TenantId): Promise<boolean> =>
    readFence(await table.get(fenceKey(tenant)))?.state === 'MOVED';

  return {
    table: dynamoTable(usersTable, documents),
    cells: async () => knownCells(await registry.list()),

    async dataIn(cell, tenant) {
      const owner = nameOfCell(name, cell);
      const place = await placeOf(client);
      const found: string[] = [];
      for (const { service, rows, buckets } of eachService()) {
        const tableName = `${owner}-${service}`;
        const table = dynamoTable(tableName, documents);
        if ((await hasRows(table, rows(tenant))) || (await wasMovedFrom(table, tenant)))
          found.push(`table ${tableName}`);
        for (const purpose of buckets) {
          const bucket = `${owner}-${purpose}-${place}`;
          if (await hasObjects(bucket, tenant)) found.push(`bucket ${bucket}`);
        }
      }
      return found;
    },

    async placements() {
      const found: Item[] = [];
      const pages = paginateScan(
        { client: documents },
        {
          TableName: usersTable,
          FilterExpression: 'sk = :placement',
          ExpressionAttributeValues: { ':placement': placementKey('org_').sk },
        },
      );
      for await (const { Items = [] } of pages) found.push(...Items);
      return found;
    },
  };
};

/** The end of buckets' names. */
export const placeOf = async (client: CloudToOperate['client']): Promise<string> => {
  const sts = new STSClient(client);
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  return `${Account}-${await sts.config.region()}`;
};
