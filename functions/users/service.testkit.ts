/** The users service over a table in memory, and people who ask it as the gateway lets them. */
import { failed, ok } from '../../engine/result.ts';
import { accessPartition, type Membership, permitted, readBelongings } from '../../shared/access.ts';
import { hashOfKey, newApiKey } from '../../shared/apiKey.ts';
import { answer } from '../../shared/http/httpHandler.ts';
import type { Method } from '../../shared/http/route.ts';
import type { Identity, TenantId, UserId } from '../../shared/identity.ts';
import { heldByKey, readKeyAccess } from '../../shared/keyAccess.ts';
import { planSettings } from '../../shared/limits/planSettings.ts';
import { limitsOf } from '../../shared/limits/plans.ts';
import { memoryStreams } from '../../shared/objectStreams.testkit.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import type { Item, Table } from '../../shared/table/table.ts';
import { tenancyOf } from '../../shared/tenancy/tenancy.ts';
import { auditStore } from './audit/auditStore.ts';
import { exportStore } from './exports/exportStore.ts';
import { newInvitationToken } from './invitations/token.ts';
import { sentMail } from './mail/sentMail.ts';
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
  /** The body as it came. */
  text: string;
}

export interface Ask {
  body?: unknown;
  /** As Simsheet-Organization says. */
  in?: TenantId;
  query?: [string, string][];
  headers?: Record<string, string>;
}

export interface Asking {
  /** A request through the gateway, which refuses where they do not belong. */
  ask(method: Method, path: string, request?: Ask): Promise<Answer>;
}

export interface PersonAsking extends Asking {
  userId: UserId;
  /** Their own organization. */
  home: TenantId;
  /** What they may do where, as the gateway reads it. */
  memberships(): Promise<Membership[]>;
}

/** `through`: what a test does to each access of the table. */
export const aService = ({ through = (table) => table }: { through?: (table: Table) => Table } = {}) => {
  const memory = memoryTable();
  const table = through(memory);
  const dns = new Map<string, string[]>();
  const exported = memoryStreams();
  const time = { now: Date.parse('2026-03-01T12:00:00Z') };
  const deps: UserDeps = {
    people: personStore(table),
    organizations: organizationStore(table),
    audit: auditStore(table),
    exports: exportStore(table),
    tenancy: (tenant) => tenancyOf(table, tenant),
    exportFiles: { list: exported.streams.list, presign: async (tenant, key) => `https://exports/${tenant}/${key}` },
    mail: null,
    sentMail: sentMail(table),
    pageOrigin: 'https://page.example',
    clock: () => new Date(time.now),
    newToken: newInvitationToken,
    newKey: newApiKey,
    discover: async (issuer) =>
      issuer.includes('silent')
        ? failed('nobody answers there.')
        : ok({ jwksUri: `${issuer}/jwks`, userInfoUri: `${issuer}/userinfo` }),
    txtRecords: async (domain) => dns.get(domain) ?? [],
    newDomainProof: () => newInvitationToken(),
    allowPrivateIssuers: false,
    graceMs: 30 * 24 * 3600 * 1000,
    auditRetentionDays: 365,
    plans: planSettings.parse({}),
  };
  const all = routes(deps);

  const send = async (
    { userId, organizationId, role, permissions }: Membership,
    credential: Identity['credential'],
    method: Method,
    path: string,
    { body, query = [], headers = {} }: Ask,
  ): Promise<Answer> => {
    const response = await answer(
      { routes: all, table },
      {
        kind: 'http',
        method,
        path: `/api/users/${path}`,
        query,
        headers: { 'content-type': 'application/json', ...headers },
        body: body === undefined ? null : Buffer.from(JSON.stringify(body)).toString('base64'),
        identity: { userId, organizationId, role, permissions, operator: false, credential },
        limits: limitsOf(deps.plans, (await deps.tenancy(organizationId)).plan),
        correlationId: 'cor_2',
        deadline: time.now + 28_000,
      },
    );
    const isJson = /[/+]json$/.test(response.headers['content-type'] ?? '');
    return { ...response, body: isJson ? JSON.parse(response.body) : null, text: response.body };
  };

  /** A request with an API key through the gateway, which refuses what is none. */
  const byKey = (secret: string): Asking => ({
    async ask(method, path, request = {}) {
      const access = await readKeyAccess(table, hashOfKey(secret));
      if (access === undefined) return { status: 401, headers: {}, body: { type: 'invalid-key' }, text: '' };
      const held = heldByKey(access, time.now);
      if (!held.ok) return { status: 401, headers: {}, body: { type: held.error }, text: '' };
      return send(held.value, { kind: 'key', id: held.value.keyId }, method, path, request);
    },
  });

  /** Requests as the gateway lets them through by a token that it found this membership for. */
  const acting = (membership: Membership): Asking => ({
    ask: (method, path, request = {}) => send(membership, { kind: 'token', id: 'tok_x' }, method, path, request),
  });

  const signIn = async (subject: string): Promise<PersonAsking> => {
    const person = { issuer: 'https://issuer', subject };
    const firstSight = { person, name: subject, email: `${subject}@example.com`, correlationId: 'cor_1' };
    const memberships = async () => {
      const known = await readBelongings(table, accessPartition(person));
      const belongings = known.length > 0 ? known : await welcome(deps, firstSight);
      return Promise.all(belongings.map((each) => permitted(table, each)));
    };
    const [own] = await memberships();
    if (own === undefined) throw new Error('everybody has an organization of their own');
    return {
      userId: own.userId,
      home: own.organizationId,
      memberships,
      async ask(method, path, request = {}) {
        const known = await memberships();
        const acting = known.find(({ organizationId }) => organizationId === (request.in ?? known[0]?.organizationId));
        if (acting === undefined) return { status: 403, headers: {}, body: { type: 'not-a-member' }, text: '' };
        return send(acting, { kind: 'token', id: `tok_${subject}` }, method, path, request);
      },
    };
  };

  return {
    deps,
    time,
    /** What the TXT records of domains say. */
    dns,
    table: memory,
    exported,
    signIn,
    byKey,
    acting,
    items: (): Item[] => memory.items(),
    events: () => memory.items().flatMap(({ outbox }) => (typeof outbox === 'string' ? [JSON.parse(outbox)] : [])),
  };
};

/** The code of a refusal. */
export const codeOf = ({ body }: Answer): string => String(body?.type).replace('urn:simsheet:problem:', '');
