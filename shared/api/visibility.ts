import * as z from 'zod';

/** Who sees a thing of an organization besides its owner. */
export const visibility = z.enum(['shared', 'private'], 'visibility is "shared" or "private"').meta({
  id: 'Visibility',
  description: 'shared: everybody in the organization; private: its owner, and who may see what is private to others.',
});
export type Visibility = z.infer<typeof visibility>;
