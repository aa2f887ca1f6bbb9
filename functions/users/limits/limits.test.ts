import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TenantId } from '../../../shared/identity.ts';
import { issuerWithin } from '../../../shared/signOn.ts';
import type { Table } from '../../../shared/table/table.ts';
import { createMachine } from '../machines/machines.ts';
import { aTeam } from '../organizations/team.testkit.ts';
import { type Answer, aService, codeOf, type PersonAsking } from '../service.testkit.ts';
import { land } from '../signOn/landing.ts';
import { changeAgreement } from './agreement.ts';

const path = 'organization/limits';
const agreeing =
  ({ deps, table }: Pick<Awaited<ReturnType<typeof aTeam>>, 'deps' | 'table'>) =>
  (tenant: TenantId, members: number) =>
    changeAgreement({ table, plans: deps.plans, clock: deps.clock }, tenant, { limits: { members } });

/** Ada's organization with Grace in it, and as many places as are given. */
const withPlaces = async (members: number) => {
  const team = await aTeam({ grace: 'admin' });
  const { ada } = team;
  await agreeing(team)(ada.home, members);
  const invites = (name: string) =>
    ada.ask('POST', 'organization/invitations', { body: { email: `${name}@example.com`, role: 'viewer' } });
  const accepts = async (invited: Answer, name: string) =>
    (await team.signIn(name)).ask('POST', 'invitations/accept', { body: { token: invited.body.token } });
  const used = async () => (await ada.ask('GET', path)).body.usage[0].used;
  return { ...team, invites, accepts, used };
};

const reached = { limit: 'members', max: 3, used: 3, requested: 1, freesAt: null };

describe('the members that an organization may have', () => {
  it('are counted with open invitations, so that whoever is invited finds a place', async () => {
    const { invites, accepts, used } = await withPlaces(3);
    const olga = await invites('olga');

    const refused = await invites('eve');

    expect([refused.status, codeOf(refused), refused.body]).toEqual([
      403,
      'limit-reached',
      expect.objectContaining({ ...reached, detail: expect.stringContaining('revoke an invitation') }),
    ]);
    expect((await accepts(olga, 'olga')).status).toBe(200);
    expect(await used()).toBe(3);
  });

  it.each([
    ['an invitation is revoked', 'DELETE', (id: string) => `organization/invitations/${id}`],
    ['a member is removed', 'DELETE', (_: string, userId: string) => `organization/members/${userId}`],
  ] as const)('may be one more when %s', async (_name, method, freeing) => {
    const { ada, members, invites } = await withPlaces(3);
    const { body } = await invites('olga');

    await ada.ask(method, freeing(body.invitationId, members.grace.userId));

    expect((await invites('eve')).status).toBe(201);
  });

  it('may be one more when an invitation has expired, which then finds no place when it is sent again', async () => {
    const { ada, time, invites, used } = await withPlaces(3);
    const { body } = await invites('olga');
    time.now += 8 * 24 * 3600 * 1000;

    expect(await used()).toBe(2);
    expect((await invites('eve')).status).toBe(201);
    expect(codeOf(await ada.ask('POST', `organization/invitations/${body.invitationId}/resend`))).toBe('limit-reached');
  });

  it('are no fewer when the limit is lowered, and none joins any more', async () => {
    const team = await withPlaces(5);
    const { ada, invites, accepts, used } = team;
    const olga = await invites('olga');
    await agreeing(team)(ada.home, 1);

    const refused = await accepts(olga, 'olga');

    expect([codeOf(refused), refused.body]).toEqual([
      'limit-reached',
      expect.objectContaining({ max: 1, used: 2, requested: 1 }),
    ]);
    expect(await used()).toBe(3);
    await agreeing(team)(ada.home, 3);
    expect((await accepts(olga, 'olga')).status).toBe(200);
  });

  it('are machines and people of its own sign-on as well', async () => {
    const { deps, ada, dns, invites } = await withPlaces(3);
    const issuer = 'https://login.acme.test';
    await ada.ask('PUT', 'organization/sign-on', {
      body: { issuer, clientId: 'simsheet', audience: 'api', domains: ['acme.test'] },
    });
    const { body } = await ada.ask('GET', 'organization/sign-on');
    dns.set('acme.test', [body.domains[0].record]);
    await ada.ask('POST', 'organization/sign-on/domains/acme.test/verify');
    const comes = (subject: string) =>
      land(
        deps,
        {
          person: { issuer: issuerWithin(issuer, ada.home), subject },
          name: subject,
          email: `${subject}@acme.test`,
          correlationId: 'cor_1',
        },
        { organizationId: ada.home, claimed: [] },
      );
    const machine = (subject: string) =>
      createMachine(deps, {
        person: { issuer: 'https://issuer', subject },
        name: subject,
        organizationId: ada.home,
        role: 'viewer',
      });

    expect((await machine('nightly')).ok).toBe(true);

    expect(await machine('weekly')).toMatchObject({ ok: false, error: { code: 'limit-reached', reached } });
    expect(await comes('olga')).toMatchObject({ ok: false, error: { code: 'limit-reached', reached } });
    expect(codeOf(await invites('eve'))).toBe('limit-reached');
  });

  it('are never more, however many come at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 5 }), async (s, places) => {
        const slow = (table: Table): Table =>
          new Proxy(table, {
            get:
              (target, name: keyof Table) =>
              async (...given: never[]) => {
                await s.schedule(Promise.resolve(), name);
                return (target[name] as (...all: never[]) => unknown)(...given);
              },
          });
        const settled = <Value>(work: Promise<Value>) => s.waitFor(work);
        const service = aService({ through: slow });
        const ada = await settled(service.signIn('ada'));
        await agreeing(service)(ada.home, places);
        const guests: PersonAsking[] = [];
        for (const name of ['bob', 'eve', 'joe']) guests.push(await settled(service.signIn(name)));

        const joins = async (guest: PersonAsking) => {
          const body = { email: `${guest.userId}@example.com`, role: 'viewer' };
          const invited = await ada.ask('POST', 'organization/invitations', { body });
          return invited.status === 201
            ? guest.ask('POST', 'invitations/accept', { body: { token: invited.body.token } })
            : invited;
        };
        const machine = { person: { issuer: 'https://issuer', subject: 'nightly' }, name: 'Nightly' };
        const [made, ...answers] = await settled(
          Promise.all([
            createMachine(service.deps, { ...machine, organizationId: ada.home, role: 'viewer' }),
            ...guests.map(joins),
          ]),
        );

        const { body } = await settled(ada.ask('GET', path));
        const joined = Number(made.ok) + answers.filter(({ status }) => status === 200).length;
        expect(body.usage[0].used).toBe(1 + joined);
        expect(1 + joined).toBeLessThanOrEqual(places);
        for (const answer of answers) expect([200, 403]).toContain(answer.status);
        // Nobody is refused where there is room for all.
        if (places === 5) expect(joined).toBe(4);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the plan of an organization', () => {
  it('is shown to its members with all limits', async () => {
    const { ada, members, deps, table } = await aTeam({ olga: 'viewer' });
    await changeAgreement({ table, plans: deps.plans, clock: deps.clock }, ada.home, {
      plan: 'trial',
      limits: { storedBytes: null, members: 7 },
    });

    const { status, body } = await members.olga.ask('GET', path, { in: ada.home });

    expect([status, body]).toEqual([
      200,
      {
        plan: 'trial',
        limits: {
          concurrentSimulations: 2,
          iterationsPerMonth: 10_000_000,
          storedBytes: null,
          members: 7,
          requestsPerSecond: 10,
        },
        usage: [{ limit: 'members', max: 7, used: 2, freesAt: null }],
      },
    ]);
  });

  const anAgreement = async () => {
    const { deps, table, ada } = await aTeam();
    const change = (given: Parameters<typeof changeAgreement>[2]) =>
      changeAgreement({ table, plans: deps.plans, clock: deps.clock }, ada.home, given);
    const shown = async () => (await ada.ask('GET', path)).body;
    return { change, shown, table };
  };

  it('keeps limits of its own when the plan changes, until they are given back to the plan or all is reset', async () => {
    const { change, shown } = await anAgreement();
    await change({ limits: { members: 7, storedBytes: 1000 } });
    await change({ plan: 'trial' });
    expect(await shown()).toMatchObject({ plan: 'trial', limits: { members: 7, storedBytes: 1000 } });

    await change({ limits: { members: 'plan' } });
    expect(await shown()).toMatchObject({ plan: 'trial', limits: { members: 5, storedBytes: 1000 } });

    await change({ reset: true });
    expect(await shown()).toMatchObject({ plan: 'standard', limits: { members: 1000 } });
  });

  it('is none that there is not', async () => {
    const { change, shown } = await anAgreement();

    expect(await change({ plan: 'gold' })).toMatchObject({
      ok: false,
      error: { code: 'plan-unknown', detail: expect.stringContaining('trial') },
    });
    expect((await shown()).plan).toBe('standard');
  });

  it('is not of an organization that is not there', async () => {
    const { deps, table } = await aTeam();
    const agree = { table, plans: deps.plans, clock: deps.clock };

    const nobody = await changeAgreement(agree, 'org_01J8ZPZS3N8W3V5K2M6R9T0XBC', { plan: 'trial' });

    expect(nobody).toMatchObject({ ok: false, error: { code: 'organization-not-found' } });
    expect(table.items().filter(({ sk }) => sk === 'PLAN')).toEqual([]);
  });

  it('leaves nothing behind when it is the default one again', async () => {
    const { change, table } = await anAgreement();
    await change({ plan: 'trial' });
    const rows = () => table.items().filter(({ sk }) => sk === 'PLAN');
    expect(rows()).toHaveLength(1);

    await change({ reset: true });

    expect(rows()).toEqual([]);
  });
});
