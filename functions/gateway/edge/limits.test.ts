import { describe, expect, it } from 'vitest';
import { rateLimitSettings } from '../../../shared/rateLimit/settings.ts';
import { rateLimitStore } from '../../../shared/rateLimit/store.ts';
import { memoryTable } from '../../../shared/table/memoryTable.ts';
import { requestLimits } from './limits.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

/** How many requests of an organization pass at once, each with a credential of its own. */
const passing = async (requestsPerSecond: number | null, asked = 300) => {
  const limits = requestLimits(rateLimitStore(memoryTable()), rateLimitSettings.parse({}), () => now);
  const tenant = { organizationId: 'org_1', requestsPerSecond } as const;
  const answers = [];
  for (let n = 0; n < asked; n += 1) answers.push(await limits(`person ${n}`, tenant));
  const refused = answers.find(({ refusal }) => refusal !== null);
  return { passed: answers.filter(({ refusal }) => refusal === null).length, refused, limits };
};

describe('the rate of an organization', () => {
  it.each([
    ['that of every organization', null, 100],
    ['its own below that', 10, 20],
    ['its own above that', 100, 200],
    ['less than one in a second', 0.1, 1],
  ])('is %s, with two seconds of it at once', async (_name, requestsPerSecond, expected) => {
    expect((await passing(requestsPerSecond)).passed).toBe(expected);
  });

  it('is told by the refusal, with when there is room again', async () => {
    const { refused } = await passing(10);

    expect(refused).toMatchObject({
      headers: { 'retry-after': '1', 'ratelimit-policy': expect.stringContaining('"tenant";q=20;w=2') },
      refusal: {
        status: 429,
        code: 'limit-reached',
        detail: 'This organization sends more than 10 requests a second. Try again in 1 s; nothing was done.',
        reached: {
          limit: 'requestsPerSecond',
          max: 10,
          used: 10,
          requested: 1,
          freesAt: new Date(now + 1000).toISOString(),
        },
      },
    });
  });

  it('holds for what was asked at another rate before: one bucket is the organization’s', async () => {
    const { limits } = await passing(10, 20);

    const lowered = await limits('somebody', { organizationId: 'org_1', requestsPerSecond: 1 });
    const other = await limits('somebody', { organizationId: 'org_2', requestsPerSecond: 1 });

    expect([lowered.refusal?.code, other.refusal]).toEqual(['limit-reached', null]);
  });

  it('does not concern who may not ask there', async () => {
    const { limits } = await passing(10, 30);

    expect((await limits('a stranger', null)).refusal).toBeNull();
  });
});
