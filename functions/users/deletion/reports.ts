import type { EventOf } from '../../../events/envelope.ts';
import type { Erased } from '../../../events/erased.ts';
import type { UserDeps } from '../users.ts';

/** Notes which service has erased what it had of a deleted organization. */
export const noteErased = (
  { organizations }: Pick<UserDeps, 'organizations'>,
  { tenantid, source, time, data: { rows, objects, cell } }: EventOf<Erased>,
): Promise<void> =>
  organizations.noteErased(tenantid, source.replace('simsheet/', ''), { at: time, rows, objects, cell });
