import { failed, ok, type Result } from '../../../engine/result.ts';
import { publishUserUpdated } from '../../../events/user.ts';
import type { Me, ProfileChange } from '../../../shared/api/users.ts';
import type { Failure, RequestContext } from '../../../shared/http/route.ts';
import type { Identity } from '../../../shared/identity.ts';
import type { UserDeps } from '../users.ts';

export const profileDeleted = {
  code: 'user-not-found',
  detail: 'This profile was deleted. Sign in again.',
} as const satisfies Failure;

/** The caller's own profile, with what they may do in the organization that this request acts in. */
export const getMe = async (
  { people, organizations }: UserDeps,
  { userId, organizationId, role, permissions, credential }: Identity,
): Promise<Result<Me, Failure<'user-not-found'>>> => {
  const user = await people.user(userId);
  if (user === undefined) return failed(profileDeleted);
  const belongings = await people.belongings(user.access);
  // An API key is of one organization; what else its maker belongs to is no business of whoever has it.
  const seen = belongings.filter((each) => credential.kind === 'token' || each.organizationId === organizationId);
  const named = seen.map(async (belonging) => {
    const { organization } = await organizations.read(belonging.organizationId);
    return { organizationId: belonging.organizationId, name: organization.name, role: belonging.role };
  });
  return ok({ ...user, organizationId, organizations: await Promise.all(named), role, permissions });
};

/** Changes the caller's own profile; what it was already is no change. */
export const changeMe = async (
  deps: UserDeps,
  { name, organizationId }: ProfileChange,
  { identity, correlationId, traceparent }: RequestContext,
): Promise<Result<Me, Failure<'user-not-found' | 'not-a-member'>>> => {
  const { people, clock } = deps;
  const user = await people.user(identity.userId);
  if (user === undefined) return failed(profileDeleted);
  const organizations = (await people.belongings(user.access)).map(({ organizationId: id }) => id);
  if (organizationId !== undefined) {
    if (!organizations.includes(organizationId)) return failed(notAMember);
    await people.choose(user.access, organizationId);
  }
  if (name !== undefined) {
    await people.change(identity.userId, { name }, ({ userId, home, sequence }) => {
      // Who has left their own organization is none of its business any more.
      const tenant = organizations.includes(home) ? home : identity.organizationId;
      const context = { tenant, subject: userId, sequence, at: clock(), correlationId, traceparent };
      return [publishUserUpdated(context, { userId, name })];
    });
  }
  return getMe(deps, identity);
};

const notAMember = {
  code: 'not-a-member',
  detail: 'You belong to no such organization; GET /api/users/me lists yours.',
  errors: [{ pointer: '/organizationId', detail: 'none of your organizations' }],
} as const satisfies Failure;
