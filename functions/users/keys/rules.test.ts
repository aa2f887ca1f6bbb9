import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiKey } from '../users.ts';
import { lifeAfterRotation, lifeOf, overlapUntil } from './rules.ts';

const start = Date.parse('2026-03-01T12:00:00Z');
const day = 24 * 3600 * 1000;
const now = new Date(start);
/** Some time around now, a year and more either way. */
const time = fc.integer({ min: -500 * day, max: 500 * day }).map((ms) => new Date(start + ms).toISOString());
const later = fc.integer({ min: 1, max: 365 * day }).map((ms) => new Date(start + ms).toISOString());

const aKey = (given: Partial<ApiKey>): ApiKey => ({
  keyId: 'key_1',
  name: 'key',
  permissions: ['file:read'],
  createdBy: 'usr_1',
  access: 'PERSON#1',
  memberSince: '2026-01-01T00:00:00.000Z',
  madeWith: null,
  createdAt: '2026-02-01T12:00:00.000Z',
  until: '2026-05-02T12:00:00.000Z',
  secretHash: 'hash',
  secretSince: '2026-02-01T12:00:00.000Z',
  before: null,
  lastUsedAt: null,
  ...given,
});

describe('how long a key is good', () => {
  it('is what was wanted, where that is after now, within a year and within the key that makes it', () => {
    fc.assert(
      fc.property(time, fc.option(later), (wanted, by) => {
        const life = lifeOf(now, wanted, by === null ? null : { until: by });

        const at = Date.parse(wanted);
        const isWithin = at > start && at <= start + 365 * day && (by === null || at <= Date.parse(by));
        expect(life.ok).toBe(isWithin);
        if (life.ok) expect(life.value).toBe(wanted);
      }),
    );
  });

  it('is 90 days where nothing was said, or as long as the key that makes it', () => {
    expect(lifeOf(now, undefined, null)).toEqual({ ok: true, value: '2026-05-30T12:00:00.000Z' });
    fc.assert(
      fc.property(later, (until) => {
        const life = lifeOf(now, undefined, { until });

        expect(life).toEqual({
          ok: true,
          value: new Date(Math.min(Date.parse(until), start + 90 * day)).toISOString(),
        });
      }),
    );
  });

  it('is as long again after a rotation, and never beyond a year or the key that makes it anew', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 365 * day }), time, fc.option(later), (life, secretSince, by) => {
        const key = aKey({ secretSince, until: new Date(Date.parse(secretSince) + life).toISOString() });

        const until = Date.parse(lifeAfterRotation(now, key, by === null ? null : { until: by }));

        expect(until).toBe(Math.min(start + life, by === null ? Number.POSITIVE_INFINITY : Date.parse(by)));
        expect(until).toBeLessThanOrEqual(start + 365 * day);
      }),
    );
  });
});

describe('an overlap', () => {
  it('is as long as wanted, and no longer than the key before would have been good', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 168 }), time, (hours, until) => {
        const overlap = overlapUntil(now, hours, aKey({ until }));

        const expected = Math.min(start + hours * 3600 * 1000, Date.parse(until));
        expect(overlap).toBe(expected > start ? new Date(expected).toISOString() : null);
      }),
    );
  });
});
