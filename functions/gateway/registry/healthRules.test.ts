import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterCheck, type CheckOutcome, ejected, newcomer } from './healthRules.ts';
import type { Health } from './instance.ts';

const good: CheckOutcome = { ok: true, latencyMs: 20, partial: null };
const bad: CheckOutcome = { ok: false, latencyMs: 20, error: 'table: no answer' };

/** Checks one after the other, half a minute apart. */
const checked = (outcomes: readonly CheckOutcome[], from: Health = newcomer(0)): Health =>
  outcomes.reduce(
    (health, outcome, index) => afterCheck(health, outcome, { at: (index + 1) * 30_000, slot: index + 1 }),
    from,
  );

describe('the health of an instance', () => {
  it.each([
    ['nothing yet', [], 'HEALTHY'],
    ['two failures', [bad, bad], 'HEALTHY'],
    ['three failures in a row', [bad, bad, bad], 'UNHEALTHY'],
    ['three failures with a success between', [bad, bad, good, bad], 'HEALTHY'],
    ['one success after that', [bad, bad, bad, good], 'UNHEALTHY'],
    ['two successes after that', [bad, bad, bad, good, good], 'HEALTHY'],
    ['a slow check', [{ ...good, latencyMs: 2001 }], 'DEGRADED'],
    ['a check that found a part broken', [{ ...good, partial: 'bus: no answer' }], 'DEGRADED'],
    ['a quick check after a slow one', [{ ...good, latencyMs: 2001 }, good], 'HEALTHY'],
    ['a slow recovery', [bad, bad, bad, good, { ...good, latencyMs: 2001 }], 'DEGRADED'],
  ] as const)('after %s', (_name, outcomes, status) => {
    expect(checked(outcomes).status).toBe(status);
  });

  it.each([
    ['a slow check', [{ ...good, latencyMs: 2001 }], 'took 2001 ms'],
    ['a good one after it', [{ ...good, latencyMs: 2001 }, good], null],
    ['a failure, while it still serves', [bad], 'table: no answer'],
    ['one success of the two that it needs to come back', [bad, bad, bad, good], 'table: no answer'],
    ['both', [bad, bad, bad, good, good], null],
  ] as const)('tells what is wrong with it after %s', (_name, outcomes, told) => {
    expect(checked(outcomes).lastError).toBe(told);
  });

  it('begins to serve anew when it recovers, so that it warms up', () => {
    expect(checked([bad, bad, bad, good]).inServiceSince).toBe(0);
    expect(checked([bad, bad, bad, good, good]).inServiceSince).toBe(150_000);
  });

  it('is lost at once when requests show it, and comes back by checks', () => {
    const lost = ejected(newcomer(0), 'its circuit opened');

    expect(lost).toMatchObject({ status: 'UNHEALTHY', lastError: 'its circuit opened' });
    expect(checked([good], lost).status).toBe('UNHEALTHY');
    expect(checked([good, good], lost).status).toBe('HEALTHY');
  });

  it('follows the last checks alone, whatever came before', () => {
    const outcome = fc.oneof(fc.constant(good), fc.constant(bad));
    fc.assert(
      fc.property(fc.array(outcome), (history) => {
        expect(checked([...history, bad, bad, bad]).status).toBe('UNHEALTHY');
        expect(checked([...history, good, good]).status).toBe('HEALTHY');
      }),
    );
  });
});
