import { describe, expect, it } from 'vitest';
import { readLimits } from './plan.ts';

describe('limits on the command line', () => {
  it('are numbers, none, or what the plan says', () => {
    expect(
      readLimits(['storedBytes=1_000_000', 'members=none', 'requestsPerSecond=0.5', 'concurrentSimulations=plan']),
    ).toEqual({ storedBytes: 1_000_000, members: null, requestsPerSecond: 0.5, concurrentSimulations: 'plan' });
  });

  it.each([
    'simulations=3',
    'members',
    'members=',
    'members=0',
    'members=1.5',
    'members=-1',
    'members=1=2',
    'toString=1',
    'members=1e3',
  ])('are not %s', (text) => {
    expect(() => readLimits([text])).toThrow(/limit/);
  });
});
