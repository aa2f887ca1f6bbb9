import { describe, expect, it } from 'vitest';
import { billingOrganizationExportedV1 } from '../../../events/billing.ts';
import { linesOf } from '../../../events/consume/export.testkit.ts';
import { exportOrganization } from '../../../events/consume/export.ts';
import { fileOrganizationExportedV1 } from '../../../events/file.ts';
import { notificationOrganizationExportedV1 } from '../../../events/notification.ts';
import { resultsOrganizationExportedV1 } from '../../../events/results.ts';
import { simulationOrganizationExportedV1 } from '../../../events/simulation.ts';
import { publishUserOrganizationExported, userOrganizationExportedV1 } from '../../../events/user.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { placementKey } from '../../../shared/tenancy/tenancy.ts';
import { deleteDue } from '../deletion/deletion.ts';
import { aTeam } from '../organizations/team.testkit.ts';
import { watchReports } from '../reports/watch.ts';
import { codeOf } from '../service.testkit.ts';
import { subscriptions } from '../subscriptions.ts';
import { exportedRows } from './exportedRows.ts';

const hour = 3600 * 1000;
const day = 24 * hour;
const path = 'organization/exports';
const reported = [
  userOrganizationExportedV1,
  fileOrganizationExportedV1,
  simulationOrganizationExportedV1,
  resultsOrganizationExportedV1,
  billingOrganizationExportedV1,
  notificationOrganizationExportedV1,
];

/** A team, and the services that write its exports: this one really, the others by a file each. */
const aTeamThatExports = async <Name extends string = never>(...given: Parameters<typeof aTeam<Name>>) => {
  const team = await aTeam<Name>(...given);
  const { deps, table, exported, time, events } = team;
  const requests = () => events().filter(({ type }) => type === 'organization.export_requested');

  const report = async (definition: (typeof reported)[number], organizationId: TenantId, exportId: `exp_${string}`) => {
    const row = subscriptions(deps).find(({ type }) => type === definition.type);
    await row?.handle(
      definition.create(
        { tenant: organizationId, subject: exportId, sequence: 1, at: deps.clock(), correlationId: 'cor_1' },
        { organizationId, exportId, rows: 2, objects: 1, bytes: 100 },
      ),
    );
  };

  /** What the services do upon the latest request. */
  const write = async (): Promise<Record<string, string>> => {
    const request = requests().at(-1);
    const { organizationId, exportId } = request.data;
    await exportOrganization(
      {
        table,
        rows: exportedRows,
        kept: [],
        service: 'users',
        exports: { write: exported.streams.write, removeAll: exported.objects.removeAll },
        publish: publishUserOrganizationExported,
        clock: deps.clock,
      },
      request,
    );
    await exported.objects.put(organizationId, `${exportId}/files/files.ndjson`, '{}\n', 'application/x-ndjson');
    for (const definition of reported) await report(definition, organizationId, exportId);
    const files = exported.keys().filter((key) => key.includes(exportId));
    const read = files.map(async (key) => {
      const own = key.replace(`tenants/${organizationId}/`, '');
      const bytes = await exported.objects.get(organizationId, own);
      return [own.replace(`${exportId}/`, ''), Buffer.from(bytes ?? []).toString()] as const;
    });
    return Object.fromEntries(await Promise.all(read));
  };

  const watch = () => watchReports({ table, exports: deps.exports, clock: deps.clock });
  return { ...team, requests, report, write, watch, time };
};

describe('an export of an organization’s data', () => {
  it('is PENDING until every service has written its part, then has addresses of its files, and expires', async () => {
    const { ada, requests, write, report, time, events } = await aTeamThatExports();

    const asked = await ada.ask('POST', path);
    const { exportId } = asked.body;
    const before = await ada.ask('GET', `${path}/${exportId}`);
    for (const definition of reported.slice(1)) await report(definition, ada.home, exportId);
    const between = await ada.ask('GET', `${path}/${exportId}`);
    await write();
    const ready = await ada.ask('GET', `${path}/${exportId}`);
    const listed = await ada.ask('GET', path);
    time.now += 7 * day;
    const after = await ada.ask('GET', `${path}/${exportId}`);

    expect([asked.status, asked.body, asked.headers.location]).toEqual([
      202,
      { exportId, status: 'PENDING' },
      `/api/users/${path}/${exportId}`,
    ]);
    expect(requests()).toMatchObject([
      { tenantid: ada.home, data: { organizationId: ada.home, exportId, userId: ada.userId } },
    ]);
    expect(requests()[0].data).not.toHaveProperty('about');
    expect(before.body).toMatchObject({ status: 'PENDING', files: [], expiresAt: '2026-03-08T12:00:00.000Z' });
    expect(between.body.services.map(({ status }: { status: string }) => status)).toEqual([
      'PENDING',
      ...Array(5).fill('READY'),
    ]);
    expect(between.body.status).toBe('PENDING');
    expect(ready.body).toMatchObject({ status: 'READY', nextCursor: null });
    expect(ready.body.services[1]).toEqual({ service: 'files', status: 'READY', rows: 2, objects: 1, bytes: 100 });
    expect(ready.body.files).toContainEqual({
      name: 'files/files.ndjson',
      bytes: 3,
      url: `https://exports/${ada.home}/${exportId}/files/files.ndjson`,
    });
    expect(ready.body.files.map(({ name }: { name: string }) => name)).toContain('users/manifest.json');
    const { files: _files, nextCursor: _next, ...summary } = ready.body;
    expect(listed.body).toEqual({ exports: [summary] });
    expect(after.body).toMatchObject({ status: 'EXPIRED', files: [] });
    expect(events().filter(({ type }) => type === 'organization.export_ready')).toMatchObject([
      { subject: exportId, sequence: 2, data: { organizationId: ada.home, exportId, userId: ada.userId } },
    ]);
  });

  it('is asked of the cell in which the organization is, and told there that it is ready', async () => {
    const { ada, requests, write, events, table } = await aTeamThatExports();
    const row = { cell: 'acme', revision: 1, since: '2026-03-01T12:00:00Z' };
    await table.transact([{ label: 'placement', put: { ...placementKey(ada.home), ...row } }]);

    await ada.ask('POST', path);
    const files = await write();

    expect(requests()[0].data.cell).toBe('acme');
    const ready = events().filter(({ type }) => type === 'organization.export_ready');
    expect(ready.map(({ data }) => data.cell)).toEqual(['acme']);
    expect(linesOf(files['users/tenancy.ndjson'])).toEqual([{ cell: 'acme', since: row.since }]);
  });

  it('pages its files', async () => {
    const { ada, write } = await aTeamThatExports({ grace: 'viewer' });
    const { exportId } = (await ada.ask('POST', path)).body;
    const written = Object.keys(await write());

    const names: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const query: [string, string][] = [
        ['limit', '2'],
        ...(cursor === null ? [] : [['cursor', cursor] as [string, string]]),
      ];
      const { body } = await ada.ask('GET', `${path}/${exportId}`, { query });
      names.push(...body.files.map(({ name }: { name: string }) => name));
      cursor = body.nextCursor;
      if (cursor === null) break;
    }

    expect(written.length).toBeGreaterThan(4);
    expect(names).toEqual(written.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('holds who belongs there, is invited and has keys and roles, without a hash or a secret, or anybody else’s', async () => {
    const { ada, members, signIn, write, table } = await aTeamThatExports(
      { grace: 'reviewer' },
      { reviewer: ['file:read'] },
    );
    const eve = await signIn('eve');
    await eve.ask('POST', 'organization/invitations', { body: { email: 'olga@example.com', role: 'viewer' } });
    const invitation = (
      await ada.ask('POST', 'organization/invitations', { body: { email: 'max@example.com', role: 'viewer' } })
    ).body;
    const key = (await ada.ask('POST', 'organization/keys', { body: { name: 'nightly', permissions: ['file:read'] } }))
      .body;
    await ada.ask('POST', path);

    const files = await write();

    const lines = (name: string) => linesOf(files[`users/${name}.ndjson`]);
    expect(lines('organization')).toEqual([
      { organizationId: ada.home, name: "ada's organization", createdAt: '2026-03-01T12:00:00.000Z' },
    ]);
    expect(lines('members').map(({ userId, role }) => [userId, role])).toEqual([
      [ada.userId, 'owner'],
      [members.grace.userId, 'reviewer'],
    ]);
    expect(lines('people')).toEqual([
      { userId: ada.userId, name: 'ada', email: 'ada@example.com' },
      { userId: members.grace.userId, name: 'grace', email: 'grace@example.com' },
    ]);
    expect(lines('invitations')).toMatchObject([{ invitationId: invitation.invitationId, email: 'max@example.com' }]);
    expect(lines('keys')).toMatchObject([{ keyId: key.keyId, name: 'nightly', permissions: ['file:read'] }]);
    expect(lines('roles')).toMatchObject([{ name: 'reviewer' }]);
    expect(lines('exports')).toMatchObject([{ status: 'PENDING', requestedBy: ada.userId }]);
    const all = JSON.stringify(files);
    const hashes = table
      .items()
      .flatMap(({ pk, tokenHash, secretHash }) => [
        tokenHash,
        secretHash,
        /^(?:PERSON|KEY|INVITATION)#(.+)/.exec(String(pk))?.[1],
      ])
      .filter((hash) => hash !== undefined);
    expect(hashes.length).toBeGreaterThan(5);
    for (const hidden of [...hashes, key.secret, invitation.token, eve.home, eve.userId, 'PERSON#', 'TENANT#']) {
      expect(all).not.toContain(hidden);
    }
  });

  it('is written one at a time, and five are kept', async () => {
    const { ada, write, time } = await aTeamThatExports();
    const ask = () => ada.ask('POST', path);
    const [first, second] = await Promise.all([ask(), ask()]);
    const statuses = [first.status, second.status].toSorted((a, b) => a - b);
    const running = [first, second].find(({ status }) => status === 202)?.body.exportId;
    const refused = await ask();
    await write();
    for (let n = 0; n < 4; n += 1) {
      time.now += hour;
      expect((await ask()).status).toBe(202);
      await write();
    }
    const sixth = await ask();
    time.now += 7 * day - 4 * hour;
    const later = await ask();

    expect(statuses).toEqual([202, 409]);
    expect([refused.status, codeOf(refused)]).toEqual([409, 'export-running']);
    expect(refused.body.detail).toContain(running);
    expect([sixth.status, codeOf(sixth)]).toEqual([409, 'too-many-exports']);
    expect(sixth.body.detail).toContain('2026-03-08T12:00:00.000Z');
    expect(later.status).toBe(202);
  });

  it('is asked for and seen by owners and admins of its organization, and by keys that were made for it', async () => {
    const { ada, members, signIn, byKey, write } = await aTeamThatExports({ grace: 'admin', olga: 'analyst' });
    const { exportId } = (await members.grace.ask('POST', path, { in: ada.home })).body;
    await write();
    const made = await ada.ask('POST', 'organization/keys', {
      body: { name: 'backup', permissions: ['organization:export'] },
    });
    const key = byKey(made.body.secret);
    const eve = await signIn('eve');

    const seen = await ada.ask('GET', `${path}/${exportId}`);
    const others = [
      await members.olga.ask('POST', path, { in: ada.home }),
      await members.olga.ask('GET', `${path}/${exportId}`, { in: ada.home }),
      await eve.ask('GET', `${path}/${exportId}`),
      await ada.ask('GET', `me/exports/${exportId}`),
    ];

    expect(seen.body.status).toBe('READY');
    expect(others.map((answer) => [answer.status, codeOf(answer)])).toEqual([
      [403, 'permission-missing'],
      [403, 'permission-missing'],
      [404, 'export-not-found'],
      [404, 'export-not-found'],
    ]);
    expect((await key.ask('GET', `${path}/${exportId}`)).body.status).toBe('READY');
    expect((await key.ask('POST', 'me/exports')).status).toBe(403);
  });

  it('is made while the organization waits to be deleted, and goes with it', async () => {
    const { ada, deps, table, exported, time, write, signIn } = await aTeamThatExports();
    const eve = await signIn('eve');
    await eve.ask('POST', path);
    await write();
    const others = exported.keys();
    await ada.ask('DELETE', 'organization');
    time.now += 29 * day;
    const { exportId } = (await ada.ask('POST', path)).body;
    await write();
    expect((await ada.ask('GET', `${path}/${exportId}`)).body.status).toBe('READY');
    time.now += day;
    // One more is asked for in the last moment, and never written.
    await ada.ask('POST', path);

    await deleteDue(deps, { table, objects: [exported.whole], wait: async () => {} });

    expect(exported.keys()).toEqual(others);
    const left = table.items().filter((item) => item.outbox === undefined && JSON.stringify(item).includes(exportId));
    expect(left).toEqual([]);
    const awaited = table.items().filter(({ pk }) => pk === 'REPORTS_AWAITED');
    expect(awaited.map(({ what }) => what)).toEqual(['erasure']);
  });
});

describe('an export of one’s own data', () => {
  it('holds the profile, memberships, and what one made in this organization, and nobody else sees it', async () => {
    const { ada, members, requests, write } = await aTeamThatExports({ grace: 'analyst' });
    const { grace } = members;
    await grace.ask('POST', 'organization/keys', { in: ada.home, body: { name: 'mine', permissions: ['file:read'] } });
    await ada.ask('POST', 'organization/keys', { body: { name: 'hers', permissions: ['file:read'] } });

    const asked = await grace.ask('POST', 'me/exports', { in: ada.home });
    const files = await write();
    const { exportId } = asked.body;
    const seen = await grace.ask('GET', `me/exports/${exportId}`, { in: ada.home });
    const others = [
      await ada.ask('GET', `me/exports/${exportId}`),
      await ada.ask('GET', `${path}/${exportId}`),
      await grace.ask('GET', `me/exports/${exportId}`),
    ];

    expect(requests().at(-1).data).toMatchObject({ about: grace.userId, organizationId: ada.home });
    expect(seen.body.status).toBe('READY');
    expect(others.map(({ status }) => status)).toEqual([404, 404, 404]);
    const lines = (name: string) => linesOf(files[`users/${name}.ndjson`]);
    expect(lines('profile')).toEqual([
      { userId: grace.userId, name: 'grace', email: 'grace@example.com', createdAt: '2026-03-01T12:00:00.000Z' },
    ]);
    expect(new Set(lines('memberships').map(({ organizationId }) => organizationId))).toEqual(
      new Set([ada.home, grace.home]),
    );
    expect(lines('keys').map(({ name }) => name)).toEqual(['mine']);
    expect(lines('members')).toMatchObject([{ userId: grace.userId, role: 'analyst' }]);
    expect(JSON.stringify(files)).not.toContain(ada.userId);
  });

  it('does not wait for one of the organization, nor for another person’s', async () => {
    const { ada, members } = await aTeamThatExports({ grace: 'viewer' });

    const answers = [
      await ada.ask('POST', path),
      await ada.ask('POST', 'me/exports'),
      await members.grace.ask('POST', 'me/exports', { in: ada.home }),
      await members.grace.ask('POST', 'me/exports', { in: ada.home }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 409]);
  });
});

describe('reports that services owe', () => {
  it('are missed after an hour, until they come', async () => {
    const { ada, write, watch, time } = await aTeamThatExports();
    await ada.ask('POST', path);
    time.now += hour - 1;
    const early = await watch();
    time.now += 1000;
    const late = await watch();
    await write();
    const after = await watch();

    expect([early.missing, late.missing, after.missing]).toEqual([0, 1, 0]);
  });

  it('of an export are given up after twelve hours, so that another one can be asked for', async () => {
    const { ada, watch, report, time } = await aTeamThatExports();
    const { exportId } = (await ada.ask('POST', path)).body;
    time.now += 12 * hour;
    const given = await watch();
    const again = await watch();
    for (const definition of reported) await report(definition, ada.home, exportId);

    expect([given, again]).toEqual([
      { missing: 1, failed: 1 },
      { missing: 0, failed: 0 },
    ]);
    expect((await ada.ask('GET', `${path}/${exportId}`)).body.status).toBe('FAILED');
    expect((await ada.ask('POST', path)).status).toBe(202);
  });

  it('of an erasure are missed until all five have come', async () => {
    const { ada, deps, table, exported, watch, time } = await aTeamThatExports();
    await ada.ask('DELETE', 'organization');
    time.now += 30 * day;
    await deleteDue(deps, { table, objects: [exported.whole], wait: async () => {} });
    time.now += hour + 1;
    const missing: number[] = [(await watch()).missing];
    for (const service of ['files', 'simulations', 'results', 'billing', 'notifications']) {
      const at = new Date(time.now).toISOString();
      await deps.organizations.noteErased(ada.home, service, { at, rows: 0, objects: 0 });
      missing.push((await watch()).missing);
    }

    expect(missing).toEqual([1, 1, 1, 1, 1, 0]);
  });

  it('of an erasure are missed until they have come from every cell in which the organization was', async () => {
    const { ada, deps, table, exported, watch, time, items } = await aTeamThatExports();
    const since = new Date(time.now).toISOString();
    const copies = [{ cell: 'beta', until: since }];
    await table.transact([
      { label: 'placement', put: { ...placementKey(ada.home), cell: 'acme', revision: 2, since, copies } },
    ]);
    await ada.ask('DELETE', 'organization');
    time.now += 30 * day;
    await deleteDue(deps, { table, objects: [exported.whole], wait: async () => {} });
    time.now += hour + 1;
    const at = new Date(time.now).toISOString();
    const services = ['files', 'simulations', 'results', 'billing', 'notifications'];
    const missing: number[] = [];
    for (const cell of [undefined, 'beta', 'acme']) {
      for (const service of services)
        await deps.organizations.noteErased(ada.home, service, { at, rows: 0, objects: 0, cell });
      missing.push((await watch()).missing);
    }

    expect(missing).toEqual([1, 1, 0]);
    const reports = items().filter(({ pk }) => pk === `TENANT#${ada.home}#ERASURE`);
    // Where it never was nobody had anything to say.
    expect(new Set(reports.map(({ sk }) => sk))).toEqual(
      new Set(services.flatMap((service) => [`${service}@acme`, `${service}@beta`])),
    );
  });
});
