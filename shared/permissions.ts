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
  'billing:read',
  'notification:read',
  'notification:write',
  'profile:read',
  'profile:write',
] as const;
export type Permission = (typeof permissions)[number];

const reads = permissions.filter((permission) => permission.endsWith(':read'));

/** Roles are rows: what somebody may do is looked up here, never coded as a comparison of role names. */
export const roles = {
  owner: permissions,
  admin: permissions,
  analyst: permissions.filter((permission) => permission !== 'billing:read'),
  viewer: [...reads.filter((permission) => permission !== 'billing:read'), 'profile:write'],
  billing: ['billing:read', 'notification:read', 'notification:write', 'profile:read', 'profile:write'],
} as const satisfies Record<string, readonly Permission[]>;
