import * as z from 'zod';
import { id } from '../ids.ts';
import { permissions } from '../permissions.ts';
import { isPrintable } from '../printable.ts';

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

const longestName = 100;

export const profileChange = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1, 'a name is needed')
      .max(longestName, `a name has at most ${longestName} characters`)
      .refine(isPrintable, 'a name has no control characters')
      .normalize('NFC')
      .describe('What others see you called.'),
  })
  .meta({ id: 'ProfileChangeRequest' });
export type ProfileChange = z.infer<typeof profileChange>;
