import { PERMUTATION_ROUNDS } from './fill.ts';
import { type Address, wordsFrom } from './philox.ts';

/**
 * A keyed permutation of 0..size-1 that gives any element alone: a Feistel network of six rounds whose round functions are tables of
 * random words, over the next power of two, walked along until the value is below size.
 * Source: M. Luby and C. Rackoff, SIAM J. Comput. 17 (1988); cycle walking: J. Black and P. Rogaway, CT-RSA 2002.
 */
export interface Permutation {
  readonly size: number;
  readonly lowBits: number;
  readonly lowMask: number;
  /** Three pairs of tables: by the low half for the high one, and the reverse. */
  readonly tables: readonly Uint32Array[];
}

/** The permutation of one stratified chunk; `address` and `chunk` are its key. Size is at most 2^24. */
export const permutationOf = (address: Omit<Address, 'purpose'>, chunk: number, size: number): Permutation => {
  const bits = Math.max(2, 32 - Math.clz32(Math.max(1, size - 1)));
  const lowBits = bits >> 1;
  const highBits = bits - lowBits;
  let counter = 0;
  const tables = Array.from({ length: PERMUTATION_ROUNDS }, (_, round) => {
    const table = new Uint32Array(1 << (round % 2 === 0 ? lowBits : highBits));
    const mask = (1 << (round % 2 === 0 ? highBits : lowBits)) - 1;
    const counters = Math.ceil(table.length / 4);
    // The chunk and the table's position share the iteration's place in the counter; 2^16 positions suffice for 2^24 elements.
    const words = wordsFrom({ ...address, purpose: 'permutation' }, chunk * 65536 + counter, counters);
    counter += counters;
    for (let i = 0; i < table.length; i++) table[i] = words[i]! & mask;
    return table;
  });
  return { size, lowBits, lowMask: (1 << lowBits) - 1, tables };
};

/** Where element `index` goes. */
export const permuted = (permutation: Permutation, index: number): number => {
  const { size, lowBits, lowMask, tables } = permutation;
  let value = index;
  do {
    let low = value & lowMask;
    let high = value >>> lowBits;
    for (let round = 0; round < PERMUTATION_ROUNDS; round += 2) {
      high ^= tables[round]![low]!;
      low ^= tables[round + 1]![high]!;
    }
    value = (high << lowBits) | low;
  } while (value >= size);
  return value;
};
