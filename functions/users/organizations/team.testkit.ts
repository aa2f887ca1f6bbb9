import type { TenantId } from '../../../shared/identity.ts';
import type { Permission } from '../../../shared/permissions.ts';
import { aService, type PersonAsking } from '../service.testkit.ts';

/** Ada owns an organization; whoever else is named belongs to it. */
export const aTeam = async <Name extends string = never>(
  roles: Record<Name, string> = {} as Record<Name, string>,
  own: Record<string, readonly Permission[]> = {},
) => {
  const service = aService();
  const ada = await service.signIn('ada');
  for (const [role, permissions] of Object.entries(own)) {
    await ada.ask('PUT', `organization/roles/${role}`, { body: { permissions } });
  }
  const members = {} as Record<Name, PersonAsking>;
  for (const [name, role] of Object.entries(roles) as [Name, string][]) {
    members[name] = await service.signIn(name);
    const { body } = await ada.ask('POST', 'organization/invitations', {
      body: { email: `${name}@example.com`, role },
    });
    await members[name].ask('POST', 'invitations/accept', { body: { token: body.token } });
  }
  const told = () => service.events().filter(({ tenantid }) => tenantid === ada.home);
  return { ...service, ada, members, told };
};

/** Who has which role, as somebody sees it who belongs to the organization. */
export const rolesIn = async (who: PersonAsking, tenant: TenantId = who.home): Promise<Record<string, string>> => {
  const { body } = await who.ask('GET', 'organization/members', { in: tenant });
  return Object.fromEntries(body.items.map(({ name, role }: { name: string; role: string }) => [name, role]));
};

/** What somebody may do there, as the gateway reads it. */
export const permittedIn = async (who: PersonAsking, tenant: TenantId): Promise<readonly Permission[] | undefined> =>
  (await who.memberships()).find(({ organizationId }) => organizationId === tenant)?.permissions;
