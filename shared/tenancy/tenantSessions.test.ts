import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TenantId } from '../identity.ts';
import { tenantSessions } from './tenantSessions.ts';

const minutes = 60_000;
const hour = 60 * minutes;

/** Sessions of an hour, each of which says whose it is and which one it is; a clock to set, and an issuer that can fail. */
const someSessions = ({ most = 100 } = {}) => {
  let now = 0;
  let broken = false;
  const opened: TenantId[] = [];
  const sessionOf = tenantSessions(
    async (tenant) => {
      opened.push(tenant);
      await null;
      if (broken) throw new Error('down');
      return { session: { tenant, number: opened.length, until: now + hour }, until: new Date(now + hour) };
    },
    { clock: () => now, most },
  );
  return {
    sessionOf,
    opened,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    now: () => now,
    breakDown: (is = true) => {
      broken = is;
    },
  };
};

describe('the sessions of tenants', () => {
  it('are opened once each, however many requests of a tenant come, at once or later', async () => {
    const { sessionOf, opened } = someSessions();

    await Promise.all([sessionOf('org_a'), sessionOf('org_a'), sessionOf('org_b')]);
    await sessionOf('org_a');

    expect(opened).toEqual(['org_a', 'org_b']);
  });

  it('are renewed while half of their time is left', async () => {
    const { sessionOf, pass } = someSessions();
    await sessionOf('org_a');

    pass(29 * minutes);
    expect((await sessionOf('org_a')).number).toBe(1);
    pass(2 * minutes);
    expect((await sessionOf('org_a')).number).toBe(2);
  });

  it('go on while no new one can be had, with a pause between attempts, but not into their last quarter of an hour', async () => {
    const { sessionOf, opened, pass, breakDown } = someSessions();
    await sessionOf('org_a');
    breakDown();

    pass(31 * minutes);
    for (let request = 0; request < 3; request += 1) expect((await sessionOf('org_a')).number).toBe(1);
    expect(opened).toHaveLength(2);
    pass(1 * minutes);
    await sessionOf('org_a');
    expect(opened).toHaveLength(3);
    pass(12 * minutes);
    await expect(sessionOf('org_a')).rejects.toThrow('down');
    breakDown(false);
    expect((await sessionOf('org_a')).until).toBe(104 * minutes);
  });

  it('that could not be opened are asked for again by the next request', async () => {
    const { sessionOf, breakDown } = someSessions();
    breakDown();

    await expect(sessionOf('org_a')).rejects.toThrow('down');
    breakDown(false);

    expect((await sessionOf('org_a')).tenant).toBe('org_a');
  });

  it('are forgotten in the order of their use when there are too many', async () => {
    const { sessionOf, opened } = someSessions({ most: 2 });

    for (const tenant of ['org_a', 'org_b', 'org_a', 'org_c', 'org_a', 'org_b'] as const) await sessionOf(tenant);

    expect(opened).toEqual(['org_a', 'org_b', 'org_c', 'org_b']);
  });

  it('are always the asking tenant’s own and last longer than what is signed with them', async () => {
    const step = fc.record({
      tenant: fc.constantFrom<TenantId>('org_a', 'org_b', 'org_c', 'org_d'),
      waited: fc.integer({ min: 0, max: 40 }),
      broken: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { sessionOf, pass, now, breakDown } = someSessions({ most: 3 });
        for (const { tenant, waited, broken } of steps) {
          pass(waited * minutes);
          breakDown(broken);
          const session = await sessionOf(tenant).catch(() => null);
          if (!broken) expect(session).not.toBeNull();
          if (session !== null) {
            expect(session.tenant).toBe(tenant);
            expect(session.until - now()).toBeGreaterThan(15 * minutes);
          }
        }
      }),
    );
  });
});
