import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, GetCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { CloudToOperate } from '../../events/operate/cloud.ts';
import { pendingIndex } from '../../events/relay/outboxItem.ts';
import { bucketName, type Named, tableName } from '../names.ts';
import type { TenancyDeps } from './tenancy.ts';

export interface Deployed {
  client: CloudToOperate['client'];
  /** The installation, or a dedicated cell of it. */
  owner: Named;
  account: string;
  region: string;
  roleOf(service: string): string | undefined;
}

/** Sessions of the deployed roles for tenant data, with what is to be tried in them. */
export const tenantSessionTrials =
  ({ client, owner, account, region, roleOf }: Deployed): TenancyDeps['assume'] =>
  async (service, tags) => {
    const role = roleOf(service);
    if (role === undefined) throw new Error(`The stack of ${service} names no role for tenant data: deploy it again.`);
    const { Credentials: given } = await new STSClient(client).send(
      new AssumeRoleCommand({
        RoleArn: role,
        RoleSessionName: 'doctor',
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    const credentials = {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
    };
    const db = DynamoDBDocumentClient.from(new DynamoDBClient({ ...client, credentials }));
    const s3 = new S3Client({ ...client, credentials });
    const TableName = tableName(owner, service);
    const bucketOf = (purpose: string) => bucketName({ account, region }, owner, purpose);
    return {
      item: (pk) => db.send(new GetCommand({ TableName, Key: { pk, sk: 'DOCTOR' } })),
      itemOfAnother: (pk) =>
        db.send(new GetCommand({ TableName: tableName(owner, 'users'), Key: { pk, sk: 'DOCTOR' } })),
      scan: () => db.send(new ScanCommand({ TableName, Limit: 1 })),
      index: (pk) =>
        db.send(
          new QueryCommand({
            TableName,
            IndexName: pendingIndex,
            KeyConditionExpression: '#pk = :pk',
            ExpressionAttributeNames: { '#pk': pendingIndex },
            ExpressionAttributeValues: { ':pk': pk },
            Limit: 1,
          }),
        ),
      list: (purpose, Prefix) =>
        s3.send(
          new ListObjectsV2Command({ Bucket: bucketOf(purpose), MaxKeys: 1, ...(Prefix !== undefined && { Prefix }) }),
        ),
    };
  };
