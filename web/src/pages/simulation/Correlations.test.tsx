// @vitest-environment jsdom
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { Results } from '../../api/schemas.ts';
import { Correlations } from './Correlations.tsx';

afterEach(cleanup);

const correlation = (given: Partial<Results['correlations'][number]>): Results['correlations'] => [
  {
    cells: ['Model!B3', 'Model!B4', 'Model!B5'],
    copula: 'gaussian',
    asked: [
      [1, 0.3, 0],
      [0.3, 1, -0.8],
      [0, -0.8, 1],
    ],
    achieved: [
      [1, 0.312, null],
      [0.312, 1, -0.79],
      [null, -0.79, 1],
    ],
    repaired: false,
    ...given,
  },
];
const show = (correlations: Results['correlations']) =>
  render(<Correlations correlations={correlations} inputs={[]} />);
const rows = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.textContent);

it('sets what was asked beside what was achieved for each pair, the strongest first', () => {
  show(correlation({}));

  expect(rows()).toEqual([
    'Model!B4 and Model!B5−0.80−0.79',
    'Model!B3 and Model!B4+0.30+0.31',
    'Model!B3 and Model!B50.00–',
  ]);
  expect(screen.queryByText(/contradict/)).toBeNull();
});

it('says that contradicting correlations were replaced', () => {
  show(correlation({ repaired: true }));

  expect(within(screen.getByRole('region', { name: 'Correlations' })).getByText(/nearest ones/)).toBeDefined();
});

it('is not there without correlations', () => {
  expect(show([]).container.textContent).toBe('');
});
