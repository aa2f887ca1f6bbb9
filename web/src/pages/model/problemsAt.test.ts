import { describe, expect, it } from 'vitest';
import { type Draft, emptyDraft } from './draft.ts';
import { standing } from './problemsAt.ts';

const inputs = ['Model!B3', 'Model!B4'].map((cell) => ({ cell, name: '', distribution: 'nonsense(1)' }));
const draft: Draft = { ...emptyDraft, inputs, outputs: [{ cell: 'Model!B9', name: '' }] };
const pointers = [
  '',
  '/correlations/0',
  '/inputs/0/distribution',
  '/inputs/1/cell',
  '/outputs',
  '/outputs/0',
  '/iterations',
];

const left = (changes: Partial<Draft>) =>
  standing(
    pointers.map((pointer) => ({ pointer, detail: 'is wrong' })),
    draft,
    { ...draft, ...changes },
  ).map(({ pointer }) => pointer);

describe('standing', () => {
  it('drops the objections that a corrected input may have answered, and keeps those to other inputs', () => {
    expect(left({ inputs: inputs.with(0, { ...inputs[0]!, distribution: 'normal(0, 1)' }) })).toEqual([
      '/inputs/1/cell',
      '/outputs',
      '/iterations',
    ]);
  });

  it('drops the objections to a list that became shorter, whose pointers are off', () => {
    expect(left({ inputs: inputs.slice(1) })).toEqual(['/outputs', '/iterations']);
  });

  it('drops the objection to iterations once they are others', () => {
    expect(left({ iterations: '20000' })).toEqual([
      '/inputs/0/distribution',
      '/inputs/1/cell',
      '/outputs',
      '/outputs/0',
    ]);
  });
});
