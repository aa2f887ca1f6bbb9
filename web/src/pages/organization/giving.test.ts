import { describe, expect, it } from 'vitest';
import { permissions, roles } from '../../../../shared/permissions.ts';
import { choiceOf, lackingOf, mayGive, summaryOf } from './giving.ts';

describe('a role to give', () => {
  it('is every one for an owner, and not the owner for an admin', () => {
    const given = (held: (typeof roles)[keyof typeof roles]) =>
      Object.entries(roles).flatMap(([name, each]) => (mayGive(held, { permissions: [...each] }) ? [name] : []));

    expect(given(roles.owner)).toEqual(['owner', 'admin', 'analyst', 'viewer', 'billing']);
    expect(given(roles.admin)).toEqual(['admin', 'analyst', 'viewer', 'billing']);
  });

  it('says what is lacking, and never what everybody has', () => {
    expect(lackingOf([], { permissions: ['profile:read', 'profile:write', 'file:read'] })).toEqual(['file:read']);
  });

  it('can replace one that is gone', () => {
    expect(mayGive([], undefined)).toBe(true);
  });

  it('is another one where the one meant is not to be given', () => {
    const all = Object.entries(roles).map(([name, each]) => ({ name, permissions: [...each], builtIn: true }));

    expect(choiceOf(roles.admin, all, 'viewer').chosen).toBe('viewer');
    expect(choiceOf(roles.admin, all, 'owner').chosen).toBe('admin');
    expect(choiceOf(roles.billing, all, 'viewer')).toEqual({ offered: [all[4]], chosen: 'billing' });
    expect(choiceOf([], [], 'viewer')).toEqual({ offered: [], chosen: '' });
  });

  it('is described, also when it is of the organization alone', () => {
    expect(summaryOf({ name: 'viewer', permissions: [] })).toBe('sees simulations and results, runs nothing');
    expect(summaryOf({ name: 'risk-reviewer', permissions: [...permissions].slice(0, 3) })).toBe('3 permissions');
  });
});
