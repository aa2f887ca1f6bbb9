import { expect, it } from 'vitest';
import { didYouMean, suggestions } from './suggest.ts';

it('suggests what differs by a letter or two, the nearest first', () => {
  expect(suggestions('nomal', ['lognormal', 'normal', 'nodal'])).toEqual(['normal', 'nodal']);
  expect(didYouMean('Sumary', ['Summary', 'Orders'])).toBe(' Did you mean Summary?');
  expect(didYouMean('abc', ['Summary'])).toBe('');
});

it('does not look for what was meant by a text that is no name', () => {
  const names = Array.from({ length: 100_000 }, (_, i) => `${'n'.repeat(230)}${i}`);

  expect(suggestions(`${'n'.repeat(230)}x`, names)).toEqual([]);
});
