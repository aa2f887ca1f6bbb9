import { describe, expect, it } from 'vitest';
import { permissions } from '../../../../shared/permissions.ts';
import { grouped, nameOf } from './permissionNames.ts';

describe('the permissions in words', () => {
  it('are all named, and none like another', () => {
    const named = permissions.map(nameOf);

    expect(named.filter((name) => name.includes(':'))).toEqual([]);
    expect(new Set(named).size).toBe(permissions.length);
  });

  it('are each under what they are about', () => {
    expect(
      grouped()
        .flatMap((group) => group.permissions)
        .toSorted(),
    ).toEqual(permissions.toSorted());
  });
});
