// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Value } from '../../../engine/distributions/index.ts';
import { DistributionPreview } from './DistributionPreview.tsx';

afterEach(cleanup);

const draw = (name: string, parameters: readonly Value[]) =>
  render(
    <DistributionPreview
      name={name}
      numbers={{ parameters, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }}
      problem={undefined}
    />,
  ).container;

describe('the preview of a distribution', () => {
  it.each([
    ['bernoulli', [0.25], 'All values lie between 0 and 1.'],
    ['bernoulli', [0.01], '99% of the values are 0.'],
    [
      'discrete',
      [
        [1, 2, 3],
        [1, 1, 1],
      ],
      'All values lie between 1 and 3.',
    ],
    ['poisson', [3], '91.7% of the values lie between 1 and 6.'],
    ['uniform', [0, 100], 'Nine of ten values lie between 5 and 95.'],
  ])('says of %s(%j) what is true', (name, parameters, sentence) => {
    draw(name, parameters);

    expect(screen.getByText(sentence)).toBeDefined();
  });

  it('names every value of few', () => {
    const ticks = draw('integer', [1, 6]).querySelectorAll('text');

    expect([...ticks].map(({ textContent }) => textContent)).toEqual(['1', '2', '3', '4', '5', '6']);
  });
});
