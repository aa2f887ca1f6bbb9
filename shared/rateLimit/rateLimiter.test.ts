import { describe, expect, it } from 'vitest';
import { aFleet, allowedOf, defaults, takes } from './fleet.testkit.ts';
import { rateLimiter } from './rateLimiter.ts';
import { rateLimitSettings } from './settings.ts';

describe('a limiter', () => {
  it('allows the burst at once and refuses what comes on top', async () => {
    const [limiter] = aFleet().limiters;

    const decisions = await takes(45, limiter!);

    expect(decisions.map(({ allowed }) => allowed)).toEqual([...Array(40).fill(true), ...Array(5).fill(false)]);
  });

  it('tells what remains, down to nothing, and when there is more', async () => {
    const [limiter] = aFleet().limiters;

    const decisions = await takes(41, limiter!);

    expect(decisions.map(({ remaining }) => remaining)).toEqual(
      Array.from({ length: 41 }, (_, n) => Math.max(0, 39 - n)),
    );
    expect(decisions[0]).toMatchObject({ limit: 40, windowSeconds: 2, resetSeconds: 1, retryAfterSeconds: 0 });
    expect(decisions[40]).toMatchObject({ allowed: false, resetSeconds: 1, retryAfterSeconds: 1, shared: true });
  });

  it('gives a sole process its whole rate', async () => {
    const fleet = aFleet();
    await takes(45, fleet.limiters[0]!);
    let allowed = 0;

    for (let n = 0; n < 6000; n += 1) {
      fleet.wait(10);
      allowed += allowedOf(await takes(1, fleet.limiters[0]!));
    }

    // But for a block that it did not get to spend any more.
    expect(allowed).toBeGreaterThanOrEqual(60 * 20 - 10);
    expect(allowed).toBeLessThanOrEqual(60 * 20);
  });

  it('refuses nothing of a client that keeps to the limit', async () => {
    const fleet = aFleet();
    let allowed = 0;

    for (let n = 0; n < 1200; n += 1) {
      fleet.wait(50);
      allowed += allowedOf(await takes(1, fleet.limiters[0]!));
    }

    expect(allowed).toBe(1200);
  });

  it('allows a client who comes back when it was told to', async () => {
    const fleet = aFleet({ settings: { requestsPerSecond: 0.2, burst: 3 } });
    const refusal = (await takes(4, fleet.limiters[0]!)).at(-1);

    fleet.wait((refusal?.retryAfterSeconds ?? 0) * 1000);

    expect(refusal).toMatchObject({ allowed: false, windowSeconds: 15, retryAfterSeconds: 5 });
    expect(await fleet.limiters[0]!.take('key')).toMatchObject({ allowed: true });
  });

  it('writes once for a block and not at all while it lasts', async () => {
    const fleet = aFleet({ settings: { burst: 1000 } });
    // The blocks grow: 1, 2, 4, 8, 10.
    await takes(15, fleet.limiters[0]!);
    expect(fleet.writes.count).toBe(4);

    await takes(100, fleet.limiters[0]!);

    expect(fleet.writes.count).toBe(14);
  });

  it('writes nothing for a client that does not stop asking while it is refused', async () => {
    const fleet = aFleet();
    await takes(41, fleet.limiters[0]!);
    const before = fleet.writes.count;

    // Half a second, after which a block of ten has come in.
    for (let n = 0; n < 499; n += 1) {
      fleet.wait(1);
      await takes(10, fleet.limiters[0]!);
    }
    const during = fleet.writes.count;
    fleet.wait(1);
    const after = await takes(100, fleet.limiters[0]!);

    expect(during).toBe(before);
    expect(allowedOf(after)).toBe(10);
    expect(fleet.writes.count - before).toBe(1);
  });

  it('does not keep unspent tokens beyond a second', async () => {
    const fleet = aFleet({ settings: { burst: 100 } });
    await takes(16, fleet.limiters[0]!);
    const before = fleet.writes.count;

    fleet.wait(999);
    await takes(1, fleet.limiters[0]!);
    const within = fleet.writes.count;
    fleet.wait(1);
    await takes(1, fleet.limiters[0]!);

    expect(within).toBe(before);
    expect(fleet.writes.count).toBe(before + 1);
  });

  it('refuses nothing of a client at its limit whose requests meet ever other processes', async () => {
    const fleet = aFleet({ processes: 10 });
    let allowed = 0;

    for (let n = 0; n < 1200; n += 1) {
      fleet.wait(50);
      allowed += allowedOf(await takes(1, fleet.limiters[n % 10]!));
    }

    expect(allowed).toBe(1200);
  });

  it('takes one claim for many who wait for it', async () => {
    const fleet = aFleet({ settings: { burst: 1000 } });
    await takes(7, fleet.limiters[0]!);
    const before = fleet.writes.count;

    const decisions = await Promise.all(Array.from({ length: 8 }, () => fleet.limiters[0]!.take('key')));

    expect(allowedOf(decisions)).toBe(8);
    expect(fleet.writes.count).toBe(before + 1);
  });

  it('takes what a request costs, and the whole burst for one that costs more', async () => {
    const [limiter] = aFleet().limiters;

    expect(await limiter!.take('a', 15)).toMatchObject({ allowed: true, remaining: 25 });
    expect(await limiter!.take('a', 26)).toMatchObject({ allowed: false });
    expect(await limiter!.take('a', 25)).toMatchObject({ allowed: true, remaining: 0 });
    expect(await limiter!.take('b', 1000)).toMatchObject({ allowed: true, remaining: 0 });
  });

  it('keeps keys apart', async () => {
    const [limiter] = aFleet().limiters;
    await takes(41, limiter!, 'busy');

    expect(await limiter!.take('calm')).toMatchObject({ allowed: true, remaining: 39 });
  });

  it('forgets keys that were not asked for longest, and the table remembers them', async () => {
    const fleet = aFleet();
    const [limiter] = fleet.limiters;
    await takes(41, limiter!, 'first');

    for (let n = 0; n < 1000; n += 1) await limiter!.take(`key-${n}`);
    const before = fleet.writes.count;

    expect(await limiter!.take('first')).toMatchObject({ allowed: false });
    expect(fleet.writes.count).toBe(before + 1);
  });

  it('gives nothing away when its clock is set back', async () => {
    const fleet = aFleet();
    await takes(41, fleet.limiters[0]!);

    for (const jump of [-3_600_000, 1000, -1, -86_400_000, 500]) {
      fleet.wait(jump);
      expect(allowedOf(await takes(20, fleet.limiters[0]!))).toBe(0);
    }
  });

  it('does not hold on to a lease when its clock is set back', async () => {
    const fleet = aFleet({ settings: { burst: 1000 } });
    await takes(16, fleet.limiters[0]!);
    const before = fleet.writes.count;

    fleet.wait(-1);
    await takes(1, fleet.limiters[0]!);

    expect(fleet.writes.count).toBe(before + 1);
  });

  it('claims no block larger than half a second’s tokens, so that a client below its limit keeps its burst', async () => {
    const fleet = aFleet({ settings: { requestsPerSecond: 5, burst: 40, blockSize: 40 } });
    for (let n = 0; n < 240; n += 1) {
      fleet.wait(250);
      await takes(1, fleet.limiters[0]!);
    }

    const decisions = await takes(38, fleet.limiters[0]!);

    expect(allowedOf(decisions)).toBe(38);
  });

  it('keeps the end of a lease that it adds to', async () => {
    const fleet = aFleet();
    await fleet.limiters[0]!.take('key', 7);
    // Of a block of ten three are left.
    await fleet.limiters[0]!.take('key', 7);
    fleet.wait(900);
    // Needs one more and claims as many as were spent, so that three are left again.
    await fleet.limiters[0]!.take('key', 4);
    const before = fleet.writes.count;

    fleet.wait(100);
    await takes(1, fleet.limiters[0]!);

    expect(fleet.writes.count).toBe(before + 1);
  });
});

describe('the settings', () => {
  it('have defaults for each policy, of which a deployment changes what it wants to', () => {
    expect(rateLimitSettings.parse({ tenant: { burst: 500 } })).toEqual({
      credential: { requestsPerSecond: 20, burst: 40, blockSize: 10 },
      tenant: { requestsPerSecond: 50, burst: 500, blockSize: 25 },
    });
  });

  it.each([
    { credentials: {} },
    { tenant: { burst: 0 } },
    { tenant: { requestsPerSecond: 0 } },
    { tenant: { rate: 1 } },
  ])('refuse %j', (given) => {
    expect(rateLimitSettings.safeParse(given).success).toBe(false);
  });
});

describe('ten thousand keys', () => {
  it('leave no more than a thousand in a process’s memory', async () => {
    const asked: { refusals: Set<string>; leases: number } = { refusals: new Set(), leases: 0 };
    const limiter = rateLimiter({
      policy: 'credential',
      settings: defaults,
      clock: () => 1_700_000_000_000,
      store: {
        // Every key is refused, so that one that is asked for again was forgotten.
        async claim({ key }) {
          asked.refusals.add(key);
          asked.leases += 1;
          return { tokens: 0, fullAt: 1_700_000_060_000_000 };
        },
      },
    });
    for (let n = 0; n < 10_000; n += 1) await limiter.take(`key-${n}`);
    expect(asked.leases).toBe(10_000);

    for (let n = 9999; n >= 9000; n -= 1) await limiter.take(`key-${n}`);
    const remembered = asked.leases;
    for (let n = 0; n < 9000; n += 1) await limiter.take(`key-${n}`);

    expect(remembered).toBe(10_000);
    expect(asked.leases).toBe(19_000);
    expect(asked.refusals.size).toBe(10_000);
  });
});
