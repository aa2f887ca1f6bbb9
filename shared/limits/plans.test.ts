import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitNames, tenantLimits } from './limits.ts';
import { planSettings } from './planSettings.ts';
import { limitsOf, type TenantPlan } from './plans.ts';

const agreed = (given: Partial<TenantPlan> = {}): TenantPlan => ({
  limits: {},
  changedAt: '2026-03-01T12:00:00Z',
  ...given,
});

describe('the limits of an organization', () => {
  it('are those of the standard plan where nothing was agreed', () => {
    expect(limitsOf(planSettings.parse({}), undefined)).toMatchObject({ plan: 'standard', members: 1000 });
  });

  it('are its own before those of its plan, also where its own is none', () => {
    const plans = planSettings.parse({ team: { members: 20, storedBytes: 1000, concurrentSimulations: 3 } });

    const limits = limitsOf(plans, agreed({ plan: 'team', limits: { members: 25, storedBytes: null } }));

    expect(limits).toEqual({
      plan: 'team',
      concurrentSimulations: 3,
      iterationsPerMonth: null,
      storedBytes: null,
      members: 25,
      requestsPerSecond: null,
    });
  });

  it('fall back to the standard plan when their plan is there no more, and to no property of objects', () => {
    const plans = planSettings.parse({});

    expect(limitsOf(plans, agreed({ plan: 'gone' }))).toEqual(limitsOf(plans, undefined));
    expect(limitsOf(plans, agreed({ plan: 'constructor' })).plan).toBe('standard');
  });

  it('are whole for any plans and any agreement', () => {
    const some = fc.record(
      { concurrentSimulations: fc.option(fc.nat()), members: fc.option(fc.integer({ min: 1 })) },
      { requiredKeys: [] },
    );
    const plans = fc.dictionary(fc.constantFrom('trial', 'standard', 'team'), some);
    fc.assert(
      fc.property(plans, fc.constantFrom('trial', 'team', 'gone', undefined), some, (settings, plan, limits) => {
        const found = limitsOf(planSettings.parse(settings), agreed({ ...(plan && { plan }), limits }));

        expect(tenantLimits.parse(found)).toEqual(found);
        for (const name of ['concurrentSimulations', 'members'] as const) {
          if (name in limits) expect(found[name]).toBe(limits[name]);
        }
      }),
    );
  });
});

describe('the plans of an installation', () => {
  it('are the same read again from where they are kept', () => {
    const plans = planSettings.parse({ trial: { members: 3 }, team: {} });

    expect(planSettings.parse(JSON.parse(JSON.stringify(plans)))).toEqual(plans);
  });

  it('are those that there are always, changed in what is given alone', () => {
    const { trial, unlimited } = planSettings.parse({ trial: { members: 3 } });

    expect(trial).toMatchObject({ members: 3, concurrentSimulations: 2 });
    expect(unlimited).toEqual({});
  });

  it.each([
    ['a limit that there is not', { trial: { simulations: 3 } }],
    ['a limit below nothing', { trial: { members: 0 } }],
    ['half a simulation', { trial: { concurrentSimulations: 1.5 } }],
    ['a name that is none', { 'Big Plan': {} }],
    ['more than a function can be told of', Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`p${n}`, {}]))],
  ])('refuse %s', (_name, given) => {
    expect(planSettings.safeParse(given).success).toBe(false);
  });

  it('name every limit that there is in the plan to try things with', () => {
    expect(Object.keys(planSettings.parse({}).trial ?? {})).toEqual([...limitNames]);
  });
});
