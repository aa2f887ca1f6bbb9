import { describe, expect, it } from 'vitest';
import { emptyDraft } from './draft.ts';
import { suggestions, withAddresses } from './found.ts';

describe('withAddresses', () => {
  const file = {
    names: [
      { name: 'Price', formula: "'My plan'!$B$3" },
      { name: 'Rate', formula: '0.05' },
    ],
  };
  const inputs = ['price', 'Model!B4', 'Rate', 'Nowhere'].map((cell) => ({
    cell,
    name: '',
    distribution: 'normal(0, 1)',
  }));

  it('puts the address of the one cell that a defined name stands for', () => {
    const located = withAddresses(file, { ...emptyDraft, inputs });

    expect(located.inputs.map(({ cell }) => cell)).toEqual(["'My plan'!B3", 'Model!B4', 'Rate', 'Nowhere']);
  });
});

describe('suggestions', () => {
  it('leaves out what is used, however it is written', () => {
    const found = ['Model!B1', 'Model!B2', 'Model!B3'].map((cell) => ({ cell }));

    expect(suggestions(found, [{ cell: 'model!$B$2' }])).toEqual([{ cell: 'Model!B1' }, { cell: 'Model!B3' }]);
  });
});
