import { everybodys, type Permission, type RoleView } from '../../api/schemas.ts';

/** What somebody lacks of a role; nobody gives, takes or changes a role with a permission that they lack. */
export const lackingOf = (held: readonly Permission[], { permissions }: Pick<RoleView, 'permissions'>): Permission[] =>
  permissions.filter((permission) => !held.includes(permission) && !everybodys.includes(permission));

export const mayGive = (held: readonly Permission[], role: Pick<RoleView, 'permissions'> | undefined): boolean =>
  // A role that is gone permits nothing, so anybody may give another one for it.
  role === undefined || lackingOf(held, role).length === 0;

/** Those that somebody may give, and of them the one meant: another one where that is not theirs to give, or gone. */
export const choiceOf = (
  held: readonly Permission[],
  roles: readonly RoleView[],
  meant: string,
): { offered: RoleView[]; chosen: string } => {
  const offered = roles.filter((role) => mayGive(held, role));
  const chosen = offered.find(({ name }) => name === meant) ?? offered[0];
  return { offered, chosen: chosen?.name ?? '' };
};

const summaries: Readonly<Record<string, string>> = {
  owner: 'everything, also to delete the organization',
  admin: 'everything but to delete or hand over the organization',
  analyst: 'uploads, runs, exports and deletes',
  viewer: 'sees simulations and results, runs nothing',
  billing: 'sees what was used, no simulations',
};

/** What a role is for; one of the organization's own is known by its name. */
export const summaryOf = ({ name, permissions }: Pick<RoleView, 'name' | 'permissions'>): string =>
  summaries[name] ?? `${permissions.length} permissions`;
