import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './page.ts';

describe('a cursor', () => {
  it('leads back to the sort key that it was made of', () => {
    expect(decodeCursor(encodeCursor('usr_01J8ZQ#ü') ?? undefined)).toBe('usr_01J8ZQ#ü');
  });

  it.each([undefined, '', '!', '=='])('without a key begins at the start: %o', (cursor) => {
    expect(decodeCursor(cursor)).toBeUndefined();
  });
});
