import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { documentClient, dynamoTable, type Table } from './table.ts';

/** How long a request may take, so that a table out of reach costs a caller no more. */
export const promptDeadlineMs = 200;

/** A process's first request takes longer, above all for the SDK to get going. */
const connectMs = 2000;

export interface PromptTableOptions {
  tableName: string;
  /** Must make one attempt only: a write that was sent again might count twice. */
  client?: DynamoDBDocumentClient;
  deadlineMs?: number;
}

export interface PromptTable extends Table {
  /** For the start of a function: the first request, so that the first caller does not find the table too slow. */
  connect(): Promise<void>;
}

/** A table for what no request may wait for: it answers soon or rejects. */
export const promptTable = ({
  tableName,
  client = documentClient({ maxAttempts: 1 }),
  deadlineMs = promptDeadlineMs,
}: PromptTableOptions): PromptTable => ({
  ...dynamoTable(tableName, client, { deadlineMs }),
  async connect() {
    const patient = dynamoTable(tableName, client, { deadlineMs: connectMs });
    // Whether it worked, the first caller finds out.
    await patient.get({ pk: 'CONNECT', sk: 'CONNECT' }).catch(() => undefined);
  },
});
