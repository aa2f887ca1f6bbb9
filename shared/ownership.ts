/** Who sees and who changes what belongs to somebody. */
import type { Visibility } from './api/visibility.ts';
import type { Failure } from './http/route.ts';
import type { Identity, UserId } from './identity.ts';

export interface Owned {
  createdBy: UserId;
  visibility: Visibility;
}

type Asking = Pick<Identity, 'userId' | 'permissions'>;

/** Of a thing from before it was told, nobody knows the owner; all of those are shared. */
type Seen = Pick<Owned, 'visibility'> & { createdBy?: UserId | undefined };

const isOwn = ({ userId }: Pick<Identity, 'userId'>, { createdBy }: Pick<Seen, 'createdBy'>): boolean =>
  createdBy === userId;

/** Beside the permission for what is asked. What somebody may not see is answered like what is not there. */
export const mayRead = (asking: Asking, owned: Seen): boolean =>
  owned.visibility === 'shared' || isOwn(asking, owned) || asking.permissions.includes('others:read');

/** To change, cancel or delete it; only what one sees. */
export const mayChange = (asking: Asking, owned: Owned): boolean =>
  mayRead(asking, owned) && (isOwn(asking, owned) || asking.permissions.includes('others:write'));

/** Why somebody who sees a thing may not change it; null if they may. */
export const objectionToChanging = (asking: Asking, owned: Owned, what: string): Failure<'not-yours'> | null =>
  mayChange(asking, owned)
    ? null
    : {
        code: 'not-yours',
        detail: `This ${what} is somebody else's. Ask them (createdBy says who it is), or somebody who has the permission others:write, such as an owner or admin.`,
      };

/**
 * Whether what somebody makes of another thing may have this visibility: what is made of somebody else's private thing may
 * tell what stands in it, so that only they share it.
 */
export const mayDerive = (asking: Pick<Identity, 'userId'>, from: Owned, visibility: Visibility): boolean =>
  visibility === 'private' || from.visibility === 'shared' || isOwn(asking, from);
