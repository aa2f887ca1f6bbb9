import { describe, expect, it } from 'vitest';
import { permissions, roles } from '../../../shared/permissions.ts';
import type { Invitation } from '../users.ts';
import { objectionToDefining, objectionToInviting, objectionToJoining, ownersAfter, ownRole } from './rules.ts';

const now = new Date('2026-03-01T12:00:00Z');
const anInvitation = (n: number, until = '2026-03-08T12:00:00.000Z'): Invitation => ({
  invitationId: 'inv_01J8ZQ1M7N8W3V5K2M6R9T0XBC',
  email: `${n}@example.com`,
  role: 'viewer',
  invitedBy: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC',
  invitedAt: '2026-03-01T12:00:00.000Z',
  until,
  tokenHash: '',
});
const many = <Value>(count: number, make: (n: number) => Value) => Array.from({ length: count }, (_, n) => make(n));

describe('an organization', () => {
  it('takes its thousandth member and no further one', () => {
    expect(objectionToJoining({ members: 999 })).toBeNull();
    expect(objectionToJoining({ members: 1000 })).toMatchObject({ code: 'organization-full' });
  });

  it('has at most 200 invitations open, not counting those that have expired', () => {
    const open = many(199, (n) => anInvitation(n));
    const expired = many(50, (n) => anInvitation(n + 1000, now.toISOString()));

    expect(objectionToInviting('x@example.com', [...open, ...expired], now)).toBeNull();
    expect(objectionToInviting('x@example.com', [...open, anInvitation(199)], now)).toMatchObject({
      code: 'too-many-invitations',
    });
  });

  it('has at most fifty roles of its own, which can still be changed', () => {
    const own = many(50, (n) => ownRole(`role-${n}`, []));

    expect(objectionToDefining(roles.owner, ownRole('one-more', []), own)).toMatchObject({ code: 'too-many-roles' });
    expect(objectionToDefining(roles.owner, ownRole('role-7', ['file:read']), own)).toBeNull();
  });

  it('keeps an owner, whoever goes where at the same time', () => {
    const [owner, viewer] = [
      { name: 'owner', permissions: roles.owner },
      { name: 'viewer', permissions: roles.viewer },
    ];

    expect(ownersAfter({ owners: 1 }, [owner, viewer])).toMatchObject({ ok: false, error: { code: 'last-owner' } });
    expect(ownersAfter({ owners: 1 }, [owner, viewer], [viewer, owner])).toEqual({ ok: true, value: 1 });
    expect(ownersAfter({ owners: 2 }, [owner, null])).toEqual({ ok: true, value: 1 });
    expect(ownersAfter({ owners: 1 }, [null, owner])).toEqual({ ok: true, value: 2 });
  });
});

describe('the roles that every organization has', () => {
  it('leave one thing to owners alone, and give everybody their own profile', () => {
    const missing = (role: keyof typeof roles) => permissions.filter((permission) => !roles[role].includes(permission));

    expect([missing('owner'), missing('admin')]).toEqual([[], ['organization:transfer', 'organization:delete']]);
    for (const given of Object.values(roles))
      expect(given).toEqual(expect.arrayContaining(['profile:read', 'profile:write']));
  });

  it('let viewers change nothing but what is their own', () => {
    expect(roles.viewer.filter((permission) => !permission.endsWith(':read'))).toEqual(['profile:write']);
  });
});
