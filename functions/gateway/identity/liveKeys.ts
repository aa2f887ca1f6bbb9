/** API keys, loaded with the first of them: a process that gets none starts without. */
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Table } from '../../../shared/table/table.ts';
import { notifyFunction } from '../notify.ts';
import { apiKeys } from './apiKeys.ts';
import type { IdentityDeps } from './authenticate.ts';
import { authenticateKey } from './authenticateKey.ts';
import { type NoteUse, useNoter } from './keyUse.ts';

export const liveKeys = (
  access: Table,
  keyUsedFunction: string,
  clock: () => number,
): Pick<IdentityDeps, 'byKey'> & { noteUse: NoteUse } => ({
  byKey: authenticateKey(apiKeys(access, clock)),
  noteUse: useNoter(notifyFunction(new LambdaClient({ maxAttempts: 1 }), keyUsedFunction), clock),
});
