// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { fakeResults } from '../../../mocks/fakeResults.ts';
import type { OutputResults } from '../../api/schemas.ts';
import { CategoriesTable } from './tables.tsx';

afterEach(cleanup);

const [output] = fakeResults.outputs as unknown as [OutputResults];
const shares = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.lastChild?.textContent);

it.each<[string, Partial<OutputResults>, string[]]>([
  [
    'texts alone',
    {
      iterations: 0,
      categories: [
        { value: 'low', count: 60 },
        { value: 'high', count: 40 },
      ],
    },
    ['60%', '40%'],
  ],
  ['a text beside numbers', { iterations: 75, categories: [{ value: 'low', count: 25 }] }, ['25%']],
  ['more texts than are told', { iterations: 0, categories: [{ value: 'low', count: 50 }], otherTexts: 50 }, ['50%']],
  [
    'truths',
    {
      iterations: 100,
      categories: [
        { value: true, count: 30 },
        { value: false, count: 70 },
      ],
    },
    ['30%', '70%'],
  ],
])('gives the share of each outcome among all iterations without error: %s', (_, given, expected) => {
  render(<CategoriesTable output={{ ...output, ...given }} />);

  expect(shares()).toEqual(expected);
});
