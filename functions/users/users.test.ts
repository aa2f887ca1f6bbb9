import { describe, expect, it } from 'vitest';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { userStore } from './store.ts';
import { getMe, welcome } from './users.ts';

const person = { issuer: 'https://issuer', subject: 'ada' };
const aService = () => {
  const table = memoryTable();
  const events = () => table.items().flatMap(({ outbox }) => (typeof outbox === 'string' ? [JSON.parse(outbox)] : []));
  return { deps: { store: userStore(table), clock: () => new Date('2026-03-01T12:00:00Z') }, events };
};

describe('the first sight of a person', () => {
  it('makes a profile and an organization of their own, with the event', async () => {
    const { deps, events } = aService();

    const memberships = await welcome(deps, { person, name: 'Ada', email: 'ada@example.com', correlationId: 'cor_1' });

    expect(memberships).toMatchObject([{ organizationName: "Ada's organization", role: 'owner' }]);
    const [{ userId, organizationId, role, permissions }] = memberships as [(typeof memberships)[0] & object];
    const me = await getMe(deps, { userId, organizationId, role, permissions, operator: false });
    expect(me).toMatchObject({
      ok: true,
      value: { name: 'Ada', email: 'ada@example.com', organizations: [{ organizationId }] },
    });
    expect(events().map(({ type, tenantid }) => [type, tenantid])).toEqual([['user.created', organizationId]]);
  });

  it('happens once although two requests come first', async () => {
    const { deps, events } = aService();

    const [first, second] = await Promise.all([
      welcome(deps, { person, correlationId: 'cor_1' }),
      welcome(deps, { person, correlationId: 'cor_2' }),
    ]);

    expect(second).toEqual(first);
    expect(events()).toHaveLength(1);
  });

  it('takes the same subject of another issuer for another person', async () => {
    const { deps } = aService();

    const [first] = await welcome(deps, { person, correlationId: 'cor_1' });
    const [second] = await welcome(deps, { person: { ...person, issuer: 'https://other' }, correlationId: 'cor_2' });

    expect(second?.userId).not.toBe(first?.userId);
  });

  it('names somebody of whom nothing is known', async () => {
    const { deps } = aService();

    const [membership] = await welcome(deps, { person, correlationId: 'cor_1' });

    expect(membership?.organizationName).toBe("Newcomer's organization");
  });
});
