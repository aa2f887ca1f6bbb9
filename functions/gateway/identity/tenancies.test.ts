import { describe, expect, it } from 'vitest';
import { tenancies } from './tenancies.ts';

describe('what the gateway knows of tenants', () => {
  it('is read once in five seconds for each', async () => {
    const read: string[] = [];
    let now = 0;
    const tenancy = tenancies(
      async (tenant) => {
        read.push(tenant);
        return { cell: `cell ${read.length}` };
      },
      () => now,
    );

    const first = await tenancy('org_1');
    now = 4999;
    const again = await tenancy('org_1');
    await tenancy('org_2');
    now = 5000;
    const later = await tenancy('org_1');

    expect(read).toEqual(['org_1', 'org_2', 'org_1']);
    expect([first, again, later]).toEqual([{ cell: 'cell 1' }, { cell: 'cell 1' }, { cell: 'cell 3' }]);
  });

  it('is read again at once where that failed', async () => {
    let broken = true;
    const tenancy = tenancies(
      async () => {
        if (broken) throw new Error('throttled');
        return { cell: 'acme' };
      },
      () => 0,
    );

    await expect(tenancy('org_1')).rejects.toThrow('throttled');
    broken = false;

    expect(await tenancy('org_1')).toEqual({ cell: 'acme' });
  });
});
