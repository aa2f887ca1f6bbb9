import { type Permission, permissions } from '../../api/schemas.ts';

/** What each permission lets somebody do, in words. */
const names: Readonly<Record<string, string>> = {
  'file:read': 'See workbooks',
  'file:write': 'Upload workbooks',
  'file:delete': 'Delete workbooks',
  'simulation:read': 'See simulations',
  'simulation:start': 'Run simulations',
  'simulation:cancel': 'Cancel simulations',
  'simulation:delete': 'Delete simulations',
  'result:read': 'See results',
  'result:export': 'Export results',
  'billing:read': 'See what was used',
  'notification:read': 'Read notifications',
  'notification:write': 'Change notifications',
  'profile:read': 'See their own profile',
  'profile:write': 'Change their own profile, join and leave',
  'organization:read': 'See the organization and its roles',
  'organization:write': 'Rename the organization',
  'organization:export': 'Export all data of the organization',
  'organization:transfer': 'Hand the organization over',
  'organization:delete': 'Delete the organization',
  'member:read': 'See members and invitations',
  'member:write': 'Invite, remove and give roles',
  'role:write': 'Make and change roles',
  'sign-on:write': "Set up the organization's own sign-on",
  'key:read': 'See API keys',
  'key:write': 'Make and revoke API keys',
  'others:read': 'See what is private to others',
  'others:write': 'Change and delete what others made',
  'audit:read': 'See who did what',
};

/** Those that a newer API knows besides stay as they are called there. */
export const nameOf = (permission: Permission): string => names[permission] ?? permission;

const resources: Readonly<Record<string, string>> = {
  file: 'Workbooks',
  simulation: 'Simulations',
  result: 'Results',
  others: "Others' work",
  billing: 'Usage',
  notification: 'Notifications',
  profile: 'Profile',
  organization: 'Organization',
  member: 'Members',
  role: 'Roles',
  'sign-on': 'Single sign-on',
  key: 'API keys',
  audit: 'Audit',
};

/** All permissions, or some of them, under what they are about. */
export const grouped = (some: readonly Permission[] = permissions): { title: string; permissions: Permission[] }[] =>
  Object.entries(resources)
    .map(([resource, title]) => ({
      title,
      permissions: some.filter((permission) => permission.startsWith(`${resource}:`)),
    }))
    .filter((group) => group.permissions.length > 0);
