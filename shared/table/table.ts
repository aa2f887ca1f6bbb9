import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { TenantId } from '../identity.ts';

export type Item = Record<string, unknown>;
export interface Key<Partition extends string = string> {
  pk: Partition;
  sk: string;
}
/** Of one tenant. */
export type TenantPartition = `TENANT#${TenantId}#${string}`;

export interface Condition {
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
}

/** One write of a transaction. `label` names it in the answer when its condition refuses it. */
export type Write = { label: string } & (
  | { put: Item & Key; condition?: Condition }
  | { update: Key & { expression: string }; condition: Condition }
  | { remove: Key; condition?: Condition }
  /** Writes nothing: the others take effect only if this holds. */
  | { check: Key; condition: Condition & Required<Pick<Condition, 'ConditionExpression'>> }
);

/** Which item a write is about. */
export const keyOf = (write: Write): Key => {
  if ('put' in write) return write.put;
  if ('check' in write) return write.check;
  return 'remove' in write ? write.remove : write.update;
};

/** Which writes' conditions refused the transaction, with the items as they stand. */
export type Refusal = { label: string; item: Item | undefined }[];

/** Thrown when the same Idempotency-Key was answered while this request was under way: the first answer counts. */
export class AnsweredBefore extends Error {}

/** Thrown by an update whose condition does not hold. */
export class ConditionFailed extends Error {
  /** The item as it stands, if the update asked for it and there is one. */
  readonly item: Item | undefined;

  constructor(item: Item | undefined) {
    super('the condition of the update does not hold');
    this.item = item;
  }
}

/** The label of an idempotency entry's write. */
export const idempotencyLabel = 'idempotency';

/** The partition of one tenant's things of one kind. */
export const partition = (tenant: TenantId, kind: string): TenantPartition => `TENANT#${tenant}#${kind}`;

/** The condition that nothing stands at this key yet. */
export const absent = { ConditionExpression: 'attribute_not_exists(pk)' } as const satisfies Condition;

export interface Page {
  items: Item[];
  /** The sort key to go on from; null at the end. */
  nextSortKey: string | null;
}

export interface PageOptions {
  limit: number;
  /** Only sort keys that begin so. */
  prefix?: string;
  /** Only sort keys between these two, both included. */
  between?: readonly [string, string];
  startAfter?: string | undefined;
  ascending?: boolean;
}

export interface IndexOptions {
  limit: number;
  startAfter?: string | undefined;
}

export interface ScanOptions {
  limit: number;
  /** Only these attributes of the items; the keys are among them. */
  attributes: readonly string[];
  /** Where the last scan ended. */
  from?: Item | undefined;
}

export interface Scanned {
  items: Item[];
  /** Where to go on; null at the end of the index. */
  next: Item | null;
}

export interface Table {
  get(key: Key): Promise<Item | undefined>;
  /** One partition's items by descending sort key (newest first), after `startAfter`. */
  page(pk: string, options: PageOptions): Promise<Page>;
  /**
   * What stands under a sparse index's key, by ascending sort key, after `startAfter`; an index follows the table with a
   * delay. For platform work only: an index that a tenant reads begins with its tenant.
   */
  queryIndex(index: string, pk: string, options: IndexOptions): Promise<Page>;
  /** Some of a sparse index: the items of a key by sort key, the keys in no order. */
  scanIndex(index: string, options: ScanOptions): Promise<Scanned>;
  /** Throws `ConditionFailed` if the condition does not hold. */
  update(input: Omit<UpdateCommandInput, 'TableName'>): Promise<Item | undefined>;
  /** All writes or none. A refusal by a condition is an answer; anything else throws. */
  transact(writes: readonly Write[]): Promise<Result<null, Refusal>>;
}

/** All writes of a tenant in a table meet at its fence, and some at a counter: of two that meet there, DynamoDB has one try again. */
const conflictRetries = 7;

export interface DynamoTableOptions {
  /** Each request is given up after so long; else the client's own limits hold. */
  deadlineMs?: number;
}

export const dynamoTable = (
  name: string,
  client: DynamoDBDocumentClient = documentClient(),
  { deadlineMs }: DynamoTableOptions = {},
): Table => {
  const limits = () => (deadlineMs === undefined ? {} : { abortSignal: AbortSignal.timeout(deadlineMs) });
  return {
    async get({ pk, sk }) {
      const { Item } = await client.send(
        new GetCommand({ TableName: name, Key: { pk, sk }, ConsistentRead: true }),
        limits(),
      );
      return Item;
    },

    async page(pk, { limit, prefix, between, startAfter, ascending = false }) {
      const range = prefix !== undefined ? beginning(prefix) : between !== undefined ? within(between) : wholePartition;
      const input: QueryCommandInput = {
        TableName: name,
        KeyConditionExpression: `pk = :pk${range.expression}`,
        ExpressionAttributeValues: { ':pk': pk, ...range.values },
        ScanIndexForward: ascending,
        ConsistentRead: true,
        Limit: limit,
        ...(startAfter === undefined ? {} : { ExclusiveStartKey: { pk, sk: startAfter } }),
      };
      const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand(input), limits());
      return { items: Items, nextSortKey: typeof LastEvaluatedKey?.sk === 'string' ? LastEvaluatedKey.sk : null };
    },

    async queryIndex(index, pk, { limit, startAfter }) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: name,
          IndexName: index,
          KeyConditionExpression: '#pk = :pk',
          ExpressionAttributeNames: { '#pk': index },
          ExpressionAttributeValues: { ':pk': pk },
          Limit: limit,
          ...(startAfter === undefined ? {} : { ExclusiveStartKey: { [index]: pk, pk, sk: startAfter } }),
        }),
        limits(),
      );
      return { items: Items, nextSortKey: typeof LastEvaluatedKey?.sk === 'string' ? LastEvaluatedKey.sk : null };
    },

    async scanIndex(index, { limit, attributes, from }) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new ScanCommand({
          TableName: name,
          IndexName: index,
          Limit: limit,
          ProjectionExpression: attributes.map((_, n) => `#a${n}`).join(', '),
          ExpressionAttributeNames: Object.fromEntries(attributes.map((attribute, n) => [`#a${n}`, attribute])),
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
        limits(),
      );
      return { items: Items, next: LastEvaluatedKey ?? null };
    },

    async update(input) {
      try {
        const { Attributes } = await client.send(new UpdateCommand({ TableName: name, ...input }), limits());
        return Attributes;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) throw new ConditionFailed(plain(error.Item));
        throw error;
      }
    },

    transact: (writes) => transactAcross(client, limits)(writes.map((write) => ({ table: name, write }))),
  };
};

/** A write and the table that it is for. */
export interface WriteTo {
  table: string;
  write: Write;
}

/** The same in several tables: all writes or none. */
export type TransactAcross = (writes: readonly WriteTo[]) => Promise<Result<null, Refusal>>;

export const transactAcross =
  (client: DynamoDBDocumentClient, limits: () => { abortSignal?: AbortSignal } = () => ({})): TransactAcross =>
  async (writes) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await client.send(
          new TransactWriteCommand({ TransactItems: writes.map(({ table, write }) => toTransactItem(table, write)) }),
          limits(),
        );
        return ok(null);
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const refusal = refusedBy(error, writes);
        if (refusal.some(({ label }) => label === idempotencyLabel)) throw new AnsweredBefore();
        if (refusal.length > 0) return failed(refusal);
        // Another transaction held one of the items: the SDK leaves trying again to us.
        if (attempt > conflictRetries || !reasons(error).includes('TransactionConflict')) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
      }
    }
  };

const wholePartition = { expression: '', values: {} };
const beginning = (prefix: string) => ({ expression: ' AND begins_with(sk, :prefix)', values: { ':prefix': prefix } });
const within = ([from, to]: readonly [string, string]) => ({
  expression: ' AND sk BETWEEN :from AND :to',
  values: { ':from': from, ':to': to },
});

/** Reads numbers as numbers and leaves out what is undefined. */
export const documentClient = (config: DynamoDBClientConfig = {}): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(config), { marshallOptions: { removeUndefinedValues: true } });

const toTransactItem = (TableName: string, write: Write) => {
  if ('put' in write) return { Put: { TableName, Item: write.put, ...write.condition, ...returnOld } };
  if ('check' in write) {
    return { ConditionCheck: { TableName, Key: key(write.check), ...write.condition, ...returnOld } };
  }
  if ('remove' in write) return { Delete: { TableName, Key: key(write.remove), ...write.condition, ...returnOld } };
  return {
    Update: {
      TableName,
      Key: key(write.update),
      UpdateExpression: write.update.expression,
      ...write.condition,
      ...returnOld,
    },
  };
};

const key = ({ pk, sk }: Key) => ({ pk, sk });

// Telling "not found" from "wrong state" then costs no second call.
const returnOld = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };

const reasons = (error: TransactionCanceledException) => (error.CancellationReasons ?? []).map(({ Code }) => Code);

const refusedBy = (error: TransactionCanceledException, writes: readonly WriteTo[]): Refusal =>
  (error.CancellationReasons ?? []).flatMap(({ Code, Item }, index) =>
    Code === 'ConditionalCheckFailed' ? [{ label: writes[index]?.write.label ?? '', item: plain(Item) }] : [],
  );

/** The document client leaves the items of errors as the wire has them. */
const plain = (item: Record<string, AttributeValue> | undefined): Item | undefined =>
  item === undefined ? undefined : unmarshall(item);
