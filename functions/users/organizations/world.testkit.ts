/** People and organizations as property tests see them: commands that name things by number, and who may do what after each. */
import fc from 'fast-check';
import type { Method } from '../../../shared/http/route.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { builtInRole, type Permission, roles } from '../../../shared/permissions.ts';
import type { Item, Table } from '../../../shared/table/table.ts';
import { type Ask, aService, type PersonAsking } from '../service.testkit.ts';

/** Numbers of people, organizations and invitations count round, so that each names one. */
export interface Command {
  kind: (typeof kinds)[number];
  who: number;
  where: number;
  whom: number;
  which: number;
  role: string;
  permissions: readonly Permission[];
}

export const kinds = [
  'create',
  'invite',
  'accept',
  'resend',
  'revoke',
  'give',
  'define',
  'undefine',
  'transfer',
  'leave',
  'remove',
] as const;

const names = ['ada', 'grace', 'olga', 'eve'];
const ownRoles = ['keeper', 'reviewer'];

const given = (command: Partial<Command> & Pick<Command, 'kind'>): Command => ({
  who: 0,
  where: 0,
  whom: 0,
  which: 0,
  role: 'viewer',
  permissions: [],
  ...command,
});

/** The first organization with two roles of its own and most people in it: alone, nobody has much to do. */
export const opening: fc.Arbitrary<Command[]> = fc
  .tuple(
    fc.constantFrom('owner', 'admin', 'keeper'),
    fc.constantFrom('admin', 'keeper', 'viewer'),
    fc.constantFrom('reviewer', 'viewer', null),
  )
  .map((others) => [
    given({ kind: 'define', which: 0, permissions: ['member:write', 'role:write', 'file:read'] }),
    given({ kind: 'define', which: 1, permissions: ['file:read', 'billing:read'] }),
    ...others.flatMap((role, index) =>
      role === null
        ? []
        : [given({ kind: 'invite', role, which: index }), given({ kind: 'accept', who: index + 1, which: index })],
    ),
    ...['viewer', 'admin'].map((role, index) => given({ kind: 'invite', role, which: 8 + index })),
  ]);

export const command = (among: readonly Command['kind'][] = kinds): fc.Arbitrary<Command> =>
  fc.record({
    kind: fc.constantFrom(...among),
    who: fc.nat(3),
    // Mostly in the first organization, or hardly anybody would meet.
    where: fc.constantFrom(0, 0, 0, 0, 1, 4),
    whom: fc.nat(3),
    which: fc.nat(9),
    role: fc.constantFrom(...Object.keys(roles), ...ownRoles, 'owner', 'admin'),
    permissions: fc.subarray<Permission>([
      'member:write',
      'role:write',
      'organization:write',
      'organization:transfer',
      'billing:read',
      'file:read',
    ]),
  });

export const aWorld = async (through?: (table: Table) => Table) => {
  const service = aService(through === undefined ? {} : { through });
  const people: PersonAsking[] = [];
  for (const name of names) people.push(await service.signIn(name));
  const invitations: { tenant: TenantId; invitationId: string; token: string }[] = [];
  const made: TenantId[] = people.map(({ home }) => home);

  const round = <Value>(list: readonly Value[], n: number): Value | undefined => list[n % Math.max(1, list.length)];

  const request = (given: Command): [Method, string, Ask] | null => {
    const whom = round(people, given.whom)?.userId;
    const known = round(invitations, given.which);
    const role = round(ownRoles, given.which);
    const { permissions } = given;
    switch (given.kind) {
      case 'create':
        return ['POST', 'organizations', { body: { name: 'Team' } }];
      case 'invite':
        return [
          'POST',
          'organization/invitations',
          { body: { email: `${given.which}@example.com`, role: given.role } },
        ];
      case 'accept':
        return known ? ['POST', 'invitations/accept', { body: { token: known.token } }] : null;
      case 'resend':
        return known ? ['POST', `organization/invitations/${known.invitationId}/resend`, {}] : null;
      case 'revoke':
        return known ? ['DELETE', `organization/invitations/${known.invitationId}`, {}] : null;
      case 'give':
        return ['PATCH', `organization/members/${whom}`, { body: { role: given.role } }];
      case 'define':
        return ['PUT', `organization/roles/${role}`, { body: { permissions } }];
      case 'undefine':
        return ['DELETE', `organization/roles/${role}`, {}];
      case 'transfer':
        return ['POST', 'organization/transfer', { body: { userId: whom } }];
      case 'leave':
        return ['POST', 'organization/leave', {}];
      case 'remove':
        return ['DELETE', `organization/members/${whom}`, {}];
    }
  };

  /** The organization and the person that a command is about, as they stand before it. */
  const sides = (given: Command) => {
    const known = round(invitations, given.which);
    const isOfInvitation = given.kind === 'accept' || given.kind === 'resend' || given.kind === 'revoke';
    const tenant = (isOfInvitation ? known?.tenant : undefined) ?? round(made, given.where)!;
    return { tenant, who: round(people, given.who)!, invitationId: known?.invitationId };
  };

  /** Does it; the status of the answer, or null where there is nothing yet that it could be about. */
  const run = async (given: Command): Promise<number | null> => {
    const wanted = request(given);
    if (wanted === null) return null;
    const [method, path, ask] = wanted;
    const { tenant, who } = sides(given);
    const acting = given.kind === 'accept' || given.kind === 'create' ? {} : { in: tenant };
    const { status, body } = await who.ask(method, path, { ...ask, ...acting });
    if (status >= 400) return status;
    if (given.kind === 'create') made.push(body.organizationId);
    if (given.kind === 'invite') invitations.push({ tenant, ...body });
    if (given.kind === 'resend') Object.assign(round(invitations, given.which)!, { token: body.token });
    return status;
  };

  return { ...service, people, invitations, made, sides, run };
};

const kindOf = ({ pk }: Item) => /^TENANT#(.+?)#(.+)$/.exec(String(pk))?.slice(1) ?? [];

/** The rows of one kind, by organization. */
export const rowsOf = (items: readonly Item[], kind: string): [tenant: string, item: Item][] =>
  items.flatMap((item) => {
    const [tenant, of] = kindOf(item);
    return tenant !== undefined && of === kind ? [[tenant, item] as [string, Item]] : [];
  });

/** What each member and each invitation gives, by what stands in the table: `<tenant>/<userId or invitationId>`. */
export const rightsIn = (items: readonly Item[]): Map<string, readonly Permission[]> => {
  const own = new Map(
    rowsOf(items, 'ROLE').map(([tenant, { name, permissions }]) => [`${tenant}/${name}`, permissions]),
  );
  const permitted = (tenant: string, role: unknown) =>
    builtInRole(String(role)) ?? (own.get(`${tenant}/${role}`) as readonly Permission[] | undefined) ?? [];
  return new Map(
    [...rowsOf(items, 'MEMBER'), ...rowsOf(items, 'INVITATION')].map(([tenant, item]) => [
      `${tenant}/${item.sk}`,
      permitted(tenant, item.role),
    ]),
  );
};
