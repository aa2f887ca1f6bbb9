import { describe, expect, it } from 'vitest';
import { partition } from '../../shared/table/table.ts';
import { isHealthy } from './finding.ts';
import { checkTenancy, type TenancyDeps, type TenantSessionTrials } from './tenancy.ts';

const denied = (): never => {
  throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
};

/** A cloud that refuses what it should, apart from what `lets` lets through. */
const aCloud = (lets: Partial<TenantSessionTrials> = {}, given: Partial<TenancyDeps> = {}): TenancyDeps => ({
  enforced: true,
  assume: async (_service, { tenant = '', ...more }) => {
    if (!tenant.startsWith('org_0000000000') || Object.keys(more).length > 0) denied();
    const own = partition(tenant as `org_${string}`, '');
    return {
      item: async (pk) => (pk.startsWith(own) ? undefined : denied()),
      itemOfAnother: async () => denied(),
      scan: async () => denied(),
      index: async () => denied(),
      list: async (_bucket, prefix) => (prefix === `tenants/${tenant}/` ? undefined : denied()),
      ...lets,
    };
  },
  ...given,
});

const outcomes = async (deps: TenancyDeps) =>
  (await checkTenancy(deps, 'files'))
    .filter(({ outcome }) => outcome !== 'ok')
    .map(({ check, outcome }) => [check, outcome]);

describe('the doctor on tenants’ data', () => {
  it('finds an installation healthy that lets a session reach its tenant’s data alone', async () => {
    const findings = await checkTenancy(aCloud(), 'files');

    expect(findings.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    expect(findings.length).toBeGreaterThan(10);
    expect(isHealthy(findings)).toBe(true);
  });

  it.each<[string, Partial<TenantSessionTrials>, string[]]>([
    [
      'items of anybody',
      { item: async () => undefined },
      ["files: no session reads another tenant's item", 'files: no session reads an item without a tenant'],
    ],
    [
      'other tables',
      { itemOfAnother: async () => undefined },
      ["files: no session reads an item of another service's table"],
    ],
    ['scans', { scan: async () => [] }, ['files: no session scans the table']],
    ['indexes', { index: async () => [] }, ["files: no session asks an index of all tenants'"]],
    [
      'objects of anybody',
      { list: async () => [] },
      ['files', 'quarantine'].flatMap((bucket) => [
        `files: no session lists another tenant's objects in ${bucket}`,
        `files: no session lists all objects in ${bucket}`,
      ]),
    ],
  ])('finds every way to %s', async (_what, lets, found) => {
    expect(await outcomes(aCloud(lets))).toEqual(found.map((check) => [check, 'failed']));
  });

  it('finds a role that takes a session of a real tenant, of none, or with more tags', async () => {
    const { assume, ...deps } = aCloud();
    const session = await assume('files', { tenant: 'org_00000000000000000000000001' });

    expect((await outcomes({ ...deps, assume: async () => session })).map(([, outcome]) => outcome)).toEqual([
      'failed',
      'failed',
      'failed',
    ]);
  });

  it('does not call healthy what it could not try, and says how to let it', async () => {
    const findings = await checkTenancy(aCloud({}, { assume: async () => denied() }), 'files');

    expect(findings[0]).toMatchObject({ outcome: 'unchecked', detail: expect.stringContaining('-c doctor=') });
    expect(findings.filter(({ outcome }) => outcome === 'unchecked').length).toBeGreaterThan(8);
    expect(isHealthy(findings)).toBe(false);
  });

  it('takes no other failure for a refusal', async () => {
    const broken = async () => {
      throw new Error('ECONNREFUSED');
    };

    expect(await outcomes(aCloud({ scan: broken }))).toEqual([['files: no session scans the table', 'unchecked']]);
  });

  it('claims nothing of what a cloud without IAM would have to refuse', async () => {
    const findings = await checkTenancy(aCloud({}, { enforced: false }), 'files');

    expect(findings.map(({ outcome }) => outcome)).toEqual(['ok', 'not-applicable']);
    expect(findings[1]?.detail).toContain('does not enforce IAM');
  });
});
