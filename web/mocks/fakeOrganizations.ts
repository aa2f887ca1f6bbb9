import { newId } from '../../shared/ids.ts';
import { builtInRole, everybodys, type Permission, roles } from '../../shared/permissions.ts';
import { json, minutesAgo, problem, type Route } from './fakeAnswers.ts';
import { auditRoutes } from './fakeAudit.ts';
import { exportRoutes } from './fakeExports.ts';

interface FakeMember {
  userId: string;
  name: string;
  email: string;
  role: string;
  since: string;
  kind: 'person';
}

interface FakeOrganization {
  organizationId: string;
  name: string;
  createdAt: string;
  deletesAt: string | null;
  members: FakeMember[];
  invitations: Record<string, unknown>[];
  ownRoles: { name: string; permissions: Permission[] }[];
  keys: Record<string, unknown>[];
}

export const limits = {
  concurrentSimulations: 2,
  iterationsPerMonth: 20_000_000,
  storedBytes: 104_857_600,
  members: 8,
  requestsPerSecond: 10,
};

const weekMs = 7 * 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** Ada's organizations: one that she owns, with two colleagues, and one in which she looks at what others do. */
export const createFakeOrganizations = () => {
  const ada = {
    userId: newId('usr'),
    name: 'Ada Example',
    email: 'ada@example.com',
    kind: 'person' as const,
  };
  const person = (name: string, role: string, days: number): FakeMember => ({
    userId: newId('usr'),
    name,
    email: `${name.split(' ')[0]?.toLowerCase()}@example.com`,
    role,
    since: minutesAgo(days * 1440),
    kind: 'person',
  });
  const made = (name: string, members: FakeMember[]): FakeOrganization => ({
    organizationId: newId('org'),
    name,
    createdAt: minutesAgo(100_000),
    deletesAt: null,
    members,
    invitations: [],
    ownRoles: [],
    keys: [],
  });
  const all = [
    made('Example Ltd', [
      { ...ada, role: 'owner', since: minutesAgo(100_000) },
      person('Charles Sample', 'admin', 30),
      person('Mary Model', 'viewer', 4),
    ]),
    made('Sample & Sons', [person('Grace Sample', 'owner', 200), { ...ada, role: 'viewer', since: minutesAgo(3000) }]),
  ];
  /** What a token that was passed on leads into. */
  const invited = { token: 'inv_sim_fake', organization: made('Planning', [person('Grace Sample', 'owner', 9)]) };

  const acting = (request: Request): FakeOrganization | undefined => {
    const wanted = request.headers.get('simsheet-organization');
    return all.find(({ organizationId }) => wanted === null || organizationId === wanted);
  };
  const roleIn = (organization: FakeOrganization): string =>
    organization.members.find(({ userId }) => userId === ada.userId)?.role ?? '';
  const permissionsOf = ({ ownRoles }: FakeOrganization, role: string): readonly Permission[] =>
    builtInRole(role) ?? ownRoles.find(({ name }) => name === role)?.permissions ?? [];

  const me = (request: Request): Response => {
    const organization = acting(request);
    if (organization === undefined) return problem(403, 'not-a-member', 'You belong to no such organization.');
    const role = roleIn(organization);
    return json({
      ...ada,
      createdAt: minutesAgo(100_000),
      organizationId: organization.organizationId,
      organizations: all.map((each) => ({
        organizationId: each.organizationId,
        name: each.name,
        role: roleIn(each),
      })),
      role,
      permissions: permissionsOf(organization, role),
    });
  };
  const view = ({ organizationId, name, createdAt, deletesAt, members }: FakeOrganization) => ({
    organizationId,
    name,
    createdAt,
    deletesAt,
    members: members.length,
  });

  type Body = Record<string, string>;
  /** A route of the organization that the request acts in. */
  const here =
    (answer: (organization: FakeOrganization, match: string[], body: Body) => Response): Route[2] =>
    async (match, request) => {
      const organization = acting(request);
      if (organization === undefined) return problem(403, 'not-a-member', 'You belong to no such organization.');
      const text = await request.text();
      return answer(organization, match, text === '' ? {} : (JSON.parse(text) as Body));
    };
  const done = () => new Response(null, { status: 204 });
  const owners = ({ members }: FakeOrganization) => members.filter(({ role }) => role === 'owner').length;
  const lastOwner = () => problem(409, 'last-owner', 'This is its last owner: POST /api/users/organization/transfer.');
  let sendsMail = true;
  const link = () => ({
    token: `inv_sim_${newId('inv')}`,
    until: new Date(Date.now() + weekMs).toISOString(),
    emailed: sendsMail,
  });

  const invitationGone = () => problem(410, 'invitation-gone', 'This invitation can no longer be accepted.');

  const path = '/api/users/organization';
  const at = (rest: string) => new RegExp(`^${path}${rest}$`);
  const routes: Route[] = [
    ['GET', /^\/api\/users\/me$/, (_, request) => me(request)],
    [
      'PATCH',
      /^\/api\/users\/me$/,
      async (_, request) => {
        const { name } = (await request.clone().json()) as Body;
        if (name !== undefined) ada.name = name;
        return me(request);
      },
    ],
    ['DELETE', /^\/api\/users\/me$/, done],
    [
      'POST',
      /^\/api\/users\/organizations$/,
      async (_, request) => {
        const { name = '' } = (await request.json()) as Body;
        const organization = made(name, [{ ...ada, role: 'owner', since: new Date().toISOString() }]);
        all.push(organization);
        return json(view(organization), 201);
      },
    ],
    [
      'POST',
      /^\/api\/users\/invitations\/look$/,
      async (_, request) => {
        const { token } = (await request.json()) as Body;
        if (token !== invited.token) return invitationGone();
        const { organizationId, name } = invited.organization;
        return json({ organizationId, name, role: 'viewer', invitedBy: 'Grace Sample', until: inDays(5) });
      },
    ],
    [
      'POST',
      /^\/api\/users\/invitations\/accept$/,
      async (_, request) => {
        const { token } = (await request.json()) as Body;
        if (token !== invited.token) return invitationGone();
        const { organization } = invited;
        organization.members.push({ ...ada, role: 'viewer', since: new Date().toISOString() });
        all.push(organization);
        return json({ organizationId: organization.organizationId, name: organization.name, role: 'viewer' });
      },
    ],
    ['GET', at(''), here((organization) => json(view(organization)))],
    [
      'PATCH',
      at(''),
      here((organization, _, { name = '' }) => {
        organization.name = name;
        return json(view(organization));
      }),
    ],
    [
      'DELETE',
      at(''),
      here((organization) => {
        organization.deletesAt = inDays(30);
        return json(view(organization), 202);
      }),
    ],
    [
      'POST',
      at('/restore'),
      here((organization) => {
        organization.deletesAt = null;
        return json(view(organization));
      }),
    ],
    [
      'POST',
      at('/leave'),
      here((organization) => {
        if (roleIn(organization) === 'owner' && owners(organization) === 1) return lastOwner();
        all.splice(all.indexOf(organization), 1);
        return done();
      }),
    ],
    [
      'POST',
      at('/transfer'),
      here(({ members }, _, { userId: to }) => {
        for (const member of members) {
          if (member.userId === ada.userId) member.role = 'admin';
          if (member.userId === to) member.role = 'owner';
        }
        return done();
      }),
    ],
    [
      'GET',
      at('/limits'),
      here(({ members, invitations }) =>
        json({
          plan: 'trial',
          limits,
          usage: [{ limit: 'members', max: limits.members, used: members.length + invitations.length, freesAt: null }],
        }),
      ),
    ],
    ['GET', at('/members'), here(({ members }) => json({ items: members, nextCursor: null }))],
    [
      'PATCH',
      at('/members/([^/]+)'),
      here((organization, [id], { role = '' }) => {
        const member = organization.members.find(({ userId }) => userId === id);
        if (member === undefined) return problem(404, 'member-not-found', 'Nobody with this id belongs here.');
        if (member.role === 'owner' && role !== 'owner' && owners(organization) === 1) return lastOwner();
        member.role = role;
        return json(member);
      }),
    ],
    [
      'DELETE',
      at('/members/([^/]+)'),
      here((organization, [id]) => {
        organization.members = organization.members.filter(({ userId }) => userId !== id);
        return done();
      }),
    ],
    ['GET', at('/invitations'), here(({ invitations }) => json({ invitations }))],
    [
      'POST',
      at('/invitations'),
      here(({ members, invitations }, _, { email, role }) => {
        const used = members.length + invitations.length;
        if (used >= limits.members) {
          const reached = {
            title: 'Limit reached',
            limit: 'members',
            max: limits.members,
            used,
            requested: 1,
            freesAt: null,
          };
          return problem(403, 'limit-reached', 'All places are taken.', undefined, reached);
        }
        if (invitations.some((each) => each.email === email)) {
          return problem(
            409,
            'already-invited',
            'There is an open invitation. POST .../resend makes a new token for it.',
          );
        }
        const { token, until, emailed } = link();
        const invitation = {
          invitationId: newId('inv'),
          email,
          role,
          until,
          invitedBy: ada.userId,
          invitedAt: new Date().toISOString(),
          status: 'OPEN',
        };
        invitations.push(invitation);
        return json({ ...invitation, token, emailed }, 201);
      }),
    ],
    [
      'POST',
      at('/invitations/([^/]+)/resend'),
      here(({ invitations }, [id]) => {
        const invitation = invitations.find(({ invitationId }) => invitationId === id);
        return json({ ...invitation, ...link() });
      }),
    ],
    [
      'DELETE',
      at('/invitations/([^/]+)'),
      here((organization, [id]) => {
        organization.invitations = organization.invitations.filter(({ invitationId }) => invitationId !== id);
        return done();
      }),
    ],
    [
      'GET',
      at('/roles'),
      here(({ ownRoles }) =>
        json({
          roles: [
            ...Object.entries(roles).map(([name, permissions]) => ({ name, permissions, builtIn: true })),
            ...ownRoles.map((role) => ({ ...role, builtIn: false })),
          ],
        }),
      ),
    ],
    [
      'PUT',
      at('/roles/([^/]+)'),
      here((organization, [name = ''], body) => {
        const { permissions } = body as unknown as { permissions: Permission[] };
        const role = { name, permissions: [...permissions, ...everybodys] };
        organization.ownRoles = [...organization.ownRoles.filter((each) => each.name !== name), role];
        return json({ ...role, builtIn: false });
      }),
    ],
    [
      'DELETE',
      at('/roles/([^/]+)'),
      here((organization, [name]) => {
        organization.ownRoles = organization.ownRoles.filter((each) => each.name !== name);
        return done();
      }),
    ],
    ['GET', at('/keys'), here(({ keys }) => json({ keys }))],
    [
      'POST',
      at('/keys'),
      here(({ keys }, _, body) => {
        const key = {
          keyId: newId('key'),
          name: body.name,
          permissions: body.permissions,
          createdBy: ada.userId,
          madeWith: null,
          createdAt: new Date().toISOString(),
          expiresAt: body.expiresAt,
          overlapUntil: null,
          lastUsedAt: null,
          status: 'ACTIVE',
        };
        keys.push(key);
        return json({ ...key, secret: 'sk_sim_first' }, 201);
      }),
    ],
    [
      'POST',
      at('/keys/([^/]+)/rotate'),
      here(({ keys }, [id], body) => {
        const key = keys.find(({ keyId }) => keyId === id)!;
        key.overlapUntil = new Date(Date.now() + Number(body.overlapHours) * 3_600_000).toISOString();
        return json({ ...key, secret: 'sk_sim_second' });
      }),
    ],
    [
      'DELETE',
      at('/keys/([^/]+)'),
      here((organization, [id]) => {
        organization.keys = organization.keys.filter(({ keyId }) => keyId !== id);
        return done();
      }),
    ],
  ];
  routes.push(...auditRoutes(ada.userId), ...exportRoutes(ada.userId));
  return {
    routes,
    all,
    /** Ada's, who is signed in. */
    userId: ada.userId,
    /** As an installation without a sender does, and one that may send no more today. */
    sendNoMail() {
      sendsMail = false;
    },
    /** What Ada is in the organization that she owns, which tests change. */
    become(role: string) {
      const member = all[0]?.members.find(({ userId }) => userId === ada.userId);
      if (member) member.role = role;
    },
  };
};
