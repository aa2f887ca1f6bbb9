import * as z from 'zod';
import { id } from '../ids.ts';
import { keyPermissions, permissions } from '../permissions.ts';
import { printedName } from './printedName.ts';

const keyId = id('key');

export const keyRequest = z
  .strictObject({
    name: printedName.describe('What you recognise it by, such as where it is used.'),
    permissions: z
      .array(
        z.enum(keyPermissions, {
          error: ({ input }) =>
            permissions.some((each) => each === input) ? `no API key can have the permission ${input}` : undefined,
        }),
      )
      .min(1, 'a key without a permission could do nothing')
      .max(keyPermissions.length, 'each permission is named once')
      .describe('What it may do at most, of what you may do yourself.'),
    expiresAt: z.iso
      .datetime()
      .optional()
      .describe('From then on it is worth nothing: 90 days from now where it is left out, at most a year.'),
  })
  .meta({ id: 'KeyRequest' });
export type KeyRequest = z.infer<typeof keyRequest>;

export const rotationRequest = z
  .strictObject({
    overlapHours: z
      .int()
      .min(0)
      .max(168, 'two keys overlap for at most a week, 168 hours')
      .default(24)
      .describe('How long the key before works beside the new one.'),
  })
  .meta({ id: 'KeyRotationRequest' });

export const keyView = z
  .object({
    keyId,
    name: z.string(),
    permissions: z
      .array(z.enum(permissions))
      .describe('What it may do at most. At every use that is narrowed to what its maker may do at the time.'),
    createdBy: id('usr'),
    madeWith: keyId.nullable().describe('The key by which its maker made it; null if they had signed in.'),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    overlapUntil: z.iso.datetime().nullable().describe('Until when the key from before the last rotation works, too.'),
    lastUsedAt: z.iso.datetime().nullable().describe('Exact to a minute or two.'),
    status: z.enum(['ACTIVE', 'EXPIRED']),
  })
  .meta({ id: 'ApiKey' });
export type KeyView = z.infer<typeof keyView>;
export const keyList = z.object({ keys: z.array(keyView) }).meta({ id: 'ApiKeyList' });

export const keyWithSecret = keyView
  .extend({
    secret: z
      .string()
      .nullable()
      .describe(
        'The key itself, as Authorization: Bearer takes it. Shown this once and not kept: null where a request is repeated with its Idempotency-Key.',
      ),
  })
  .meta({ id: 'ApiKeyWithSecret' });
export type KeyWithSecret = z.infer<typeof keyWithSecret>;
