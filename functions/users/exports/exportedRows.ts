import type { Rows } from '../../../events/consume/erase.ts';
import { accessPrefix } from '../../../shared/access.ts';
import type { TenantId, UserId } from '../../../shared/identity.ts';
import { organizationRows, rowsOfOrganization } from '../organizations/organizationStore.ts';
import { profileRows } from '../store.ts';

/**
 * What the users service writes into an export: all that it would erase of the organization, what it would keep of it, and of
 * people, who belong to no organization: what members are called, or all of whoever asked about themselves.
 */
export const exportedRows = (tenant: TenantId, about: UserId | null): readonly Rows[] => [
  organizationRows(tenant),
  ...rowsOfOrganization(tenant),
  ...(about === null ? [membersProfiles(tenant)] : [ownProfile(about)]),
];

const membersProfiles = (tenant: TenantId): Rows => {
  const [members] = rowsOfOrganization(tenant);
  return {
    pk: String(members?.pk),
    below: ({ sk }) => [
      profileRows(sk as UserId, {
        file: 'people.ndjson',
        view: ({ userId, name, email }) => ({ userId, name, email }),
      }),
    ],
    exported: { leftOut: 'members are exported by themselves' },
  };
};

const ownProfile = (userId: UserId): Rows =>
  profileRows(
    userId,
    {
      file: 'profile.ndjson',
      view: ({ name, email, createdAt }) => ({ userId, name, email, createdAt }),
      by: () => userId,
    },
    ({ access }) => [
      {
        pk: access,
        prefix: accessPrefix,
        exported: {
          file: 'memberships.ndjson',
          view: ({ organizationId, role, since }) => ({ organizationId, role, since }),
          by: () => userId,
        },
      },
    ],
  );
