import { describe, expect, it } from 'vitest';
import { billingOrganizationErasedV1 } from '../../../events/billing.ts';
import { readBelongings } from '../../../shared/access.ts';
import type { Table } from '../../../shared/table/table.ts';
import { placementKey } from '../../../shared/tenancy/tenancy.ts';
import { aTeam } from '../organizations/team.testkit.ts';
import { aService, codeOf } from '../service.testkit.ts';
import { subscriptions } from '../subscriptions.ts';
import { deleteDue } from './deletion.ts';

const day = 24 * 3600 * 1000;
const path = 'organization';
const at = '2026-03-31T12:00:00.000Z';
const wait = async () => {};

/** What the schedule does. */
const dueIn = ({ deps, table, exported }: Pick<ReturnType<typeof aService>, 'deps' | 'table' | 'exported'>) =>
  deleteDue(deps, { table, objects: [exported.whole], wait });
const rowsOf = ({ items }: Pick<ReturnType<typeof aService>, 'items'>, tenant: string) =>
  items().filter((item) => item.outbox === undefined && JSON.stringify(item).includes(tenant));

describe('an organization that an owner deletes', () => {
  it('stays as it is for thirty days, says until when, and can be restored', async () => {
    const service = await aTeam({ grace: 'analyst' });
    const { ada, members, time, told } = service;

    const deleted = await ada.ask('DELETE', path);
    const again = await ada.ask('DELETE', path);
    const seen = await members.grace.ask('GET', path, { in: ada.home });
    time.now += 30 * day - 1;
    expect(await dueIn(service)).toEqual({ deleted: 0, failed: 0 });
    const restored = await ada.ask('POST', `${path}/restore`);
    time.now += 60 * day;
    expect(await dueIn(service)).toEqual({ deleted: 0, failed: 0 });

    const deletesAt = '2026-03-31T12:00:00.000Z';
    expect([deleted.status, deleted.body.deletesAt]).toEqual([202, deletesAt]);
    expect([again.status, again.body]).toEqual([202, deleted.body]);
    expect(seen.body.deletesAt).toBe(deletesAt);
    expect([restored.status, restored.body.deletesAt]).toEqual([200, null]);
    expect((await ada.ask('GET', path)).body).toEqual(restored.body);
    const { home: organizationId, userId } = ada;
    expect(told().slice(-2)).toEqual([
      expect.objectContaining({
        type: 'organization.deletion_scheduled',
        data: { organizationId, deletesAt, userId },
      }),
      expect.objectContaining({ type: 'organization.restored', data: { organizationId, userId } }),
    ]);
  });

  it('is deleted and restored by owners alone', async () => {
    const { ada, members } = await aTeam({ grace: 'admin', olga: 'keeper' }, { keeper: ['organization:write'] });

    const answers = [
      await members.grace.ask('DELETE', path, { in: ada.home }),
      await members.olga.ask('DELETE', path, { in: ada.home }),
      await members.grace.ask('POST', `${path}/restore`, { in: ada.home }),
    ];
    const role = await ada.ask('PUT', 'organization/roles/king', { body: { permissions: ['organization:delete'] } });

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(
      Array(3).fill([403, 'permission-missing']),
    );
    expect([role.status, codeOf(role)]).toEqual([422, 'owners-alone']);
    expect((await ada.ask('GET', path)).body.deletesAt).toBeNull();
  });

  it('goes with members, invitations, keys and roles when its time is over, and is told of last', async () => {
    const service = await aTeam({ grace: 'reviewer', olga: 'viewer' }, { reviewer: ['file:read'] });
    const { ada, members, time, told, signIn } = service;
    const eve = await signIn('eve');
    service.deps.mail = { send: async () => {} };
    const { body: invitation } = await ada.ask('POST', 'organization/invitations', {
      body: { email: 'eve@example.com', role: 'viewer' },
    });
    const key = { name: 'nightly', permissions: ['file:read'] };
    expect((await ada.ask('POST', 'organization/keys', { body: key })).status).toBe(201);
    expect(rowsOf(service, ada.home).some(({ pk }) => String(pk).startsWith('KEY#'))).toBe(true);
    expect(rowsOf(service, ada.home).some(({ pk }) => String(pk).endsWith('#MAIL'))).toBe(true);
    const others = structuredClone(rowsOf(service, eve.home));
    await ada.ask('DELETE', path);
    time.now += 30 * day;

    expect(await dueIn(service)).toEqual({ deleted: 1, failed: 0 });
    expect(await dueIn(service)).toEqual({ deleted: 0, failed: 0 });

    const rest = rowsOf(service, ada.home).map(({ pk }) => pk);
    // Where somebody acted last is about the person; what a used token was for goes by itself.
    expect(rest.filter((pk) => !/^(PERSON|USER|INVITATION)#/.test(String(pk)))).toEqual([
      `TENANT#${ada.home}#ORGANIZATION`,
      `TENANT#${ada.home}#ERASED`,
      'REPORTS_AWAITED',
    ]);
    expect(JSON.stringify(rowsOf(service, ada.home))).not.toContain("ada's organization");
    expect(rowsOf(service, eve.home)).toEqual(others);
    expect(told().at(-1)).toMatchObject({ type: 'organization.deleted', data: { organizationId: ada.home } });
    expect(told().filter(({ type }) => type === 'organization.deleted')).toHaveLength(1);
    const sequences = told()
      .filter(({ subject }) => subject === ada.home)
      .map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.map((_, n) => n + 1));
    for (const who of [members.grace, members.olga]) {
      expect((await who.ask('GET', path, { in: ada.home })).status).toBe(403);
      expect((await who.ask('GET', path)).status).toBe(200);
    }
    const accepted = await eve.ask('POST', 'invitations/accept', { body: { token: invitation.token } });
    expect(accepted.status).toBe(404);
  });

  it('leaves its person with a new one of their own where it was their only one', async () => {
    const service = await aTeam();
    const { ada, time } = service;
    await ada.ask('DELETE', path);
    time.now += 30 * day;
    await dueIn(service);

    const { status, body } = await ada.ask('GET', 'me');

    expect(status).toBe(200);
    expect(body.userId).toBe(ada.userId);
    expect(body.organizations).toEqual([
      { organizationId: body.organizationId, name: "ada's organization", role: 'owner' },
    ]);
    expect(body.organizationId).not.toBe(ada.home);
  });

  it('is gone and told of once, wherever that is interrupted', async () => {
    for (let after = 0; after < 40; after += 1) {
      let left = Number.POSITIVE_INFINITY;
      const through = (table: Table): Table =>
        new Proxy(table, {
          get:
            (target, name: keyof Table) =>
            (...given: never[]) => {
              left -= 1;
              if (left < 0) throw new Error('interrupted');
              return (target[name] as (...all: never[]) => unknown)(...given);
            },
        });
      const service = aService({ through });
      const ada = await service.signIn('ada');
      await ada.ask('POST', 'organization/invitations', { body: { email: 'x@example.com', role: 'viewer' } });
      await ada.ask('DELETE', path);
      service.time.now += 30 * day;
      left = after;
      await dueIn(service).catch(() => {});
      left = Number.POSITIVE_INFINITY;
      await dueIn(service);

      const events = service.events().filter(({ type }) => type === 'organization.deleted');
      expect([after, events.length]).toEqual([after, 1]);
      expect(service.items().filter(({ pk }) => pk === 'DELETIONS')).toEqual([]);
      expect(await readBelongings(service.table, String(service.items().find(({ sk }) => sk === 'USER')?.pk))).toEqual(
        [],
      );
    }
  });

  it('changes no more once it is being deleted, whoever asks', async () => {
    const service = await aTeam({ grace: 'viewer' });
    const { ada, members, time, deps } = service;
    await ada.ask('DELETE', path);
    time.now += 30 * day;
    const [due] = await deps.organizations.due(deps.clock());
    await deps.organizations.close(due!, deps.clock());

    const answers = [
      await ada.ask('POST', `${path}/restore`),
      await ada.ask('PATCH', path, { body: { name: 'Again' } }),
      await members.grace.ask('POST', `${path}/leave`, { in: ada.home }),
    ];

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(
      Array(3).fill([410, 'organization-deleted']),
    );
  });

  it('waits for the cell as well into which a move began to copy it while it was being closed', async () => {
    let hasBegun = false;
    const service = aService({
      through: (table) => ({
        ...table,
        async transact(writes) {
          if (!hasBegun && writes.some(({ label }) => label === 'placement')) {
            hasBegun = true;
            const placed = { cell: 'pooled', revision: 1, since: at, copies: [{ cell: 'acme', until: at }] };
            await table.transact([{ label: 'begin', put: { ...placementKey(ada.home), ...placed } }]);
          }
          return table.transact(writes);
        },
      }),
    });
    const ada = await service.signIn('ada');
    await ada.ask('DELETE', path);
    service.time.now += 30 * day;
    const [due] = await service.deps.organizations.due(service.deps.clock());

    await service.deps.organizations.close(due!, service.deps.clock());

    const closed = service.items().find(({ pk }) => pk === `TENANT#${ada.home}#ORGANIZATION`);
    expect([hasBegun, closed?.cells]).toEqual([true, ['pooled', 'acme']]);
  });

  it('has a row for each service that has erased it, however often that is told', async () => {
    const { table, deps } = aService();
    const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
    const erased = billingOrganizationErasedV1.create(
      { tenant, subject: tenant, sequence: 1, at: new Date('2026-03-31T12:00:00Z'), correlationId: 'cor_1' },
      { organizationId: tenant, rows: 7, objects: 0 },
    );
    const row = subscriptions(deps).find(({ type }) => type === erased.type);

    await row?.handle(erased);
    await row?.handle(erased);

    expect(table.items()).toEqual([
      { pk: `TENANT#${tenant}#ERASURE`, sk: 'billing', at: '2026-03-31T12:00:00.000Z', rows: 7, objects: 0 },
    ]);
  });
});

describe('a profile that its person deletes', () => {
  it('is gone with all memberships, and the same sign-in is a newcomer', async () => {
    const service = await aTeam({ grace: 'analyst' });
    const { ada, members, events, time } = service;
    const { grace } = members;

    const { status } = await grace.ask('DELETE', 'me');

    expect(status).toBe(204);
    expect((await ada.ask('GET', 'organization/members')).body.items).toHaveLength(1);
    const about = events().filter(({ data }) => data.userId === grace.userId);
    const left = about.filter(({ type }) => type === 'member.removed').map(({ tenantid }) => tenantid);
    expect(new Set(left)).toEqual(new Set([ada.home, grace.home]));
    expect(about.at(-1)).toMatchObject({ type: 'user.deleted', subject: grace.userId, sequence: 2 });
    expect(rowsOf(service, grace.userId).map(({ pk }) => pk)).toEqual([]);

    const again = await grace.ask('GET', 'me');
    expect(again.body.userId).not.toBe(grace.userId);
    expect(again.body.organizations).toHaveLength(1);
    // What was theirs alone goes when its time is over.
    time.now += 30 * day;
    expect(await dueIn(service)).toEqual({ deleted: 1, failed: 0 });
    expect(events().at(-1)).toMatchObject({ type: 'organization.deleted', tenantid: grace.home });
    expect((await grace.ask('GET', 'me')).status).toBe(200);
  });

  it('stays, and all else, where an organization of several would be without an owner', async () => {
    const { ada, members, events } = await aTeam({ grace: 'admin' });
    await ada.ask('POST', 'organizations', { body: { name: 'Alone' } });
    const before = events().length;

    const refused = await ada.ask('DELETE', 'me');

    expect([refused.status, codeOf(refused)]).toEqual([409, 'last-owner']);
    expect(refused.body.detail).toContain("ada's organization");
    expect(refused.body.detail).not.toContain('Alone');
    expect(events()).toHaveLength(before);
    expect((await ada.ask('GET', 'me')).body.organizations).toHaveLength(2);

    await ada.ask('POST', 'organization/transfer', { body: { userId: members.grace.userId } });
    expect((await ada.ask('DELETE', 'me')).status).toBe(204);
    expect((await members.grace.ask('GET', 'organization', { in: ada.home })).body.members).toBe(1);
  });

  it('leaves no membership where an invitation is accepted at the same time', async () => {
    const service = await aTeam({ grace: 'analyst' });
    const { ada, signIn } = service;
    const eve = await signIn('eve');
    const { body } = await ada.ask('POST', 'organization/invitations', {
      body: { email: 'eve@example.com', role: 'viewer' },
    });

    await Promise.all([
      eve.ask('DELETE', 'me'),
      eve.ask('POST', 'invitations/accept', { body: { token: body.token } }).catch(() => {}),
    ]);

    expect((await ada.ask('GET', 'organization/members')).body.items).toHaveLength(2);
    expect((await eve.memberships()).every(({ userId }) => userId !== eve.userId)).toBe(true);
  });

  it('that was deleted before is told so', async () => {
    const { signIn } = aService();
    const ada = await signIn('ada');

    const answers = await Promise.all([ada.ask('DELETE', 'me'), ada.ask('DELETE', 'me')]);

    expect(answers.map(({ status }) => status).every((status) => status === 204 || status === 404)).toBe(true);
  });
});
