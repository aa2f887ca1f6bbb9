import { describe, expect, it } from 'vitest';
import { accessPartition } from '../../../shared/access.ts';
import { hashOfKey, newApiKey } from '../../../shared/apiKey.ts';
import { secretKey } from '../../../shared/keyAccess.ts';
import type { Permission } from '../../../shared/permissions.ts';
import { rateLimitSettings } from '../../../shared/rateLimit/settings.ts';
import { rateLimitStore } from '../../../shared/rateLimit/store.ts';
import { memoryTable } from '../../../shared/table/memoryTable.ts';
import type { Key, Table } from '../../../shared/table/table.ts';
import { requestLimits } from '../edge/limits.ts';
import { aGateway, principal } from '../gateway.testkit.ts';
import { apiKeys } from './apiKeys.ts';

const org = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const userId = 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const keyId = 'key_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const since = '2026-01-01T00:00:00.000Z';
const start = Date.parse('2026-03-01T12:00:00Z');
const access = accessPartition(principal);

/** A gateway beside a users table with one key of one maker, which counts what is read of it. */
const aDoor = async (given: Parameters<typeof aGateway>[0] = {}) => {
  const memory = memoryTable();
  const time = { now: start };
  const read: string[] = [];
  const table: Table = {
    ...memory,
    get(key) {
      read.push(key.pk);
      return memory.get(key);
    },
  };
  const put = (key: Key, row: object) => memory.transact([{ label: 'row', put: { ...key, ...row } }]);
  const remove = (key: Key) => memory.transact([{ label: 'row', remove: key }]);
  const memberKey = { pk: access, sk: `ORGANIZATION#${org}` };
  const join = (role: string, from = since) => put(memberKey, { userId, organizationId: org, role, since: from });
  const keep = (secret: string, permissions: Permission[] = ['file:read', 'file:write'], until = start + 3_600_000) =>
    put(secretKey(hashOfKey(secret)), {
      keyId,
      organizationId: org,
      access,
      memberSince: since,
      permissions,
      until: new Date(until).toISOString(),
    });
  const secret = newApiKey();
  await join('analyst');
  await keep(secret);
  const gateway = aGateway({ access: table, clock: () => time.now, ...given });
  const send = async (credential: string, headers: Record<string, string> = {}) => {
    const response = await gateway.ask({ headers: { authorization: `Bearer ${credential}`, ...headers } });
    return {
      ...response,
      code: response.status === 200 ? null : JSON.parse(response.body).type.replace('urn:simsheet:problem:', ''),
    };
  };
  return { ...gateway, table, time, read, keep, join, remove, memberKey, secret, send };
};

describe('a request with an API key', () => {
  it('acts as its maker in its organization, with its permissions that they have, and never as an operator', async () => {
    const { secret, send, asked, keep } = await aDoor();
    await keep(secret, ['file:read', 'billing:read']);

    const response = await send(secret);

    expect(response.status).toBe(200);
    expect(asked[0]?.request.identity).toEqual({
      userId,
      organizationId: org,
      role: 'analyst',
      permissions: ['file:read'],
      operator: false,
      credential: { kind: 'key', id: keyId },
    });
    expect(asked[0]?.request.headers).not.toHaveProperty('authorization');
  });

  it('is let into its own organization by name, and into no other', async () => {
    const { secret, send, asked } = await aDoor();

    const own = await send(secret, { 'simsheet-organization': org });
    const other = await send(secret, { 'simsheet-organization': 'org_1' });

    expect([own.status, other.status, other.code]).toEqual([200, 403, 'key-of-another-organization']);
    expect(asked).toHaveLength(1);
  });

  const aKey = newApiKey();
  it.each([
    ['truncated', aKey.slice(0, -1)],
    ['longer', `${aKey}0`],
    ['with another character', `${aKey.slice(0, 20)}${aKey[20] === 'A' ? 'B' : 'A'}${aKey.slice(21)}`],
    ['with another checksum', `${aKey.slice(0, -1)}${aKey.endsWith('0') ? '1' : '0'}`],
    ['without a body', 'sk_sim_'],
    ['of another product', 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'],
    ['with what DynamoDB reads', 'sk_sim_#KEY'],
    ['of 100 kB', `sk_sim_${'A'.repeat(100_000)}`],
  ])('that is %s is refused without a read of anything', async (_name, credential) => {
    const { send, read } = await aDoor({ verify: () => Promise.reject(new Error('is no token')) });

    const response = await send(credential);

    expect([response.status, response.code, read]).toEqual([401, 'invalid-key', []]);
    expect(response.headers['www-authenticate']).toMatch(/^Bearer error="invalid_token"/);
    expect(response.body).not.toContain(credential.slice(7, 40) || 'nothing');
  });

  it('in another case of letters, or as another scheme, is none', async () => {
    const { secret, ask, send } = await aDoor();

    expect((await send(secret.toUpperCase())).status).toBe(401);
    expect((await ask({ headers: { authorization: `Basic ${secret}` } })).status).toBe(401);
  });

  it('that is guessed is refused, in words that do not tell it from a revoked one', async () => {
    const { secret, send, remove, time } = await aDoor();
    const guessed = await send(newApiKey());
    await send(secret);

    await remove(secretKey(hashOfKey(secret)));
    time.now += 5000;
    const revoked = await send(secret);

    expect([revoked.status, revoked.code]).toEqual([401, 'invalid-key']);
    expect({ ...guessed, headers: null }).toEqual({ ...revoked, headers: null });
  });

  it('is good no longer than five seconds after its key was revoked, also where many use it', async () => {
    const { secret, send, remove, time } = await aDoor();
    await send(secret);
    await remove(secretKey(hashOfKey(secret)));

    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      statuses.push((await send(secret)).status);
      time.now += 1000;
    }

    expect(statuses).toEqual([200, 200, 200, 200, 200, 401]);
  });

  it('is refused from the moment at which its key expires, although it is known', async () => {
    const { secret, send, keep, time } = await aDoor();
    await keep(secret, ['file:read'], start + 1000);

    const before = await send(secret);
    time.now += 1000;
    const after = await send(secret);

    expect([before.status, after.status, after.code]).toEqual([200, 401, 'key-expired']);
  });

  it('may do less within five seconds after its maker may, and nothing once they left, with what to do about it', async () => {
    const { secret, send, join, remove, memberKey, asked, time } = await aDoor();
    const permitted = async () => {
      time.now += 5000;
      const { status, code } = await send(secret);
      return status === 200 ? asked.at(-1)?.request.identity.permissions : code;
    };

    expect(await permitted()).toEqual(['file:read', 'file:write']);
    await join('viewer');
    expect(await permitted()).toEqual(['file:read']);
    await remove(memberKey);
    expect(await permitted()).toBe('key-without-maker');
    await join('owner', '2026-03-02T00:00:00.000Z');
    expect(await permitted()).toBe('key-without-maker');
    expect((await send(secret)).body).toContain('A member makes another');
  });

  it('is counted by its key, apart from others', async () => {
    const limits = rateLimitSettings.parse({ credential: { requestsPerSecond: 1, burst: 1 } });
    const { secret, send } = await aDoor({
      limits: requestLimits(rateLimitStore(memoryTable()), limits, () => start),
    });

    const answers = [await send(secret), await send(secret), await send('good')];

    expect(answers.map(({ status }) => status)).toEqual([200, 429, 200]);
  });

  it('is noted as a use of its key, unless it was refused', async () => {
    const uses: string[] = [];
    const { secret, send } = await aDoor({ noteUse: async ({ credential }) => void uses.push(credential.id) });

    await send(secret);
    await send(newApiKey());
    await send('good');

    expect(uses).toEqual([keyId]);
  });
});

describe('looking keys up', () => {
  it('reads a key once in five seconds, however many requests come at once', async () => {
    const { secret, table, read, time } = await aDoor();
    const find = apiKeys(table, () => time.now);

    await Promise.all(Array.from({ length: 100 }, () => find(secret)));
    expect(read.filter((pk) => pk.startsWith('KEY#'))).toHaveLength(1);
    time.now += 5000;
    await find(secret);
    expect(read.filter((pk) => pk.startsWith('KEY#'))).toHaveLength(2);
  });

  it('reads little when 10,000 unknown keys come, and hurts no key that was used before', async () => {
    const { secret, table, read, time } = await aDoor();
    const find = apiKeys(table, () => time.now);
    await find(secret);
    read.length = 0;

    const answers: string[] = [];
    for (let n = 0; n < 10_000; n += 1) {
      const answer = await find(newApiKey());
      answers.push(answer.ok ? 'good' : answer.error.problem.code);
      // Ten seconds in all.
      time.now += 1;
      if (n % 1000 === 0) expect((await find(secret)).ok).toBe(true);
    }

    // A hundred at once, and twenty more each second; each is one read. The known key is two and a half every five seconds.
    const strangers = read.filter((pk) => pk.startsWith('KEY#') && pk !== secretKey(hashOfKey(secret)).pk);
    expect(strangers.length).toBeLessThanOrEqual(100 + 20 * 10);
    expect(answers.filter((code) => code === 'invalid-key')).toHaveLength(strangers.length);
    expect(new Set(answers)).toEqual(new Set(['invalid-key', 'too-many-requests']));
    time.now += 1000;
    expect(await find(newApiKey())).toMatchObject({ ok: false, error: { problem: { code: 'invalid-key' } } });
  });

  it('tells who is refused because of others when to come back', async () => {
    const { send } = await aDoor();

    for (let n = 0; n < 100; n += 1) await send(newApiKey());
    const refused = await send(newApiKey());

    expect([refused.status, refused.code, refused.headers['retry-after']]).toEqual([429, 'too-many-requests', '1']);
  });

  it('holds a bounded number of answers, whatever is sent', async () => {
    const { table, time, keep, read } = await aDoor();
    const find = apiKeys(table, () => time.now);
    const many = Array.from({ length: 1500 }, () => newApiKey());
    for (const each of many) await keep(each);
    for (const each of many) expect((await find(each)).ok).toBe(true);
    read.length = 0;

    await find(many.at(-1)!);
    const again = read.length;
    // The first was forgotten for the last.
    await find(many[0]!);

    expect([again, read.length > 0]).toEqual([0, true]);
  });

  it('asks again after the table failed, and does not keep the failure', async () => {
    const { secret, table, time } = await aDoor();
    let isDown = true;
    const find = apiKeys(
      { ...table, get: (key) => (isDown ? Promise.reject(new Error('down')) : table.get(key)) },
      () => time.now,
    );

    await expect(find(secret)).rejects.toThrow('down');
    isDown = false;

    expect((await find(secret)).ok).toBe(true);
  });
});
