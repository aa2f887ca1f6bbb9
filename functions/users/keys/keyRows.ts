import * as z from 'zod';
import type { TenantId } from '../../../shared/identity.ts';
import { type Id, id } from '../../../shared/ids.ts';
import { secretKey, type secretRow } from '../../../shared/keyAccess.ts';
import { knownPermissions } from '../../../shared/permissions.ts';
import {
  ConditionFailed,
  type Item,
  type Key,
  partition,
  type Table,
  type Write,
} from '../../../shared/table/table.ts';
import type { ApiKey } from '../users.ts';

/**
 * A key is a row of its organization, and one row for each of its secrets, by their hash, that says to the gateway all that
 * it has to know: the current one, and the one before while that works too.
 */
export const keyKind = 'KEY';
export const keyKey = (tenant: TenantId, keyId: Id<'key'>): Key => ({ pk: partition(tenant, keyKind), sk: keyId });

export const keyRow = z.object({
  keyId: id('key'),
  name: z.string(),
  permissions: z.array(z.string()).transform(knownPermissions),
  createdBy: id('usr'),
  access: z.string(),
  memberSince: z.string(),
  madeWith: id('key').nullable(),
  createdAt: z.string(),
  until: z.string(),
  secretHash: z.string(),
  secretSince: z.string(),
  before: z.object({ secretHash: z.string(), until: z.string() }).nullable(),
  lastUsedAt: z.string().nullable(),
});

/** What an export has of a key: whose it is, what it may do and how long; nothing that it is found by. */
export const exportedKey = (row: Item): unknown =>
  keyRow.omit({ access: true, memberSince: true, secretHash: true, secretSince: true, before: true }).parse(row);

/** Told for a while that it has expired, and then forgotten. */
const keptAfterSeconds = 30 * 24 * 3600;
const forgottenAt = (until: string): number => Math.floor(Date.parse(until) / 1000) + keptAfterSeconds;

/** What stands in the table for a key that is made, or made anew. */
export const keeping = (tenant: TenantId, key: ApiKey): Write[] => {
  const { keyId, access, memberSince, permissions: held, before } = key;
  const secret = (hash: string, until: string): Write => {
    const row: z.input<typeof secretRow> = {
      keyId,
      organizationId: tenant,
      access,
      memberSince,
      permissions: [...held],
      until,
    };
    return { label: 'secret', put: { ...secretKey(hash), ...row, expiresAt: forgottenAt(until) } };
  };
  return [
    { label: 'key', put: { ...keyKey(tenant, keyId), ...key, expiresAt: forgottenAt(key.until) } },
    secret(key.secretHash, key.until),
    ...(before === null ? [] : [secret(before.secretHash, before.until)]),
  ];
};

/** Takes secrets of a key away; nothing tells them from keys that never were. */
export const forgettingSecrets = (hashes: readonly string[]): Write[] =>
  hashes.map((hash) => ({ label: 'secret', remove: secretKey(hash) }));

export const revoking = (tenant: TenantId, { keyId, secretHash, before }: ApiKey): Write[] => [
  { label: 'key', remove: keyKey(tenant, keyId) },
  ...forgettingSecrets([secretHash, ...(before === null ? [] : [before.secretHash])]),
];

const noteEveryMs = 60_000;

/** At most one write a minute, however many processes of the gateway tell of it. */
export const noteUse = async (
  table: Table,
  { organizationId, keyId, at }: { organizationId: TenantId; keyId: Id<'key'>; at: string },
): Promise<void> => {
  await table
    .update({
      Key: keyKey(organizationId, keyId),
      UpdateExpression: 'SET lastUsedAt = :at',
      ConditionExpression: 'attribute_exists(pk) AND (lastUsedAt = :never OR lastUsedAt <= :before)',
      ExpressionAttributeValues: {
        ':at': at,
        ':never': null,
        ':before': new Date(Date.parse(at) - noteEveryMs).toISOString(),
      },
    })
    .catch((error: unknown) => {
      if (!(error instanceof ConditionFailed)) throw error;
    });
};
