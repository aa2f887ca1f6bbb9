import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEntry, AuditRecord } from '../../../shared/api/audit.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { type Id, idsOf } from '../../../shared/ids.ts';
import { unlessErased } from '../../../shared/table/erased.ts';
import { deleteDue } from '../deletion/deletion.ts';
import { aTeam } from '../organizations/team.testkit.ts';
import { aService, codeOf } from '../service.testkit.ts';
import { auditStore } from './auditStore.ts';

const day = 24 * 3600 * 1000;
const path = 'organization/audit';
const idOf = <Prefix extends 'usr' | 'key' | 'sim'>(prefix: Prefix, n: number): Id<Prefix> =>
  `${prefix}_01J8ZQ4Y7N8W3V5K2M6R9T0X0${n}`;
const [ada, grace] = [idOf('usr', 1), idOf('usr', 2)];
const key = idOf('key', 1);
const [first, second] = [idOf('sim', 1), idOf('sim', 2)];

let made = 0;
const aRecord = (organizationId: TenantId, at: number, given: Partial<AuditRecord> = {}): AuditRecord => {
  made += 1;
  return {
    auditId: `${idsOf('aud', new Date(at))}${String(made).padStart(16, '0')}` as Id<'aud'>,
    at: new Date(at).toISOString(),
    organizationId,
    actor: { userId: ada, role: 'owner', credential: { kind: 'token', id: 'tok_1' } },
    action: 'cancelSimulation',
    resources: [first],
    method: 'POST',
    path: '/api/simulations/{simulationId}/cancel',
    sourceIp: '203.0.113.7',
    userAgent: 'curl/8.5.0',
    outcome: 'SUCCEEDED',
    status: 202,
    problem: null,
    correlationId: 'cor_1',
    ...given,
  };
};
const bySomebody = (userId: AuditRecord['actor']['userId'], credential: AuditRecord['actor']['credential']) => ({
  actor: { userId, role: 'analyst', credential },
});
const byGrace = bySomebody(grace, { kind: 'token', id: 'tok_2' });
const byKey = bySomebody(grace, { kind: 'key', id: key });

/** Somebody's organization with a log. */
const aLog = async () => {
  const service = aService();
  const owner = await service.signIn('ada');
  const write = async (record: AuditRecord, log: AuditEntry['log'] = 'ORGANIZATION') => {
    await service.deps.audit.write({ log, record }, 365);
    return record;
  };
  const asked = async (query: Record<string, string> = {}) => {
    const { status, body } = await owner.ask('GET', path, { query: Object.entries(query) });
    expect(status).toBe(200);
    return body.items as AuditRecord[];
  };
  return { ...service, owner, write, asked, now: service.time.now };
};

describe('what happened in an organization', () => {
  it('is told as it was written, from the newest', async () => {
    const { owner, write, asked, now } = await aLog();
    const earlier = await write(aRecord(owner.home, now - 2000));
    const later = await write(aRecord(owner.home, now - 1000, { resources: [], problem: 'x', sourceIp: null }));

    expect(await asked()).toEqual([later, earlier]);
  });

  it('is written once, however often it is handed over', async () => {
    const { owner, write, asked, now, items } = await aLog();
    const record = aRecord(owner.home, now - 1000, byKey);

    await Promise.all([write(record), write(record)]);
    const rows = items().length;
    await write({ ...record, outcome: 'FAILED' });

    expect(items()).toHaveLength(rows);
    expect(await asked()).toEqual([record]);
    expect(await asked({ actor: key })).toEqual([record]);
  });

  it('is found by time, by who did it, by the key that did it, by what it was done with, and by how it ended', async () => {
    const { owner, write, asked, now } = await aLog();
    const one = await write(aRecord(owner.home, now - 4000));
    const two = await write(aRecord(owner.home, now - 3000, { ...byGrace, resources: [first, second] }));
    const three = await write(aRecord(owner.home, now - 2000, { ...byKey, outcome: 'REFUSED', resources: [] }));
    const four = await write(aRecord(owner.home, now - 1000, { resources: [second], outcome: 'REFUSED' }));
    const at = (ms: number) => new Date(now - ms).toISOString();

    expect(await asked({ from: at(3000), to: at(1000) })).toEqual([three, two]);
    expect(await asked({ to: at(3999) })).toEqual([one]);
    expect(await asked({ from: at(999) })).toEqual([]);
    expect(await asked({ from: at(1000), to: at(3000) })).toEqual([]);
    expect(await asked({ actor: grace })).toEqual([three, two]);
    expect(await asked({ actor: key })).toEqual([three]);
    expect(await asked({ resource: second })).toEqual([four, two]);
    expect(await asked({ resource: second, actor: grace })).toEqual([two]);
    expect(await asked({ outcome: 'REFUSED' })).toEqual([four, three]);
    expect(await asked({ outcome: 'REFUSED', resource: second, from: at(1500) })).toEqual([four]);
  });

  it.each([
    ['an actor', { actor: 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC' }],
    ['a time', { from: 'yesterday' }],
    ['an outcome', { outcome: 'GOOD' }],
    ['a resource', { resource: '#' }],
    ['a limit', { limit: '0' }],
  ])('cannot be asked for by %s that is none', async (_name, query) => {
    const { owner } = await aLog();

    expect((await owner.ask('GET', path, { query: Object.entries(query) })).status).toBe(400);
  });

  it('comes once and whole over the pages of any question, also where few are asked for of many', async () => {
    const { owner, write, now } = await aLog();
    const all: AuditRecord[] = [];
    for (let n = 0; n < 60; n += 1) {
      const who = [{}, byGrace, byKey][n % 3];
      const outcome = n % 10 === 0 ? 'REFUSED' : 'SUCCEEDED';
      const resources = [[first], [second], [first, second], []][n % 4]!;
      all.unshift(await write(aRecord(owner.home, now - 60_000 + n * 10, { ...who, outcome, resources })));
    }
    const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
    const momentOf = (n: number | undefined) =>
      n === undefined ? undefined : new Date(now - 60_000 + n).toISOString();

    await fc.assert(
      fc.asyncProperty(
        maybe(fc.constantFrom(ada, grace, key)),
        maybe(fc.constantFrom(first, second)),
        maybe(fc.constantFrom('REFUSED' as const, 'SUCCEEDED' as const)),
        maybe(fc.integer({ min: -10, max: 610 })),
        maybe(fc.integer({ min: -10, max: 610 })),
        fc.integer({ min: 1, max: 100 }),
        async (actor, resource, outcome, from, to, limit) => {
          const query = Object.entries({
            actor,
            resource,
            outcome,
            from: momentOf(from),
            to: momentOf(to),
            limit,
          }).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]));
          const found: AuditRecord[] = [];
          let cursor: string | null = null;
          do {
            const { status, body } = await owner.ask('GET', path, {
              query: cursor === null ? query : [...query, ['cursor', cursor]],
            });
            expect(status).toBe(200);
            expect(body.items.length).toBeLessThanOrEqual(limit);
            found.push(...body.items);
            cursor = body.nextCursor;
          } while (cursor !== null);

          const isAsked = (record: AuditRecord) => {
            const { userId, credential } = record.actor;
            const time = Date.parse(record.at) - now + 60_000;
            return (
              (actor === undefined || userId === actor || credential.id === actor) &&
              (resource === undefined || record.resources.includes(resource)) &&
              (outcome === undefined || record.outcome === outcome) &&
              time >= (from ?? 0) &&
              time < (to ?? Number.POSITIVE_INFINITY)
            );
          };
          expect(found).toEqual(all.filter(isAsked));
        },
      ),
    );
  });

  it('goes on from a place that was made up as if it were one, and tells nothing of others', async () => {
    const { owner, write, now, signIn } = await aLog();
    const record = await write(aRecord(owner.home, now - 1000));
    const eve = await signIn('eve');
    const cursors = ['!', 'aud_', '~~~', record.auditId, `TENANT#${owner.home}#AUDIT`].map((text) =>
      Buffer.from(text).toString('base64url'),
    );

    for (const cursor of cursors) {
      const mine = await owner.ask('GET', path, { query: [['cursor', cursor]] });
      const theirs = await eve.ask('GET', path, { query: [['cursor', cursor]] });
      expect([mine.status, theirs.status, theirs.body.items]).toEqual([200, 200, []]);
    }
  });

  it('looks through a long log for what is rare in parts, without end to none', async () => {
    const { owner, write, now } = await aLog();
    const rare = await write(aRecord(owner.home, now - 100_000, { outcome: 'REFUSED' }));
    for (let n = 0; n < 2100; n += 1) await write(aRecord(owner.home, now - 50_000 + n));

    const one = await owner.ask('GET', path, { query: [['outcome', 'REFUSED']] });
    const two = await owner.ask('GET', path, {
      query: [
        ['outcome', 'REFUSED'],
        ['cursor', one.body.nextCursor],
      ],
    });

    expect([one.body.items, two.body.items]).toEqual([[], [rare]]);
  });

  it('is seen by owners and admins, and by whoever has the permission by a role or a key', async () => {
    const {
      ada: owner,
      members,
      byKey: asKey,
    } = await aTeam(
      { anna: 'admin', bill: 'analyst', cleo: 'viewer', dora: 'billing', eric: 'auditor' },
      { auditor: ['audit:read'] },
    );
    const body = { name: 'audit', permissions: ['audit:read'] };
    const { secret } = (await owner.ask('POST', 'organization/keys', { body })).body;

    const seen = [];
    for (const [name, who] of Object.entries(members)) {
      const { status } = await who.ask('GET', path, { in: owner.home });
      if (status === 200) seen.push(name);
    }

    expect(seen).toEqual(['anna', 'eric']);
    expect((await asKey(secret).ask('GET', path)).status).toBe(200);
    expect(codeOf(await members.bill.ask('GET', `${path}/export`, { in: owner.home }))).toBe('permission-missing');
  });

  it('can be asked for as long as the setting says, and expires then', async () => {
    const { owner, write, asked, now, time, items } = await aLog();
    const record = await write(aRecord(owner.home, now));
    time.now = now + 365 * day;
    expect(await asked()).toEqual([record]);

    time.now += 1;
    expect(await asked()).toEqual([]);
    expect(await asked({ from: '2000-01-01T00:00:00Z' })).toEqual([]);
    const expiring = items().filter(({ auditId }) => auditId === record.auditId);
    expect(expiring.map(({ expiresAt }) => expiresAt)).toEqual(Array(3).fill(Math.ceil((now + 365 * day) / 1000)));
  });
});

describe('an export of the log', () => {
  const parts = async (who: { ask: Awaited<ReturnType<typeof aLog>>['owner']['ask'] }, query: [string, string][]) => {
    const texts: string[] = [];
    let next: [string, string][] | null = query;
    while (next !== null) {
      const answer = await who.ask('GET', `${path}/export`, { query: next });
      expect(answer.status).toBe(200);
      texts.push(answer.text);
      const link: string | undefined = /^<(.*)>; rel="next"$/.exec(answer.headers.link ?? '')?.[1];
      expect(link ?? path).toContain('organization/audit');
      next = link === undefined ? null : [...new URL(link, 'https://simsheet').searchParams];
    }
    return texts;
  };

  it('is one CSV in parts, in which no text is a formula to a spreadsheet', async () => {
    const { owner, write, now } = await aLog();
    const userAgent = '=HYPERLINK("https://evil", "a,b")';
    await write(aRecord(owner.home, now - 3000, { ...byKey, userAgent, resources: [first, second] }));
    await write(aRecord(owner.home, now - 2000, { userAgent: '@SUM(1)', problem: 'not-found', sourceIp: null }));

    const [one = '', two = '', ...more] = await parts(owner, [['limit', '1']]);

    expect(one.split('\r\n')).toEqual([
      'at,auditId,organizationId,userId,role,credential,credentialId,action,resources,outcome,status,problem,method,path,sourceIp,userAgent,correlationId',
      expect.stringMatching(/,not-found,POST,.*,,'@SUM\(1\),cor_1$/),
      '',
    ]);
    expect(two).toContain(`,${grace},analyst,key,${key},cancelSimulation,${first} ${second},SUCCEEDED,202,,`);
    expect(two).toContain(`,"'=HYPERLINK(""https://evil"", ""a,b"")",cor_1\r\n`);
    expect(more.join('')).toBe('');
  });

  it('has what an operator did by a command, of which there is no request', async () => {
    const { owner, write, asked, now } = await aLog();
    const operator = 'arn:aws:sts::123456789012:assumed-role/operators/olga';
    const record = await write(
      aRecord(owner.home, now - 1000, {
        actor: { userId: null, role: null, credential: { kind: 'operator', id: operator } },
        action: 'changePlan',
        resources: [owner.home],
        ...{ method: null, path: null, sourceIp: null, userAgent: null, status: null },
      }),
    );

    const [csv = ''] = await parts(owner, [['resource', owner.home]]);
    const [lines = ''] = await parts(owner, [['format', 'ndjson']]);

    expect(csv).toContain(`,${owner.home},,,operator,${operator},changePlan,${owner.home},SUCCEEDED,,,,,,,cor_1\r\n`);
    expect(JSON.parse(lines)).toEqual(record);
    expect(await asked({ resource: owner.home })).toEqual([record]);
  });

  it('is lines of JSON as well, and holds what was asked for', async () => {
    const { owner, write, now } = await aLog();
    await write(aRecord(owner.home, now - 3000));
    const records = [];
    for (let n = 0; n < 5; n += 1) records.unshift(await write(aRecord(owner.home, now - 2000 + n, byGrace)));

    const texts = await parts(owner, [
      ['format', 'ndjson'],
      ['limit', '2'],
      ['actor', grace],
    ]);

    const lines = texts.join('').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(records);
  });
});

describe('the log of an organization', () => {
  it('is its own: another sees nothing of it, by whatever it asks', async () => {
    const { owner, write, now, signIn } = await aLog();
    await write(aRecord(owner.home, now - 1000));
    const eve = await signIn('eve');

    for (const query of [{}, { actor: ada }, { resource: first }, { outcome: 'SUCCEEDED' }]) {
      const { body } = await eve.ask('GET', path, { query: Object.entries(query) });
      expect(body).toEqual({ items: [], nextCursor: null });
    }
    expect((await eve.ask('GET', path, { in: owner.home })).status).toBe(403);
  });

  it('is apart from that of the platform, which operators alone ask for', async () => {
    const { owner, write, now, asked, deps } = await aLog();
    const record = await write(aRecord(owner.home, now - 1000, { resources: ['files', 'a'] }), 'PLATFORM');

    expect(await asked()).toEqual([]);
    expect(await asked({ resource: 'files' })).toEqual([]);
    const of = async (question: object) =>
      (await deps.audit.page('PLATFORM', { from: new Date(0), limit: 10, ...question })).records;
    expect(await of({})).toEqual([record]);
    expect(await of({ actor: ada, resource: 'a' })).toEqual([record]);
  });

  it('goes with the organization, copies and all, and what comes late of it is not written', async () => {
    const { owner, write, now, time, deps, table, items, signIn } = await aLog();
    const eve = await signIn('eve');
    for (let n = 0; n < 150; n += 1) {
      await write(
        aRecord(owner.home, now - 1000 + n, { ...[{}, byGrace, byKey][n % 3], resources: [idOf('sim', n % 9)] }),
      );
    }
    const theirs = await write(aRecord(eve.home, now - 1000));
    const late = aRecord(owner.home, now);
    await owner.ask('DELETE', 'organization');
    time.now += 30 * day;

    expect(await deleteDue(deps, { table, objects: [], wait: async () => {} })).toEqual({ deleted: 1, failed: 0 });
    await write(late);

    const left = items().filter(({ auditId }) => auditId !== undefined);
    expect(left.map(({ auditId }) => auditId)).toEqual(Array(3).fill(theirs.auditId));
    expect((await table.transact([unlessErased(owner.home)])).ok).toBe(false);
  });

  it('is written in one go or not at all', async () => {
    const service = aService();
    const store = auditStore({ ...service.table, transact: () => Promise.reject(new Error('down')) });
    const { home } = await service.signIn('ada');

    await expect(store.write({ log: 'ORGANIZATION', record: aRecord(home, service.time.now) }, 1)).rejects.toThrow();
    expect(service.items().filter(({ auditId }) => auditId !== undefined)).toEqual([]);
  });
});
