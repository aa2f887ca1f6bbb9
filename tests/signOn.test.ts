/**
 * The gateway and the users service together, over one table in memory, with tokens of issuers that organizations
 * registered: nobody gets into an organization whose own issuer does not vouch for them.
 */
import fc from 'fast-check';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { aGateway } from '../functions/gateway/gateway.testkit.ts';
import { tokenVerifier } from '../functions/gateway/identity/issuers.ts';
import { welcomeBySignOn } from '../functions/gateway/identity/liveSignOn.ts';
import { organizationIssuers } from '../functions/gateway/identity/organizationIssuers.ts';
import { createMachine } from '../functions/users/machines/machines.ts';
import type { FirstSight } from '../functions/users/profile/firstSight.ts';
import { type Asking, aService, type PersonAsking } from '../functions/users/service.testkit.ts';
import { land } from '../functions/users/signOn/landing.ts';
import { accessPartition, permitted, readBelongings } from '../shared/access.ts';
import { issuerWithin } from '../shared/signOn.ts';

const keys = await generateKeyPair('ES256');
const strangersKeys = await generateKeyPair('ES256');
const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'ES256' }] };

const platform = 'https://issuer';
const issuers = ['https://one.test', 'https://two.test'];
const clients = ['simsheet', 'other'];
const domains = ['a.test', 'b.test', 'c.test'];

interface Claims {
  iss: string;
  client: string;
  sub: string;
  email?: string;
  aud?: string;
  groups?: string[];
  more?: object;
  key?: CryptoKey;
}

const tokenOf = ({ iss, client, sub, email, aud = 'api', groups, more, key = keys.privateKey }: Claims) =>
  new SignJWT({ client_id: client, email, groups, ...more })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setIssuer(iss)
    .setSubject(sub)
    .setAudience(aud)
    .setExpirationTime('1h')
    .sign(key);

/** Three people, each with an organization of their own, and a gateway that trusts the platform's issuer. */
const aWorld = async () => {
  const service = aService();
  const { table, deps, time, dns } = service;
  const people = [await service.signIn('ada'), await service.signIn('grace'), await service.signIn('olga')];
  const fetched: string[] = [];
  const profiles = new Map<string, object>();
  const organizations = organizationIssuers(
    table,
    () => time.now,
    async (address) => {
      fetched.push(address);
      return Response.json(jwks);
    },
  );
  const get = async (_address: string, headers: Record<string, string> = {}) => {
    const profile = profiles.get(headers.authorization ?? '');
    return { status: profile === undefined ? 401 : 200, body: JSON.stringify(profile ?? {}) };
  };
  const firstSight = async (given: object) => {
    const landed = await land(deps, given as FirstSight, (given as FirstSight).signOn!);
    return landed.ok ? landed.value : { refused: landed.error };
  };
  const gateway = aGateway({
    access: table,
    clock: () => time.now,
    verify: tokenVerifier(
      [
        {
          issuer: platform,
          jwksUri: 'http://127.0.0.1:9/',
          audienceClaim: 'aud',
          accepted: ['api'],
          algorithms: ['ES256'],
        },
      ],
      organizations.verify,
    ),
    belongings: (person) => readBelongings(table, accessPartition(person)),
    permitted: (chosen) => permitted(table, chosen),
    objection: organizations.objection,
    welcome: welcomeBySignOn(get, firstSight),
  });
  const asks = async (token: string, organization?: string) => {
    const { response } = await gateway.handle({
      headers: {
        authorization: `Bearer ${token}`,
        ...(organization === undefined ? {} : { 'simsheet-organization': organization }),
      },
    });
    const code = response.status === 200 ? null : String(JSON.parse(response.body).type).split(':').at(-1);
    // As the service that is asked gets it.
    const identity = response.status === 200 ? gateway.asked.at(-1)?.request.identity : undefined;
    return { status: response.status, code, identity };
  };
  const register = (who: PersonAsking, body: object) =>
    who.ask('PUT', 'organization/sign-on', { in: who.home, body: { audience: 'api', ...body } });
  const verify = async (who: PersonAsking, domain: string) => {
    const { body } = await who.ask('GET', 'organization/sign-on', { in: who.home });
    const record = body.domains?.find((each: { domain: string }) => each.domain === domain)?.record;
    if (record !== undefined) dns.set(domain, [record]);
    return who.ask('POST', `organization/sign-on/domains/${domain}/verify`, { in: who.home });
  };
  /** Longer than anything is remembered. */
  const pass = () => {
    time.now += 5001;
  };
  const [ada, grace] = people as [PersonAsking, PersonAsking];
  return { ...service, people, ada, grace, organizations, asks, register, verify, pass, profiles, fetched };
};

/** Ada's organization, with a sign-on. */
const withSignOn = async (given: object = {}) => {
  const world = await aWorld();
  await world.register(world.ada, { issuer: issuers[0], clientId: 'simsheet', domains: ['a.test'], ...given });
  await world.verify(world.ada, 'a.test');
  world.pass();
  return world;
};
const linus: Claims = { iss: 'https://one.test', client: 'simsheet', sub: 'linus', email: 'linus@a.test' };

describe("a token of an organization's own issuer", () => {
  it('lets somebody in there, with the role that a claim is mapped to', async () => {
    const { ada, asks } = await withSignOn({ roleClaim: 'groups', roleMapping: { staff: 'analyst' } });

    const { status, identity } = await asks(await tokenOf({ ...linus, groups: ['staff'] }));

    expect(status).toBe(200);
    expect(identity).toMatchObject({ organizationId: ada.home, role: 'analyst', operator: false });
  });

  it.each<[string, Partial<Claims>, number]>([
    ['signed by somebody else', { key: strangersKeys.privateKey }, 401],
    ['of another client', { client: 'other' }, 401],
    ['for another API', { aud: 'other' }, 401],
    ['that is an ID token', { aud: 'simsheet' }, 401],
    ['of another issuer', { iss: 'https://two.test' }, 401],
    ['of an address that is long', { iss: `https://${'a'.repeat(600)}.test` }, 401],
    ['with an address of another domain', { email: 'linus@b.test' }, 403],
    ['with an address that is not verified', { more: { email_verified: false } }, 403],
    ['without an address', { email: undefined as never }, 403],
  ])('%s is refused', async (_name, given, status) => {
    const { asks, items } = await withSignOn();
    const before = items().length;

    expect((await asks(await tokenOf({ ...linus, ...given }))).status).toBe(status);
    expect(items().length).toBe(before);
  });

  it('leads to nobody of another organization, whomever it says that it is about', async () => {
    const { ada, grace, asks } = await withSignOn();
    await asks(await tokenOf(linus));

    // The subject of a person of the platform, and the header of where they belong.
    const asAda = await asks(await tokenOf({ ...linus, sub: 'ada', email: 'ada@a.test' }), ada.home);
    const elsewhere = await asks(await tokenOf({ ...linus, sub: 'grace', email: 'grace@a.test' }), grace.home);

    expect(asAda.identity?.userId).not.toBe(ada.userId);
    expect(asAda.identity?.role).toBe('viewer');
    expect(elsewhere).toMatchObject({ status: 403, code: 'not-a-member' });
  });

  it('makes nobody an operator', async () => {
    const { asks } = await withSignOn();
    const more = { 'cognito:groups': ['operators'], groups: ['operators'], scope: 'simsheet/machine' };

    expect((await asks(await tokenOf({ ...linus, more }))).identity?.operator).toBe(false);
  });

  it('is worth nothing 5 s after the registration went, or the domain', async () => {
    const { ada, asks, register, verify, pass } = await withSignOn();
    const token = await tokenOf(linus);
    expect((await asks(token)).status).toBe(200);

    const registration = { issuer: issuers[0], clientId: 'simsheet' };
    await register(ada, { ...registration, domains: ['a.test', 'b.test'] });
    await verify(ada, 'b.test');
    await register(ada, { ...registration, domains: ['b.test'] });
    pass();
    expect(await asks(token)).toMatchObject({ status: 403, code: 'domain-not-verified' });
    await register(ada, { ...registration, domains: ['c.test'] });
    pass();
    expect(await asks(token)).toMatchObject({ status: 401, code: 'invalid-token' });
    await register(ada, { ...registration, domains: ['a.test'] });
    await verify(ada, 'a.test');
    pass();
    expect((await asks(token)).status).toBe(200);
    await ada.ask('DELETE', 'organization/sign-on', { in: ada.home });
    pass();
    expect(await asks(token)).toMatchObject({ status: 401, code: 'invalid-token' });
  });

  it('takes the address from the issuer where the token tells none, if it is of the same person', async () => {
    const { ada, asks, profiles } = await withSignOn();
    const { email: _none, ...silent } = linus;
    const token = await tokenOf(silent);
    profiles.set(`Bearer ${token}`, { sub: 'somebody', email: 'linus@a.test' });
    expect((await asks(token)).code).toBe('email-unknown');

    profiles.set(`Bearer ${token}`, { sub: 'linus', email: 'linus@a.test', name: 'Linus' });

    expect((await asks(token)).status).toBe(200);
    const { body } = await ada.ask('GET', 'organization/members');
    expect(body.items.map(({ name }: { name: string }) => name)).toContain('Linus');
  });

  it('that no organization registered asks the table 100 times and then at most 20 a second, and nobody for keys', async () => {
    const { asks, fetched, ada, register, verify, pass } = await aWorld();
    const codes = [];
    for (let n = 0; n < 130; n += 1)
      codes.push((await asks(await tokenOf({ ...linus, iss: `https://${n}.test` }))).code);

    expect(codes.filter((code) => code === 'too-many-requests')).toHaveLength(30);
    expect(fetched).toEqual([]);
    pass();
    await register(ada, { issuer: issuers[0], clientId: 'simsheet', domains: ['a.test'] });
    await verify(ada, 'a.test');
    expect((await asks(await tokenOf(linus))).status).toBe(200);
  });
});

describe('a sign-on that is enforced', () => {
  const sameDomain = { issuer: issuers[0], clientId: 'simsheet', domains: ['a.test', 'example.com'] };

  /** Grace is an admin of Ada's organization, both by the platform's issuer; their addresses are of example.com. */
  const withGrace = async (given: object = {}) => {
    const world = await withSignOn(given);
    const { ada, grace } = world;
    const { body } = await ada.ask('POST', 'organization/invitations', {
      body: { email: 'grace@example.com', role: 'admin' },
    });
    await grace.ask('POST', 'invitations/accept', { body: { token: body.token } });
    return world;
  };

  it('keeps members of its domains out by another sign-in, but owners', async () => {
    const { ada, grace, organizations, table, register, verify, pass } = await withGrace();
    const objection = async (who: PersonAsking) => {
      const [row] = (
        await readBelongings(table, accessPartition({ issuer: platform, subject: who === ada ? 'ada' : 'grace' }))
      ).filter(({ organizationId }) => organizationId === ada.home);
      const principal = {
        issuer: platform,
        subject: '',
        username: '',
        operator: false,
        machine: false,
        token: '',
        tokenId: '',
      };
      return (await organizations.objection(principal, await permitted(table, row!)))?.code ?? null;
    };
    await register(ada, { ...sameDomain, enforced: true });
    expect(await objection(grace)).toBeNull();

    await verify(ada, 'example.com');
    pass();
    expect([await objection(grace), await objection(ada)]).toEqual(['sign-on-required', null]);

    await register(ada, { ...sameDomain, enforced: false });
    pass();
    expect(await objection(grace)).toBeNull();
  });

  it('refuses the API keys that such members made, within 5 s, and no key of others', async () => {
    const { ada, grace, deps, table, acting, asks, register, verify, pass } = await withGrace({
      defaultRole: 'analyst',
    });
    const made = async (who: Asking) => {
      const request = { body: { name: 'k', permissions: ['file:read'] }, in: ada.home };
      return String((await who.ask('POST', 'organization/keys', request)).body.secret);
    };
    await asks(await tokenOf(linus));
    await createMachine(deps, {
      person: { issuer: platform, subject: 'm' },
      name: 'nightly',
      organizationId: ada.home,
      role: 'analyst',
    });
    const theirs = async (issuer: string, subject: string) => {
      const [row] = await readBelongings(table, accessPartition({ issuer, subject }));
      return acting(await permitted(table, row!));
    };
    const keysOf = {
      owner: await made(ada),
      member: await made(grace),
      comer: await made(await theirs(issuerWithin(issuers[0]!, ada.home), 'linus')),
      machine: await made(await theirs(platform, 'm')),
    };
    const answers = async () => {
      pass();
      const all = Object.entries(keysOf).map(async ([name, key]) => [name, (await asks(key)).code]);
      return Object.fromEntries(await Promise.all(all));
    };
    const everybody = { owner: null, member: null, comer: null, machine: null };
    // Only of domains that are verified.
    await register(ada, { ...sameDomain, enforced: true });
    expect(await answers()).toEqual(everybody);

    await verify(ada, 'example.com');
    expect(await answers()).toEqual({ ...everybody, member: 'sign-on-required' });
    await ada.ask('PATCH', `organization/members/${grace.userId}`, { body: { role: 'owner' } });
    expect(await answers()).toEqual(everybody);
    await ada.ask('PATCH', `organization/members/${grace.userId}`, { body: { role: 'viewer' } });
    expect(await answers()).toEqual({ ...everybody, member: 'sign-on-required' });
    await register(ada, { ...sameDomain, enforced: false });
    expect(await answers()).toEqual(everybody);
  });
});

type Step =
  | { kind: 'register'; who: number; issuer: number; client: number; domains: number[]; enforced: boolean }
  | { kind: 'verify'; who: number; domain: number }
  | { kind: 'remove'; who: number }
  | { kind: 'come'; issuer: number; client: number; subject: string; domain: number; to: number | null };

const who = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('register' as const),
    who,
    issuer: fc.nat(1),
    client: fc.nat(1),
    domains: fc.uniqueArray(fc.nat(2), { minLength: 1 }),
    enforced: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('verify' as const), who, domain: fc.nat(2) }),
  fc.record({ kind: fc.constant('remove' as const), who }),
  ...[1, 2].map(() =>
    fc.record({
      kind: fc.constant('come' as const),
      issuer: fc.nat(1),
      client: fc.nat(1),
      subject: fc.constantFrom('ada', 'grace', 'linus'),
      domain: fc.nat(2),
      to: fc.option(who),
    }),
  ),
);

/** By chance alone nobody may come in, and nothing be taken. */
const oneComesIn: Step[] = [
  { kind: 'register', who: 0, issuer: 0, client: 0, domains: [0], enforced: false },
  { kind: 'verify', who: 0, domain: 0 },
  { kind: 'come', issuer: 0, client: 0, subject: 'linus', domain: 0, to: null },
];
const oneIsTaken: Step[] = [
  { kind: 'register', who: 1, issuer: 0, client: 0, domains: [1], enforced: false },
  ...oneComesIn,
  { kind: 'verify', who: 1, domain: 1 },
];

/** As the answers of the API alone tell it: what an organization registered, and which of its domains are verified. */
interface Registered {
  owner: string;
  /** The issuer and its client. */
  name: string;
  verified: Set<string>;
}

describe('whatever organizations register, verify and remove', () => {
  it("an issuer's token yields an identity in the organization that has it, with an address of its domains, and in no other", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async (steps) => {
        const world = await aWorld();
        const known = new Map<string, Registered>();
        /** Who only named it does not have it. */
        const holderOf = (name: string) =>
          [...known.values()].find((each) => each.name === name && each.verified.size > 0);
        const isOthers = (name: string, home: string) => ![undefined, home].includes(holderOf(name)?.owner);
        for (const each of steps) {
          world.pass();
          if (each.kind === 'come') {
            const claims = {
              iss: issuers[each.issuer]!,
              client: clients[each.client]!,
              sub: each.subject,
              email: `${each.subject}@${domains[each.domain]}`,
            };
            const to = each.to === null ? undefined : world.people[each.to]!.home;
            const { status, identity } = await world.asks(await tokenOf(claims), to);
            const vouched = holderOf(`${claims.iss} ${claims.client}`);
            seen.add(status === 200 ? 'in' : 'refused');
            if (status !== 200) continue;
            expect(vouched?.verified).toContain(domains[each.domain]);
            expect(identity?.organizationId).toBe(vouched?.owner);
            expect(to ?? identity?.organizationId).toBe(vouched?.owner);
            expect(identity?.operator).toBe(false);
            expect(world.people.map(({ userId }) => userId)).not.toContain(identity?.userId);
            expect(identity?.permissions).not.toContain('organization:delete');
            continue;
          }
          const person = world.people[each.who]!;
          const before = known.get(person.home);
          if (each.kind === 'remove') {
            await person.ask('DELETE', 'organization/sign-on', { in: person.home });
            known.delete(person.home);
          } else if (each.kind === 'verify') {
            const domain = domains[each.domain]!;
            const isTaken = before !== undefined && isOthers(before.name, person.home);
            const { status } = await world.verify(person, domain);
            if (isTaken) expect(status).not.toBe(200);
            if (status === 200) before?.verified.add(domain);
            if (isTaken) seen.add('taken');
          } else {
            const named = each.domains.map((n) => domains[n]!);
            const [issuer, clientId] = [issuers[each.issuer]!, clients[each.client]!];
            const name = `${issuer} ${clientId}`;
            const verified = new Set(named.filter((domain) => before?.verified.has(domain)));
            const isTaken = verified.size > 0 && isOthers(name, person.home);
            const registration = { issuer, clientId, domains: named, enforced: each.enforced };
            const { status } = await world.register(person, registration);
            // Whoever has no verified domain is kept from nothing, and keeps nobody from anything.
            expect(status).toBe(isTaken ? 409 : 200);
            if (status === 200) known.set(person.home, { owner: person.home, name, verified });
          }
          // Of no two the same.
          const holding = [...known.values()].filter(({ verified }) => verified.size > 0);
          const all = holding.flatMap(({ verified }) => [...verified]);
          expect(new Set(all).size).toBe(all.length);
          expect(new Set(holding.map(({ name }) => name)).size).toBe(holding.length);
        }
      }),
      { numRuns: 60, examples: [[oneComesIn], [oneIsTaken]] },
    );
    expect(seen).toEqual(new Set(['in', 'refused', 'taken']));
  });
});
