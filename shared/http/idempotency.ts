import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Identity } from '../identity.ts';
import { absent, idempotencyLabel, partition, type Write } from '../table/table.ts';
import type { TenantTable } from '../table/tenantTable.ts';
import type { ServiceResponse } from './message.ts';

/**
 * A POST with an Idempotency-Key is answered once: the answer is noted in the same transaction as its effect, so there
 * is no moment at which one exists without the other, and no entry "in progress" that a crash could leave behind. Of
 * two requests at the same time one commits and the other gives the first one's answer.
 */
export interface IdempotencyScope {
  /** The write to add to the transaction of the effect. */
  note(answer: unknown): Write;
}

/** The partition of a tenant's answers. */
export const idempotencyKind = 'IDEMPOTENCY';

const keptForSeconds = 24 * 3600;

const entry = z.object({
  bodyHash: z.string(),
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

export interface IdempotencyRequest {
  identity: Identity;
  method: string;
  path: string;
  key: string;
  body: Buffer;
}

const keyOf = ({ identity, method, path, key }: IdempotencyRequest) => ({
  pk: partition(identity.organizationId, idempotencyKind),
  sk: `${identity.userId}#${method} ${path}#${key}`,
});

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64url');

export const idempotencyScope = (
  request: IdempotencyRequest,
  respond: (answer: unknown) => ServiceResponse,
): IdempotencyScope => ({
  note(answer) {
    const { status, headers, body } = respond(answer);
    return {
      label: idempotencyLabel,
      put: {
        ...keyOf(request),
        bodyHash: hash(request.body),
        status,
        headers,
        body,
        expiresAt: Math.floor(Date.now() / 1000) + keptForSeconds,
      },
      condition: absent,
    };
  },
});

export type EarlierAnswer = { kind: 'none' } | { kind: 'same'; response: ServiceResponse } | { kind: 'other-body' };

/** What was answered under this key before, if anything. */
export const earlierAnswer = async (
  table: Pick<TenantTable, 'get'>,
  request: IdempotencyRequest,
): Promise<EarlierAnswer> => {
  const item = await table.get(keyOf(request));
  if (item === undefined) return { kind: 'none' };
  const { bodyHash, ...response } = entry.parse(item);
  return bodyHash === hash(request.body) ? { kind: 'same', response } : { kind: 'other-body' };
};
