import { describe, expect, it } from 'vitest';
import { accessPartition, permitted, readBelongings } from '../../../shared/access.ts';
import { hashOfKey } from '../../../shared/apiKey.ts';
import { heldByKey, readKeyAccess } from '../../../shared/keyAccess.ts';
import { issuerWithin } from '../../../shared/signOn.ts';
import { deleteDue } from '../deletion/deletion.ts';
import { aTeam } from '../organizations/team.testkit.ts';
import { type aService, codeOf, type PersonAsking } from '../service.testkit.ts';
import { land } from './landing.ts';

const path = 'organization/sign-on';
const issuer = 'https://login.acme.test';
const registration = { issuer, clientId: 'simsheet', audience: 'api', domains: ['acme.test'] };

/** What the gateway reads of all registrations. */
const heldIn = ({ items }: Pick<ReturnType<typeof aService>, 'items'>) =>
  items().filter(({ pk }) => /^(ISSUER|DOMAIN)#/.test(String(pk)));

/** Has a domain say what it has to, and looked at. */
const verifying =
  ({ dns }: Pick<ReturnType<typeof aService>, 'dns'>) =>
  async (who: PersonAsking, domain: string, tenant = who.home) => {
    const { body } = await who.ask('GET', path, { in: tenant });
    const record = body.domains.find((each: { domain: string }) => each.domain === domain)?.record;
    dns.set(domain, ['v=spf1 -all', ...(record === undefined ? [] : [record])]);
    return who.ask('POST', `${path}/domains/${domain}/verify`, { in: tenant });
  };

/** Ada's organization with a sign-on, of which a domain is verified. */
const withSignOn = async (given: object = {}) => {
  const team = await aTeam({ grace: 'admin', olga: 'analyst' });
  const { ada, deps, table } = team;
  const put = (body: object = {}, who: PersonAsking = ada) =>
    who.ask('PUT', path, { body: { ...registration, ...given, ...body }, in: ada.home });
  const verify = (domain = 'acme.test', who: PersonAsking = ada, tenant = ada.home) =>
    verifying(team)(who, domain, tenant);
  const registered = await put();
  const verified = await verify();
  const comes = (subject: string, { email, claimed = [] }: { email?: string; claimed?: string[] } = {}) =>
    land(
      deps,
      {
        person: { issuer: issuerWithin(issuer, ada.home), subject },
        name: subject,
        email: email ?? `${subject}@acme.test`,
        correlationId: 'cor_1',
      },
      { organizationId: ada.home, claimed },
    );
  const heldBy = async (subject: string) => {
    const partition = accessPartition({ issuer: issuerWithin(issuer, ada.home), subject });
    return Promise.all((await readBelongings(table, partition)).map((each) => permitted(table, each)));
  };
  return { ...team, put, verify, comes, heldBy, registered, verified };
};

describe("an organization's own sign-on", () => {
  it('is registered, shown with what its domain has to say, verified by that, and removed', async () => {
    const { ada, registered, verified } = await withSignOn();

    expect([registered.status, registered.body.domains[0]]).toMatchObject([
      200,
      { domain: 'acme.test', verifiedAt: null, record: expect.stringMatching(/^simsheet-verification=\S{20,}$/) },
    ]);
    expect([verified.status, verified.body.domains[0].verifiedAt]).toEqual([200, expect.any(String)]);
    expect((await ada.ask('DELETE', path)).status).toBe(204);
    expect((await ada.ask('GET', path)).status).toBe(404);
  });

  it('is for owners and admins, and for no API key', async () => {
    const { ada, members, put } = await withSignOn();

    expect((await put({}, members.grace)).status).toBe(200);
    expect((await put({}, members.olga)).status).toBe(403);
    const key = await ada.ask('POST', 'organization/keys', { body: { name: 'k', permissions: ['sign-on:write'] } });
    expect(key.status).toBe(400);
  });

  it.each([
    ['an issuer that does not answer', { issuer: 'https://silent.test' }, 422, 'issuer-unusable'],
    ['an issuer without TLS', { issuer: 'http://login.acme.test' }, 422, 'issuer-unusable'],
    ['an issuer in our own network', { issuer: 'https://169.254.169.254' }, 422, 'issuer-unusable'],
    ['an issuer in our own network by IPv6', { issuer: 'https://[::ffff:10.0.0.1]' }, 422, 'issuer-unusable'],
    ['an issuer with a query', { issuer: 'https://login.acme.test?a=b' }, 422, 'issuer-unusable'],
    ['an audience of ID tokens', { audience: 'simsheet' }, 422, 'audience-is-client'],
    ['the role of owners', { defaultRole: 'owner' }, 409, 'cannot-own'],
    ['a mapping to owners', { roleClaim: 'groups', roleMapping: { chiefs: 'owner' } }, 409, 'cannot-own'],
    ['a role that there is not', { defaultRole: 'nobody' }, 422, 'unknown-role'],
    ['no domain', { domains: [] }, 400, 'invalid-request'],
    ['a domain twice', { domains: ['a.test', 'A.test'] }, 400, 'invalid-request'],
    ['a top-level domain', { domains: ['test'] }, 400, 'invalid-request'],
    ['an address for a domain', { domains: ['10.0.0.1'] }, 400, 'invalid-request'],
    ['what is no field', { operator: true }, 400, 'invalid-request'],
  ])('is not registered with %s', async (_name, given, status, code) => {
    const { put } = await withSignOn();

    const answer = await put(given);

    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  it('gives nobody a role that whoever registers it lacks', async () => {
    const team = await aTeam({ grace: 'keeper' }, { keeper: ['organization:read', 'sign-on:write', 'member:write'] });

    const answer = await team.members.grace.ask('PUT', path, {
      in: team.ada.home,
      body: { ...registration, defaultRole: 'analyst' },
    });

    expect([answer.status, codeOf(answer)]).toEqual([403, 'beyond-your-role']);
  });

  it('vouches for no domain without the proof, nor for one of another organization', async () => {
    const { signIn, dns, verify } = await withSignOn();
    const eve = await signIn('eve');
    const evil = { issuer: 'https://login.evil.test', clientId: 'x', domains: ['acme.test', 'evil.test'] };
    await eve.ask('PUT', path, { body: evil });

    const answers = [await verify('acme.test', eve, eve.home)];
    dns.set('evil.test', ['simsheet-verification=', 'simsheet-verification=guess']);
    answers.push(await eve.ask('POST', `${path}/domains/evil.test/verify`));
    answers.push(await eve.ask('POST', `${path}/domains/other.test/verify`));

    expect(answers.map(codeOf)).toEqual(['domain-taken', 'domain-unproven', 'domain-not-found']);
  });

  it("is kept from nobody by who only named it, and who named it is refused once it is somebody's", async () => {
    const team = await aTeam();
    const { ada, signIn } = team;
    const [squatter, verify] = [await signIn('eve'), verifying(team)];
    const naming = { body: { ...registration, domains: ['evil.test'] } };

    expect((await squatter.ask('PUT', path, naming)).status).toBe(200);
    expect(heldIn(team)).toEqual([]);
    expect((await ada.ask('PUT', path, { body: registration })).status).toBe(200);
    expect((await verify(ada, 'acme.test')).status).toBe(200);

    const late = await verify(squatter, 'evil.test');
    expect([late.status, codeOf(late)]).toEqual([409, 'issuer-taken']);
    expect((await squatter.ask('PUT', path, naming)).status).toBe(200);
    expect((await squatter.ask('DELETE', path)).status).toBe(204);
    expect(heldIn(team)).toMatchObject([{ organizationId: ada.home }, { organizationId: ada.home }]);
  });

  it('stays where it is when an organization that only named it is deleted', async () => {
    const { signIn, deps, table, exported, time, comes, ...team } = await withSignOn();
    const squatter = await signIn('eve');
    await squatter.ask('PUT', path, { body: { ...registration, domains: ['evil.test'] } });
    await squatter.ask('DELETE', 'organization');
    time.now += 30 * 24 * 3600 * 1000;

    const { deleted } = await deleteDue(deps, { table, objects: [exported.whole], wait: async () => {} });

    expect([deleted, heldIn(team).length]).toEqual([1, 2]);
    expect(await comes('linus')).toMatchObject({ ok: true });
  });

  it('is not taken over by a change of another registration, which has a verified domain', async () => {
    const team = await withSignOn();
    const eve = await team.signIn('eve');
    const own = { issuer: 'https://login.evil.test', clientId: 'x', domains: ['evil.test'] };
    await eve.ask('PUT', path, { body: own });
    await verifying(team)(eve, 'evil.test');
    const before = structuredClone(heldIn(team));

    const change = await eve.ask('PUT', path, { body: { ...own, issuer, clientId: 'simsheet' } });

    expect([change.status, codeOf(change)]).toEqual([409, 'issuer-taken']);
    expect(heldIn(team)).toEqual(before);
  });

  it('of two that verify a domain in the same moment is that of one', async () => {
    const team = await aTeam();
    const [eve, mallory] = [await team.signIn('eve'), await team.signIn('mallory')];
    const asking = [eve, mallory].map(async (who, n) => {
      const domain = `evil${n}.test`;
      const { body } = await who.ask('PUT', path, { body: { ...registration, domains: [domain] } });
      team.dns.set(domain, [body.domains[0].record]);
      return () => who.ask('POST', `${path}/domains/${domain}/verify`);
    });
    const both = await Promise.all(asking);

    const answers = await Promise.all(both.map((ask) => ask()));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(codeOf(answers.find(({ status }) => status === 409)!)).toBe('issuer-taken');
    expect(heldIn(team)).toHaveLength(2);
  });

  it('is free for others when its last verified domain goes, or the registration', async () => {
    const team = await withSignOn();
    const { put, verify, ada } = team;
    const eve = await team.signIn('eve');
    const body = { ...registration, domains: ['evil.test'] };
    await eve.ask('PUT', path, { body });
    const verifyHers = () => verifying(team)(eve, 'evil.test');
    expect(codeOf(await verifyHers())).toBe('issuer-taken');
    const otherClient = await eve.ask('PUT', path, { body: { ...body, clientId: 'other' } });
    expect([otherClient.status, (await verifyHers()).status]).toEqual([200, 200]);
    await eve.ask('DELETE', path);

    await put({ domains: ['acme2.test'] });
    await eve.ask('PUT', path, { body });

    expect((await verifyHers()).status).toBe(200);
    expect(codeOf(await verify('acme2.test'))).toBe('issuer-taken');
    await eve.ask('DELETE', path);
    expect((await verify('acme2.test')).status).toBe(200);
    await ada.ask('DELETE', path);
    expect(heldIn(team)).toEqual([]);
  });

  it('keeps what was verified when it is changed, and leaves nothing behind of what it was', async () => {
    const { put, ...team } = await withSignOn();

    const { body } = await put({ domains: ['acme.test', 'acme2.test'], clientId: 'two', enforced: true });

    expect(body.domains.map(({ verifiedAt }: { verifiedAt: string | null }) => verifiedAt !== null)).toEqual([
      true,
      false,
    ]);
    const rows = heldIn(team);
    expect(rows).toHaveLength(2);
    expect(rows).toMatchObject(expect.arrayContaining([expect.objectContaining({ clientId: 'two', enforced: true })]));
  });
});

describe('somebody who comes by it', () => {
  it('becomes a member with the default role, and is shown as one who came so', async () => {
    const { ada, comes, heldBy, told } = await withSignOn();

    expect(await comes('linus')).toMatchObject({ ok: true, value: [{ organizationId: ada.home, role: 'viewer' }] });

    expect(await heldBy('linus')).toMatchObject([{ kind: 'sign-on', domain: 'acme.test' }]);
    const { body } = await ada.ask('GET', 'organization/members');
    expect(body.items).toEqual(
      expect.arrayContaining([expect.objectContaining({ email: 'linus@acme.test', kind: 'sign-on' })]),
    );
    expect(told().map(({ type }) => type)).toContain('user.created');
  });

  it('comes once, of two requests at once', async () => {
    const { ada, comes } = await withSignOn();

    const [first, second] = await Promise.all([comes('linus'), comes('linus')]);

    expect(second).toEqual(first);
    expect((await ada.ask('GET', 'organization')).body.members).toBe(4);
  });

  it.each([
    [['staff'], 'analyst'],
    [['guests', 'staff'], 'analyst'],
    [['strangers'], 'billing'],
    [[], 'billing'],
  ])('with the groups %j is %s', async (claimed, role) => {
    const mapping = { staff: 'analyst', guests: 'viewer' };
    const { comes } = await withSignOn({ defaultRole: 'billing', roleClaim: 'groups', roleMapping: mapping });

    expect(await comes('linus', { claimed })).toMatchObject({ ok: true, value: [{ role }] });
  });

  it('is a viewer where the roles that were meant are there no more', async () => {
    const { ada, comes, put } = await withSignOn();
    await ada.ask('PUT', 'organization/roles/reviewer', { body: { permissions: ['file:read'] } });
    await put({ defaultRole: 'reviewer' });
    await ada.ask('DELETE', 'organization/roles/reviewer');

    expect(await comes('linus')).toMatchObject({ ok: true, value: [{ role: 'viewer' }] });
  });

  it.each([
    ['of another domain', 'linus@evil.test'],
    ['of a domain below it', 'linus@sub.acme.test'],
    ['of a domain that ends so', 'linus@notacme.test'],
    ['with the domain in front', 'acme.test@evil.test'],
    ['with two signs', 'linus@acme.test@evil.test'],
  ])('is refused with an address %s', async (_name, email) => {
    const { comes, heldBy } = await withSignOn();

    expect(await comes('linus', { email })).toMatchObject({ ok: false, error: { code: 'domain-not-verified' } });
    expect(await heldBy('linus')).toEqual([]);
  });

  it('is refused while the domain is not verified, and after the sign-on is removed', async () => {
    const { ada, put, comes } = await withSignOn();
    await put({ domains: ['acme2.test'] });

    expect(await comes('linus')).toMatchObject({ error: { code: 'domain-not-verified' } });
    await ada.ask('DELETE', path);
    expect(await comes('linus')).toMatchObject({ error: { code: 'sign-on-gone' } });
  });

  it('is nobody whom an address belongs to already: people are told by issuer and subject', async () => {
    const { ada, comes } = await withSignOn();

    const landed = await comes('ada', { email: 'ada@acme.test' });

    expect(landed).toMatchObject({ ok: true, value: [{ role: 'viewer' }] });
    expect(landed.ok && landed.value[0]?.userId).not.toBe(ada.userId);
  });

  it('stays out when they were removed, and comes back by an invitation to their address', async () => {
    const { ada, comes, heldBy } = await withSignOn();
    await comes('linus');
    const [{ userId } = { userId: '' }] = await heldBy('linus');
    await ada.ask('DELETE', `organization/members/${userId}`);

    expect(await comes('linus')).toMatchObject({ error: { code: 'member-was-removed' } });
    await ada.ask('POST', 'organization/invitations', { body: { email: 'Linus@ACME.test', role: 'analyst' } });
    expect(await comes('linus')).toMatchObject({ ok: true, value: [{ userId, role: 'analyst' }] });
    expect((await ada.ask('GET', 'organization/invitations')).body.invitations).toEqual([]);
  });

  it('may be invited beside themselves, for the sign-in that they do not have yet', async () => {
    const { ada, comes, verify, put } = await withSignOn();
    await comes('linus');
    const inviting = async (email: string) =>
      (await ada.ask('POST', 'organization/invitations', { body: { email, role: 'viewer' } })).status;

    // Grace has a sign-in of her own, and the organization's issuer does not vouch for her address yet.
    expect(await inviting('grace@example.com')).toBe(409);
    await put({ domains: ['acme.test', 'example.com'] });
    await verify('example.com');
    expect(await inviting('grace@example.com')).toBe(201);
    // Linus comes by the issuer, and is invited to come without it.
    await ada.ask('DELETE', path);
    expect(await inviting('linus@acme.test')).toBe(201);
    expect(await inviting('olga@example.com')).toBe(409);
  });

  it('never owns it: not by an invitation, by a role or by a transfer', async () => {
    const { ada, comes, heldBy } = await withSignOn();
    await ada.ask('POST', 'organization/invitations', { body: { email: 'linus@acme.test', role: 'owner' } });
    expect(await comes('linus')).toMatchObject({ ok: true, value: [{ role: 'viewer' }] });
    const [{ userId } = { userId: '' }] = await heldBy('linus');

    const answers = [
      await ada.ask('PATCH', `organization/members/${userId}`, { body: { role: 'owner' } }),
      await ada.ask('POST', 'organization/transfer', { body: { userId } }),
    ];

    expect(answers.map(codeOf)).toEqual(['cannot-own', 'cannot-own']);
  });

  it('is refused when the organization is full of others', async () => {
    const { ada, comes, table } = await withSignOn();
    const [row] = table.items().filter(({ pk }) => pk === `TENANT#${ada.home}#ORGANIZATION`);
    await table.transact([{ label: 'full', put: { ...row, members: 1000 } as never }]);

    expect(await comes('linus')).toMatchObject({ error: { code: 'organization-full' } });
  });

  it('has API keys that are worth nothing once the sign-on is removed', async () => {
    const { ada, comes, heldBy, acting, table, time } = await withSignOn({ defaultRole: 'analyst' });
    await comes('linus');
    const [membership] = await heldBy('linus');
    const { body } = await acting(membership!).ask('POST', 'organization/keys', {
      body: { name: 'k', permissions: ['file:read'] },
    });
    const use = async () => {
      const access = await readKeyAccess(table, hashOfKey(body.secret));
      return access && heldByKey(access, time.now);
    };

    expect(await use()).toMatchObject({ ok: true, value: { permissions: ['file:read'] } });
    await ada.ask('DELETE', path);
    expect(await use()).toEqual({ ok: false, error: 'maker-left' });
  });

  it('belongs nowhere else: they neither make an organization nor accept an invitation', async () => {
    const { comes, heldBy, acting, signIn } = await withSignOn();
    const eve = await signIn('eve');
    await comes('linus');
    const linus = acting((await heldBy('linus'))[0]!);
    const { body } = await eve.ask('POST', 'organization/invitations', {
      body: { email: 'linus@acme.test', role: 'owner' },
    });

    const answers = [
      await linus.ask('POST', 'organizations', { body: { name: 'Mine' } }),
      await linus.ask('POST', 'invitations/accept', { body: { token: body.token } }),
    ];

    expect(answers.map(codeOf)).toEqual(['bound-to-organization', 'bound-to-organization']);
    expect(await heldBy('linus')).toHaveLength(1);
  });
});
