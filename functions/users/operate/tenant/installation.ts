/** An installation with its cells, as whoever operates it reaches them. */
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Rows } from '../../../../events/consume/erase.ts';
import type { CloudToOperate } from '../../../../events/operate/cloud.ts';
import type { TenantId } from '../../../../shared/identity.ts';
import { tenantObjectKey } from '../../../../shared/objects.ts';
import { documentClient, dynamoTable, type Item, type Table } from '../../../../shared/table/table.ts';
import { placementKey } from '../../../../shared/tenancy/tenancy.ts';
import { registered } from '../../../gateway/registry/registered.ts';
import { callerIn } from '../caller.ts';
import { cellNames } from '../moving/cellNames.ts';
import { eachService, type MovedService } from '../moving/services.ts';
import { type KnownCell, knownCells } from './cells.ts';

export interface Installation {
  /** Of the users service, which knows where organizations are. */
  table: Table;
  /** Of a service in a cell. */
  tableIn(cell: string, service: MovedService): Table;
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

  return {
    table: dynamoTable(usersTable, documents),
    tableIn: (cell, service) => dynamoTable(cellNames(name, cell).table(service), documents),
    cells: async () => knownCells(await registry.list()),

    async dataIn(cell, tenant) {
      const named = cellNames(name, cell);
      const { place } = await callerIn(client);
      const found: string[] = [];
      for (const { service, rows, buckets } of eachService()) {
        const tableName = named.table(service);
        if (await hasRows(dynamoTable(tableName, documents), rows(tenant))) found.push(`table ${tableName}`);
        for (const purpose of buckets) {
          const bucket = named.bucket(purpose, place);
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
