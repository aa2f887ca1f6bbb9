import * as z from 'zod';
import { id } from '../ids.ts';
import { permissions } from '../permissions.ts';
import { printedName } from './printedName.ts';

export const me = z
  .object({
    userId: id('usr'),
    name: z.string(),
    email: z.string().nullable(),
    createdAt: z.iso.datetime(),
    organizationId: id('org').describe(
      'The organization that this request acts in; the header Simsheet-Organization chooses another.',
    ),
    organizations: z.array(z.object({ organizationId: id('org'), name: z.string(), role: z.string() })),
    role: z.string(),
    permissions: z.array(z.enum(permissions)),
  })
  .meta({ id: 'Profile' });
export type Me = z.infer<typeof me>;

export const profileChange = z
  .strictObject({
    name: printedName.describe('What others see you called.'),
    organizationId: id('org').describe('The organization that a request without Simsheet-Organization acts in.'),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'say what to change: name, organizationId or both')
  .meta({ id: 'ProfileChangeRequest' });
export type ProfileChange = z.infer<typeof profileChange>;
