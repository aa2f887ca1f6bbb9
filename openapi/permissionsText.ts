import { permissions, roles } from '../shared/permissions.ts';
import { tagOf } from './operation.ts';
import type { RouteTable } from './routeTables.ts';

const names = Object.keys(roles) as (keyof typeof roles)[];

/** Who may do what, as docs/permissions.md holds it: the operations by service, then the roles by permission. */
export const permissionsText = (tables: readonly RouteTable[]): string => `<!-- Made by "npm run openapi". -->
# Permissions

Every operation names the one permission that it needs in the organization that a request acts in; without it the answer is
403, before anything else of the request is looked at. An organization may make roles of its own, see
[organizations](organizations.md); these are the ones that all have. A thing of another organization is answered like one that is not
there. Operators of the platform are a group apart from every organization's roles.

## Operations

${tables.map(operations).join('\n\n')}

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

type Needed = RouteTable['routes'][number]['authorise'];

const needs = (authorise: Needed): string =>
  authorise === 'public' ? 'nothing' : authorise === 'operator' ? 'an operator' : `\`${authorise}\``;

/** Whether somebody with this role, who is no operator, may do what needs this. */
export const mayByRole = (authorise: Needed, role: keyof typeof roles): boolean =>
  authorise === 'public' || (authorise !== 'operator' && roles[role].includes(authorise));

const mark = (may: boolean): string => (may ? 'yes' : '');

const markdownTable = ([head = [], ...rows]: readonly string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
