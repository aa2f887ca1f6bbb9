import { describe, expect, it } from 'vitest';
import { fullAfterTaking, fullSinceEver } from './bucket.ts';
import type { Bucket, RateLimitStore } from './store.ts';

/** What every store of buckets does, whatever it keeps them in. */
export const storeSuite = (subject: string, store: () => RateLimitStore): void => {
  const at = 1_700_000_000_000_000;
  const limit = { requestsPerSecond: 20, burst: 40 };
  const tokenMicros = 50_000;
  let buckets = 0;
  const aBucket = (options: Partial<Bucket> = {}): Bucket => {
    buckets += 1;
    return { policy: 'suite', key: `bucket ü#${buckets}`, limit, fullAt: fullSinceEver, ...options };
  };

  describe(subject, () => {
    it('takes tokens out of a bucket that nobody took from', async () => {
      expect(await store().claim(aBucket(), { least: 1, most: 10 }, at)).toEqual({
        tokens: 10,
        fullAt: at + 10 * tokenMicros,
      });
    });

    it('knows what others took, although this process does not', async () => {
      const bucket = aBucket();
      await store().claim(bucket, { least: 1, most: 35 }, at);

      const claim = await store().claim(bucket, { least: 1, most: 10 }, at);

      expect(claim).toEqual({ tokens: 5, fullAt: at + 40 * tokenMicros });
    });

    it('takes nothing if there are too few', async () => {
      const bucket = aBucket();
      await store().claim(bucket, { least: 1, most: 35 }, at);

      const refused = await store().claim(bucket, { least: 6, most: 10 }, at);
      const fitting = await store().claim(bucket, { least: 5, most: 10 }, at);

      expect(refused).toEqual({ tokens: 0, fullAt: at + 35 * tokenMicros });
      expect(fitting.tokens).toBe(5);
    });

    it('gives as much as has come in since', async () => {
      const bucket = aBucket();
      const { fullAt } = await store().claim(bucket, { least: 40, most: 40 }, at);

      const claim = await store().claim({ ...bucket, fullAt }, { least: 1, most: 10 }, at + 3 * tokenMicros + 1);

      expect(claim.tokens).toBe(3);
    });

    it('gives no more than the burst after a long time', async () => {
      const bucket = aBucket();
      await store().claim(bucket, { least: 40, most: 40 }, at);
      const later = at + 10 ** 12;

      await store().claim(bucket, { least: 40, most: 40 }, later);

      expect(await store().claim(bucket, { least: 1, most: 1 }, later)).toMatchObject({ tokens: 0 });
    });

    it('gives each of many who ask at once what they ask for, as long as there is enough', async () => {
      const bucket = aBucket();

      const claims = await Promise.all(
        Array.from({ length: 10 }, () => store().claim(bucket, { least: 4, most: 4 }, at)),
      );

      expect(claims.map(({ tokens }) => tokens)).toEqual(Array(10).fill(4));
      expect(Math.max(...claims.map(({ fullAt }) => fullAt))).toBe(fullAfterTaking(40, limit, fullSinceEver, at));
    });

    it('gives no token twice when many ask at once for more than there is', async () => {
      const bucket = aBucket();

      const claims = await Promise.all(
        Array.from({ length: 20 }, () => store().claim(bucket, { least: 1, most: 7 }, at)),
      );

      expect(claims.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(40);
    });

    it('gives nothing more to a clock that is behind', async () => {
      const bucket = aBucket();
      await store().claim(bucket, { least: 40, most: 40 }, at);

      expect(await store().claim(bucket, { least: 1, most: 1 }, at - 10 ** 9)).toMatchObject({ tokens: 0 });
      expect(await store().claim(bucket, { least: 1, most: 9 }, at + tokenMicros)).toMatchObject({ tokens: 1 });
    });

    it('keeps policies and keys apart', async () => {
      const bucket = aBucket();
      await store().claim(bucket, { least: 40, most: 40 }, at);

      const others = [aBucket(), { ...bucket, policy: 'other' }].map((other) =>
        store().claim(other, { least: 40, most: 40 }, at),
      );

      expect((await Promise.all(others)).map(({ tokens }) => tokens)).toEqual([40, 40]);
    });
  });
};
