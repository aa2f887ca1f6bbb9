/** People and organizations as property tests see them: commands that name things by number, and who may do what after each. */
import fc from 'fast-check';
import type { Method } from '../../../shared/http/route.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { builtInRole, keyPermissions, type Permission, roles } from '../../../shared/permissions.ts';
import type { Item, Table } from '../../../shared/table/table.ts';
import { type Ask, aService, type PersonAsking } from '../service.testkit.ts';

/** Numbers of people, organizations, invitations and keys count round, so that each names one. */
export interface Command {
  kind: (typeof kinds)[number];
  who: number;
  where: number;
  whom: number;
  which: number;
  role: string;
  permissions: readonly Permission[];
  /** By which of their keys they do it; null by having signed in. */
  by: number | null;
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
  'makeKey',
  'rotateKey',
  'revokeKey',
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
  by: null,
  ...command,
});

/** The first organization with two roles of its own and most people in it: alone, nobody has much to do. */
const openingWith = (others: readonly (string | null)[]): Command[] => [
  given({ kind: 'define', which: 0, permissions: ['member:write', 'role:write', 'key:write', 'file:read'] }),
  given({ kind: 'define', which: 1, permissions: ['file:read', 'billing:read'] }),
  ...others.flatMap((role, index) =>
    role === null
      ? []
      : [given({ kind: 'invite', role, which: index }), given({ kind: 'accept', who: index + 1, which: index })],
  ),
  given({ kind: 'makeKey', permissions: keyPermissions }),
  given({ kind: 'makeKey', permissions: ['member:write', 'role:write', 'key:write', 'file:read'], by: 0 }),
  ...['viewer', 'admin'].map((role, index) => given({ kind: 'invite', role, which: 8 + index, by: 0 })),
];

export const opening: fc.Arbitrary<Command[]> = fc
  .tuple(
    fc.constantFrom('owner', 'admin', 'keeper'),
    fc.constantFrom('admin', 'keeper', 'viewer'),
    fc.constantFrom('reviewer', 'viewer', null),
  )
  .map(openingWith);

/** Each kind of command as it succeeds, some by a key as well: what chance finds need not hold one of each. */
export const oneOfEach: [Command[], Command[]] = [
  openingWith(['admin', 'keeper', 'viewer']),
  [
    given({ kind: 'create', who: 3 }),
    given({ kind: 'resend', which: 3 }),
    given({ kind: 'resend', which: 3, by: 0 }),
    given({ kind: 'revoke', which: 3 }),
    given({ kind: 'define', which: 1, permissions: ['file:read'], by: 0 }),
    given({ kind: 'undefine', which: 1 }),
    given({ kind: 'give', whom: 3, role: 'analyst' }),
    given({ kind: 'remove', whom: 3 }),
    given({ kind: 'leave', who: 2 }),
    given({ kind: 'rotateKey', which: 0 }),
    given({ kind: 'revokeKey', which: 1 }),
    given({ kind: 'transfer', whom: 1 }),
  ],
];

export const command = (among: readonly Command['kind'][] = kinds): fc.Arbitrary<Command> =>
  fc.record({
    kind: fc.constantFrom(...among),
    // Mostly who owns it, and mostly in the first organization, or hardly anybody would meet.
    who: fc.constantFrom(0, 0, 1, 2, 3),
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
      'key:write',
    ]),
    by: fc.constantFrom(null, null, null, 0, 1),
  });

export const aWorld = async (through?: (table: Table) => Table) => {
  const service = aService(through === undefined ? {} : { through });
  const people: PersonAsking[] = [];
  for (const name of names) people.push(await service.signIn(name));
  const invitations: { tenant: TenantId; invitationId: string; token: string }[] = [];
  const keys: { tenant: TenantId; keyId: string; secret: string; createdBy: string }[] = [];
  const made: TenantId[] = people.map(({ home }) => home);

  const round = <Value>(list: readonly Value[], n: number): Value | undefined => list[n % Math.max(1, list.length)];

  const request = (given: Command): [Method, string, Ask] | null => {
    const whom = round(people, given.whom)?.userId;
    const known = round(invitations, given.which);
    const role = round(ownRoles, given.which);
    const key = round(keys, given.which);
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
      case 'makeKey':
        return ['POST', 'organization/keys', { body: { name: 'key', permissions } }];
      case 'rotateKey':
        return key ? ['POST', `organization/keys/${key.keyId}/rotate`, { body: {} }] : null;
      case 'revokeKey':
        return key ? ['DELETE', `organization/keys/${key.keyId}`, {}] : null;
    }
  };

  /** The organization and the person that a command is about, as they stand before it. */
  const sides = (given: Command) => {
    const known = round(invitations, given.which);
    const isOfInvitation = given.kind === 'accept' || given.kind === 'resend' || given.kind === 'revoke';
    const tenant = (isOfInvitation ? known?.tenant : undefined) ?? round(made, given.where)!;
    const who = round(people, given.who)!;
    const own = keys.filter(({ createdBy }) => createdBy === who.userId);
    const key = given.by === null ? undefined : round(own, given.by);
    // A key is of one organization, whichever the command means.
    return { tenant: key?.tenant ?? tenant, who, key, invitationId: known?.invitationId };
  };

  /** Does what a command means as things stand now, whenever that is; the status of the answer, or null where it is about nothing yet. */
  const meant = (given: Command): (() => Promise<number | null>) => {
    const wanted = request(given);
    if (wanted === null) return async () => null;
    const [method, path, ask] = wanted;
    const { tenant, who, key } = sides(given);
    const acting = given.kind === 'accept' || given.kind === 'create' ? {} : { in: tenant };
    const asking = key === undefined ? who : service.byKey(key.secret);
    const [invitation, about] = [round(invitations, given.which), round(keys, given.which)];
    return async () => {
      const { status, body } = await asking.ask(method, path, { ...ask, ...acting });
      // Who is removed and invited again is so later.
      service.time.now += 1;
      if (status >= 400) return status;
      if (given.kind === 'create') made.push(body.organizationId);
      if (given.kind === 'invite') invitations.push({ tenant, ...body });
      if (given.kind === 'resend') Object.assign(invitation!, { token: body.token });
      if (given.kind === 'makeKey') keys.push({ tenant, ...body });
      if (given.kind === 'rotateKey') Object.assign(about!, { secret: body.secret });
      return status;
    };
  };

  const run = (given: Command) => meant(given)();

  return { ...service, people, invitations, keys, made, sides, meant, run };
};

const kindOf = ({ pk }: Item) => /^TENANT#(.+?)#(.+)$/.exec(String(pk))?.slice(1) ?? [];

/** The rows of one kind, by organization. */
export const rowsOf = (items: readonly Item[], kind: string): [tenant: string, item: Item][] =>
  items.flatMap((item) => {
    const [tenant, of] = kindOf(item);
    return tenant !== undefined && of === kind ? [[tenant, item] as [string, Item]] : [];
  });

/** What each member, invitation and key gives, by what stands in the table: `<tenant>/<userId, invitationId or keyId>`. */
export const rightsIn = (items: readonly Item[]): Map<string, readonly Permission[]> => {
  const own = new Map(
    rowsOf(items, 'ROLE').map(([tenant, { name, permissions }]) => [`${tenant}/${name}`, permissions]),
  );
  const permitted = (tenant: string, role: unknown) =>
    builtInRole(String(role)) ?? (own.get(`${tenant}/${role}`) as readonly Permission[] | undefined) ?? [];
  const members = rowsOf(items, 'MEMBER');
  const byRole = [...members, ...rowsOf(items, 'INVITATION')].map(
    ([tenant, item]) => [`${tenant}/${item.sk}`, permitted(tenant, item.role)] as const,
  );
  const byKey = rowsOf(items, 'KEY').map(([tenant, { sk, createdBy, memberSince, permissions }]) => {
    const maker = members.find(([of, item]) => of === tenant && item.sk === createdBy && item.since === memberSince);
    const held = maker === undefined ? [] : permitted(tenant, maker[1].role);
    return [`${tenant}/${sk}`, held.filter((each) => (permissions as readonly Permission[]).includes(each))] as const;
  });
  return new Map([...byRole, ...byKey]);
};
