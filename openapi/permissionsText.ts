import { mayChange, mayRead, type Owned } from '../shared/ownership.ts';
import { permissions, roles } from '../shared/permissions.ts';
import { tagOf } from './operation.ts';
import type { RouteTable } from './routeTables.ts';

type Role = keyof typeof roles;
const names = Object.keys(roles) as Role[];

/** Who may do what, as docs/permissions.md holds it: the operations by service, then the roles by permission. */
export const permissionsText = (tables: readonly RouteTable[]): string => `<!-- Made by "npm run openapi". -->
# Permissions

Every operation names the one permission that it needs in the organization that a request acts in; without it the answer is
403, before anything else of the request is looked at. An organization may make roles of its own, see
[organizations](organizations.md); these are the ones that all have. A thing of another organization is answered like one that is not
there. Operators of the platform are a group apart from every organization's roles. Without a credential, or with one that has
expired or was revoked, the answer to every operation is 401; in an organization of which one is no member, 403.

## Operations

${tables.map(operations).join('\n\n')}

## One's own, and others'

A file and a simulation belong to whoever made them, and are shared with the organization or private ([sharing](sharing.md)).
Beside the permission above, it counts whose a thing is. Somebody else's private thing is answered like one that is not there;
where a thing is seen and may not be changed, the answer is 403. These may:

${ownedThings(tables)}

## Roles

${markdownTable([
  ['Permission', ...names],
  ...permissions.map((permission) => [
    `\`${permission}\``,
    ...names.map((role) => mark(roles[role].includes(permission))),
  ]),
])}
`;

const operations = ({ service, routes }: RouteTable): string =>
  `### ${tagOf(service)}

${markdownTable([
  ['Operation', 'Needs', ...names],
  ...routes.map(({ method, path, authorise }) => [
    `${method} ${path}`,
    needs(authorise),
    ...names.map((role) => mark(mayByRole(authorise, role))),
  ]),
])}`;

type Described = RouteTable['routes'][number];

const ownedThings = (tables: readonly RouteTable[]): string => {
  const routes = tables.flatMap((table) => table.routes.filter(({ owned }) => owned !== undefined));
  return markdownTable([
    ['Operation', "on one's own", "on another's that is shared", "on another's that is private"],
    ...routes.map((route) => [
      `${route.method} ${route.path}`,
      ...whose.map((of) => names.filter((role) => outcomeFor(route, role, of) === 'done').join(', ')),
    ]),
  ]);
};

/** Whose the thing is that an operation is about. */
export const whose = ['own', 'shared', 'private'] as const;
export type Whose = (typeof whose)[number];

/** What becomes of an operation on a thing that belongs to somebody, by somebody with this role who is no operator. */
export const outcomeFor = (
  { authorise, owned }: Pick<Described, 'authorise' | 'owned'>,
  role: Role,
  of: Whose,
): 'done' | 'permission-missing' | 'not-yours' | 'not-found' => {
  if (!mayByRole(authorise, role)) return 'permission-missing';
  const [me, another] = ['usr_00000000000000000000000000', 'usr_00000000000000000000000001'] as const;
  const asking = { userId: me, permissions: [...roles[role]] };
  const thing: Owned = of === 'own' ? { createdBy: me, visibility: 'private' } : { createdBy: another, visibility: of };
  if (!mayRead(asking, thing)) return 'not-found';
  return owned === 'change' && !mayChange(asking, thing) ? 'not-yours' : 'done';
};

type Needed = RouteTable['routes'][number]['authorise'];

const needs = (authorise: Needed): string =>
  authorise === 'public' ? 'nothing' : authorise === 'operator' ? 'an operator' : `\`${authorise}\``;

/** Whether somebody with this role, who is no operator, may do what needs this. */
export const mayByRole = (authorise: Needed, role: Role): boolean =>
  authorise === 'public' || (authorise !== 'operator' && roles[role].includes(authorise));

const mark = (may: boolean): string => (may ? 'yes' : '');

const markdownTable = ([head = [], ...rows]: readonly string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
