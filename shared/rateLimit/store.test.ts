import { describe, expect, it } from 'vitest';
import { memoryTable } from '../table/memoryTable.ts';
import { fullSinceEver } from './bucket.ts';
import { storeSuite } from './store.testkit.ts';
import { rateLimitStore } from './store.ts';

const store = rateLimitStore(memoryTable());

storeSuite('buckets in a table in memory', () => store);

describe('the item of a bucket', () => {
  it('expires a minute after the bucket can be full again, and not before', async () => {
    const table = memoryTable();
    const bucket = {
      policy: 'credential',
      key: 'key',
      limit: { requestsPerSecond: 20, burst: 40 },
      fullAt: fullSinceEver,
    };
    const at = 1_700_000_000_000_000;

    await rateLimitStore(table).claim(bucket, { least: 1, most: 10 }, at);
    await rateLimitStore(table).claim(bucket, { least: 1, most: 10 }, at);

    expect(table.items()).toEqual([
      {
        pk: 'RATE_LIMIT#credential#key',
        sk: 'BUCKET',
        fullAt: at + 1_000_000,
        expiresAt: 1_700_000_000 + 2 + 60,
      },
    ]);
  });
});
