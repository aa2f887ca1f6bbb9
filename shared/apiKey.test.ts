import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOfKey, isApiKey, keyPrefix, newApiKey } from './apiKey.ts';

const random = fc.uint8Array({ minLength: 32, maxLength: 32 });
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('an API key', () => {
  it('has the form that a scanner of secrets looks for, whatever its bits', () => {
    fc.assert(
      fc.property(random, (bytes) => {
        const key = newApiKey(bytes);

        expect(key).toMatch(/^sk_sim_[0-9A-Za-z]{49}$/);
        expect(isApiKey(key)).toBe(true);
      }),
    );
  });

  it('holds all of its bits: they can be read from it again', () => {
    fc.assert(
      fc.property(random, (bytes) => {
        const written = newApiKey(bytes).slice(keyPrefix.length, -6);

        const value = [...written].reduce((sum, digit) => sum * 62n + BigInt(base62.indexOf(digit)), 0n);
        expect(value.toString(16).padStart(64, '0')).toBe(Buffer.from(bytes).toString('hex'));
      }),
    );
  });

  it('ends in the checksum that docs/api-keys.md tells scanners to compute', () => {
    // Computed by Python: zlib.crc32(b"sk_sim_" + b"0" * 43), written with the digits 0-9A-Za-z.
    expect(newApiKey(new Uint8Array(32))).toBe(`sk_sim_${'0'.repeat(43)}46irnk`);
    // The same of the largest number of 256 bits.
    expect(newApiKey(new Uint8Array(32).fill(255))).toBe('sk_sim_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp11O6qy8');
  });

  it('is told from what was mistyped: one other character, two exchanged, one missing or more', () => {
    fc.assert(
      fc.property(
        random,
        fc.nat({ max: 55 }),
        fc.constantFrom(...base62, '_', '-', ' ', '\n', 'é'),
        (bytes, at, other) => {
          const key = newApiKey(bytes);
          const exchanged = `${key.slice(0, at)}${key[at + 1] ?? ''}${key[at]}${key.slice(at + 2)}`;
          const wrong = [
            `${key.slice(0, at)}${other}${key.slice(at + 1)}`,
            `${key.slice(0, at)}${other}${key.slice(at)}`,
            `${key.slice(0, at)}${key.slice(at + 1)}`,
            key.slice(0, at),
            exchanged,
          ].filter((each) => each !== key);

          expect(wrong.filter(isApiKey)).toEqual([]);
        },
      ),
    );
  });

  it('is told from anything else', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !isApiKey(text) && !isApiKey(keyPrefix + text)));
  });

  it('is another one each time', () => {
    expect(new Set(Array.from({ length: 1000 }, () => newApiKey())).size).toBe(1000);
  });

  it('is kept as its SHA-256', () => {
    const key = newApiKey();

    expect(hashOfKey(key)).toBe(createHash('sha256').update(key).digest('base64url'));
  });
});
