/** What a route may ask for: `resource:action`. A route without one does not compile. */
export const permissions = [
  'file:read',
  'file:write',
  'file:delete',
  'simulation:read',
  'simulation:start',
  'simulation:cancel',
  'simulation:delete',
  'result:read',
  'result:export',
  // What is private to others, and what is theirs: beside the permission for what is done with it.
  'others:read',
  'others:write',
  'billing:read',
  'notification:read',
  'notification:write',
  'profile:read',
  'profile:write',
  'organization:read',
  'organization:write',
  'organization:export',
  'organization:transfer',
  'organization:delete',
  'member:read',
  'member:write',
  'role:write',
  'sign-on:write',
  'key:read',
  'key:write',
  'audit:read',
] as const;
export type Permission = (typeof permissions)[number];

/** What only an owner may, so that nobody else can make an owner: a role gives away at most what its giver has. */
export const ownersAlone: readonly Permission[] = ['organization:transfer', 'organization:delete'];

/** What concerns nobody but oneself; every role has it, or somebody could not even leave. */
export const everybodys: readonly Permission[] = ['profile:read', 'profile:write'];

/**
 * What an API key can be given. It works in its own organization, so it does not join, make or leave one for whoever made
 * it; and it has no hand in who owns the organization, or who vouches for its people.
 */
export const keyPermissions = permissions.filter(
  (permission) => permission !== 'profile:write' && permission !== 'sign-on:write' && !ownersAlone.includes(permission),
);

const administrative: readonly Permission[] = [
  'others:read',
  'others:write',
  'billing:read',
  'organization:write',
  'organization:export',
  ...ownersAlone,
  'member:write',
  'role:write',
  'audit:read',
  'sign-on:write',
];
const work = permissions.filter((permission) => !administrative.includes(permission));

/**
 * The roles that every organization has; those of its own are rows. What somebody may do is looked up by their role, never
 * coded as a comparison of role names.
 */
export const roles: Readonly<Record<'owner' | 'admin' | 'analyst' | 'viewer' | 'billing', readonly Permission[]>> = {
  owner: permissions,
  admin: permissions.filter((permission) => !ownersAlone.includes(permission)),
  analyst: work,
  viewer: work.filter((permission) => permission.endsWith(':read') || permission === 'profile:write'),
  billing: [
    'billing:read',
    'notification:read',
    'notification:write',
    ...everybodys,
    'organization:read',
    'member:read',
  ],
};

/** The permissions of a role that every organization has; undefined for any other name, such as `constructor`. */
export const builtInRole = (name: string): readonly Permission[] | undefined =>
  Object.hasOwn(roles, name) ? roles[name as keyof typeof roles] : undefined;

/** Those of what is stored that there are: what another version of the software knows besides permits nothing here. */
export const knownPermissions = (stored: readonly string[]): Permission[] =>
  permissions.filter((permission) => stored.includes(permission));
