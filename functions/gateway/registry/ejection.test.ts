import { describe, expect, it } from 'vitest';
import type { Transition } from '../../../shared/circuitBreaker/ledger.ts';
import { anInstance } from '../gateway.testkit.ts';
import { ejectOnOpening } from './ejection.ts';
import type { Health } from './instance.ts';

const opened: Transition = {
  name: 'files/a',
  from: 'CLOSED',
  to: 'OPEN',
  epoch: 1,
  at: 1000,
  reason: 'failures',
  tenant: null,
  openUntil: 61_000,
  lastError: 'it answered 503',
  observed: false,
  shared: true,
};

const eject = async (transition: Partial<Transition>) => {
  const recorded: Health[] = [];
  const isEjected = await ejectOnOpening(
    {
      get: async () => anInstance(),
      async recordHealth(before, health) {
        recorded.push(health);
        return { ...before, ...health };
      },
    },
    { ...opened, ...transition },
    'cor_1',
  );
  return { isEjected, recorded };
};

describe('an instance whose circuit opens', () => {
  it('is UNHEALTHY at once', async () => {
    const { isEjected, recorded } = await eject({});

    expect(isEjected).toBe(true);
    expect(recorded).toMatchObject([{ status: 'UNHEALTHY', lastError: 'it answered 503' }]);
  });

  it.each([
    ['for one tenant alone', { tenant: 'org_1' }],
    ['in one process alone', { shared: false }],
    ['while operators only watch it', { observed: true }],
    ['no more, but is half open', { to: 'HALF_OPEN' as const }],
  ])('stays as it is where it opens %s', async (_name, transition) => {
    expect(await eject(transition)).toEqual({ isEjected: false, recorded: [] });
  });
});
