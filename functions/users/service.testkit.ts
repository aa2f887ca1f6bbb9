/** The users service over a table in memory, and people who ask it as the gateway lets them. */
import { accessPartition, type Membership, readMemberships } from '../../shared/access.ts';
import { answer } from '../../shared/http/httpHandler.ts';
import type { Method } from '../../shared/http/route.ts';
import type { TenantId, UserId } from '../../shared/identity.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import type { Item, Table } from '../../shared/table/table.ts';
import { newInvitationToken } from './invitations/token.ts';
import { organizationStore } from './organizations/organizationStore.ts';
import { welcome } from './profile/firstSight.ts';
import { routes } from './routes.ts';
import { personStore } from './store.ts';
import type { UserDeps } from './users.ts';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: what comes back is what the test looks at
  body: any;
}

export interface Ask {
  body?: unknown;
  /** As Simsheet-Organization says. */
  in?: TenantId;
  query?: [string, string][];
  headers?: Record<string, string>;
}

export interface PersonAsking {
  userId: UserId;
  /** Their own organization. */
  home: TenantId;
  /** What they may do where, as the gateway reads it. */
  memberships(): Promise<Membership[]>;
  /** A request through the gateway, which refuses where they do not belong. */
  ask(method: Method, path: string, request?: Ask): Promise<Answer>;
}

/** `through`: what a test does to each access of the table. */
export const aService = ({ through = (table) => table }: { through?: (table: Table) => Table } = {}) => {
  const memory = memoryTable();
  const table = through(memory);
  const time = { now: Date.parse('2026-03-01T12:00:00Z') };
  const deps: UserDeps = {
    people: personStore(table),
    organizations: organizationStore(table),
    clock: () => new Date(time.now),
    newToken: newInvitationToken,
  };
  const all = routes(deps);

  const signIn = async (subject: string): Promise<PersonAsking> => {
    const person = { issuer: 'https://issuer', subject };
    const firstSight = { person, name: subject, email: `${subject}@example.com`, correlationId: 'cor_1' };
    const memberships = async () => {
      const known = await readMemberships(table, accessPartition(person));
      return known.length > 0 ? known : welcome(deps, firstSight);
    };
    const [own] = await memberships();
    if (own === undefined) throw new Error('everybody has an organization of their own');
    return {
      userId: own.userId,
      home: own.organizationId,
      memberships,
      async ask(method, path, { body, in: chosen, query = [], headers = {} } = {}) {
        const known = await memberships();
        const acting = known.find(({ organizationId }) => organizationId === (chosen ?? known[0]?.organizationId));
        if (acting === undefined) return { status: 403, headers: {}, body: { type: 'not-a-member' } };
        const { userId, organizationId, role, permissions } = acting;
        const response = await answer(
          { routes: all, table },
          {
            kind: 'http',
            method,
            path: `/api/users/${path}`,
            query,
            headers: { 'content-type': 'application/json', ...headers },
            body: body === undefined ? null : Buffer.from(JSON.stringify(body)).toString('base64'),
            identity: { userId, organizationId, role, permissions, operator: false },
            correlationId: 'cor_2',
            deadline: time.now + 28_000,
          },
        );
        return { ...response, body: response.body === '' ? null : JSON.parse(response.body) };
      },
    };
  };

  return {
    deps,
    time,
    table: memory,
    signIn,
    items: (): Item[] => memory.items(),
    events: () => memory.items().flatMap(({ outbox }) => (typeof outbox === 'string' ? [JSON.parse(outbox)] : [])),
  };
};

/** The code of a refusal. */
export const codeOf = ({ body }: Answer): string => String(body?.type).replace('urn:simsheet:problem:', '');
