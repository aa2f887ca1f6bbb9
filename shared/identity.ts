import * as z from 'zod';
import { id } from './ids.ts';
import { permissions } from './permissions.ts';

/**
 * Who is asking, as the gateway found it. It travels in the invocation, which only the gateway's role can make; the
 * gateway drops whatever a client sends under these names. The tenant of every read and write is `organizationId`.
 */
export const identity = z.object({
  userId: id('usr'),
  organizationId: id('org'),
  role: z.string(),
  permissions: z.array(z.enum(permissions)),
  /** Platform operators are a group of their own, apart from every organization's roles. */
  operator: z.boolean(),
  /** What the request came with: a sign-in's token, or an API key. */
  credential: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('token'), id: z.string() }),
    z.object({ kind: z.literal('key'), id: id('key') }),
  ]),
});
export type Identity = z.infer<typeof identity>;

/** The owner of data. Every key of every table begins with it. */
export type TenantId = Identity['organizationId'];
export type UserId = Identity['userId'];
