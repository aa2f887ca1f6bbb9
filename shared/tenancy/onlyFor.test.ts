import { describe, expect, it } from 'vitest';
import { memoryObjects } from '../objects.testkit.ts';
import { AnotherTenants } from '../table/tenantTable.ts';
import { onlyFor } from './onlyFor.ts';

describe('a port for one tenant', () => {
  it('does what it is asked for that tenant', async () => {
    const objects = onlyFor('org_a', memoryObjects().objects);

    await objects.put('org_a', 'files/1', 'x', 'text/plain');

    expect(Buffer.from((await objects.get('org_a', 'files/1')) ?? []).toString()).toBe('x');
  });

  it('refuses every operation for another, and does nothing', async () => {
    const { objects, keys } = memoryObjects();
    await objects.put('org_b', 'files/1', 'x', 'text/plain');
    const seen = onlyFor('org_a', objects);

    await expect(async () => seen.get('org_b', 'files/1')).rejects.toThrow(AnotherTenants);
    await expect(async () => seen.put('org_b', 'files/2', 'x', 'text/plain')).rejects.toThrow(AnotherTenants);
    await expect(async () => seen.removeAll('org_b', 'files')).rejects.toThrow(AnotherTenants);
    expect(keys()).toEqual(['tenants/org_b/files/1']);
  });
});
