// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeResults } from '../../../mocks/fakeResults.ts';
import type { OutputResults } from '../../api/schemas.ts';
import { Sensitivity } from './Sensitivity.tsx';

afterEach(cleanup);

const [output] = fakeResults.outputs as unknown as [OutputResults];

describe('what drives an output', () => {
  it('is told by the measure that is shown, the change in mean first', () => {
    render(<Sensitivity output={output} style="plain" />);

    expect(
      screen.getByText(
        '“Unit price” moves the mean of “Net present value” most: from 51,783 to 824,618. More of it raises “Net present value”.',
      ),
    ).toBeDefined();
    expect(screen.getByText('input low')).toBeDefined();
  });

  it('is told as a share of variance, without ends of inputs that its bars have not', async () => {
    render(<Sensitivity output={output} style="plain" />);

    await userEvent.click(screen.getByRole('radio', { name: 'Share of variance' }));

    expect(screen.getByText(/“Unit price” matters most: .* explains 50.4% of the variance/)).toBeDefined();
    expect(screen.queryByText('input low')).toBeNull();
  });

  it.each([
    ['Rank correlation', /more of it raises “Net present value”, with a rank correlation of \+0.71/],
    ['Regression', /rises by one standard deviation, “Net present value” rises by 0.71 of its own/],
  ])('is told by the %s', async (name, sentence) => {
    render(<Sensitivity output={output} style="plain" />);

    await userEvent.click(screen.getByRole('radio', { name }));

    expect(screen.getByText(sentence)).toBeDefined();
  });

  it('is nothing where no input moves it beyond chance', () => {
    const sensitivity = output.sensitivity.map((driver) => ({
      ...driver,
      rankCorrelation: 0.001,
      tornado: { ...driver.tornado!, low: output.mean! - 1, high: output.mean! + 1 },
    }));

    render(<Sensitivity output={{ ...output, sensitivity }} style="plain" />);

    expect(screen.getByText('None of the inputs moves “Net present value” noticeably.')).toBeDefined();
  });
});
