import { describe, expect, it } from 'vitest';
import type { RateDecision } from './decision.ts';
import { rateLimitHeaders } from './rateLimitHeaders.ts';

const aDecision = (options: Partial<RateDecision> = {}): RateDecision => ({
  policy: 'credential',
  allowed: true,
  limit: 40,
  windowSeconds: 2,
  remaining: 28,
  resetSeconds: 1,
  retryAfterSeconds: 0,
  shared: true,
  ...options,
});

describe('the headers of a limit', () => {
  it('name each policy with its quota and window, and what remains of it', () => {
    const tenant = aDecision({ policy: 'tenant', limit: 100, remaining: 90 });

    expect(rateLimitHeaders([aDecision(), tenant])).toEqual({
      'ratelimit-policy': '"credential";q=40;w=2, "tenant";q=100;w=2',
      ratelimit: '"credential";r=28;t=1, "tenant";r=90;t=1',
    });
  });

  it('say when to come back after the last refusal', () => {
    const first = aDecision({ allowed: false, remaining: 0, resetSeconds: 1, retryAfterSeconds: 1 });
    const second = aDecision({ allowed: false, policy: 'tenant', remaining: 0, resetSeconds: 4, retryAfterSeconds: 4 });

    expect(rateLimitHeaders([first, second])).toMatchObject({
      ratelimit: '"credential";r=0;t=1, "tenant";r=0;t=4',
      'retry-after': '4',
    });
  });
});
