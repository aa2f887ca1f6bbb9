import * as z from 'zod';
import { id } from '../ids.ts';
import { permissions } from '../permissions.ts';

export const me = z.object({
  userId: id('usr'),
  name: z.string(),
  email: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** The organization that this request acts in; the header Simsheet-Organization chooses another. */
  organizationId: id('org'),
  organizations: z.array(z.object({ organizationId: id('org'), name: z.string(), role: z.string() })),
  role: z.string(),
  permissions: z.array(z.enum(permissions)),
});
export type Me = z.infer<typeof me>;
