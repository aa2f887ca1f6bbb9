import { describe, expect, it } from 'vitest';
import { instantiate } from '../kernels/module.ts';
import { fillPhilox, keyOf, PURPOSES, philoxKernels, uniformAt, wordsFrom } from './philox.ts';

const { word0, word1, word2, word3 } = instantiate(philoxKernels);
/** A raw counter in terms of the kernels' arguments. */
const raw = (c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): string[] => {
  const iteration = c0 + (c1 % 65536) * 2 ** 32;
  const purpose = Math.floor(c1 / 65536);
  return [word0, word1, word2, word3].map((word) => word.scalar(iteration, purpose, c2, c3, k0, k1).toString(16));
};

describe('Philox4x32-10', () => {
  // Random123 1.14, tests/kat_vectors, philox4x32 10
  it.each([
    [
      [0, 0, 0, 0, 0, 0],
      ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8'],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      ['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd'],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0],
      ['d16cfe09', '94fdcceb', '5001e420', '24126ea1'],
    ],
  ])('gives the published answer for %j', (input, output) => {
    expect(raw(...(input as [number, number, number, number, number, number]))).toEqual(output);
  });

  it('gives the same numbers in a block as one by one, wherever the block starts', () => {
    const address = { key: keyOf(7), purpose: 'value', stream: 123456789, draw: 3 } as const;
    const whole = new Float64Array(9001);
    fillPhilox(address, 4e9, whole, 0, 9001);
    const part = new Float64Array(101);
    fillPhilox(address, 4e9 + 5000, part, 1, 100);

    expect(whole[0]).toBe(uniformAt(address, 4e9));
    expect(whole[9000]).toBe(uniformAt(address, 4e9 + 9000));
    expect(part.slice(1)).toEqual(whole.slice(5000, 5100));
    expect(part[0]).toBe(0);
  });

  it('gives the same words in a row as one by one, also where the upper word of the counter changes', () => {
    const address = { key: keyOf(7), purpose: 'permutation', stream: 123456789, draw: 3 } as const;
    const first = 2 ** 32 - 5;
    const row = wordsFrom(address, first, 9);

    const { low, high } = address.key;
    const one = (k: number) =>
      [word0, word1, word2, word3].map((word) =>
        word.scalar(first + k, PURPOSES.permutation, address.stream, address.draw, low, high),
      );
    expect([...row]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap(one));
  });

  it('stays within 2^-53 and 1 - 2^-53 and has the moments of a uniform variable', () => {
    const u = new Float64Array(100_000);
    fillPhilox({ key: keyOf(1n), purpose: 'value', stream: 1, draw: 0 }, 0, u, 0, u.length);
    const mean = u.reduce((sum, x) => sum + x, 0) / u.length;
    const variance = u.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / u.length;

    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / u.length));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / u.length));
  });

  it('uses all 64 bits of the seed', () => {
    const at = (seed: bigint): number => uniformAt({ key: keyOf(seed), purpose: 'value', stream: 1, draw: 0 }, 0);
    expect(new Set([at(1n), at(1n + (1n << 32n)), at(1n + (1n << 63n)), at(-1n)]).size).toBe(4);
  });
});
