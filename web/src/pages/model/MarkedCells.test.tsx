// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { fakeFile } from '../../../mocks/fakeModel.ts';
import { fileView } from '../../api/schemas.ts';
import { emptyDraft } from './draft.ts';
import { InputList } from './MarkedCells.tsx';

afterEach(cleanup);

const file = fileView.parse({
  ...fakeFile,
  fileId: 'fil_01JZ0000000000000000000000',
  createdBy: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC',
  visibility: 'shared',
  createdAt: '2026-03-10T12:00:00.000Z',
  inputs: [],
});

it('keeps suggesting the other numbers once one of them is uncertain', () => {
  const inputs = [{ cell: 'Model!B4', name: '', distribution: 'normal(100, 10)' }];

  render(
    <InputList
      file={file}
      draft={{ ...emptyDraft, inputs }}
      problems={[]}
      selected="Model!B4"
      onSelect={() => {}}
      onChange={() => {}}
    />,
  );

  expect(screen.getByRole('button', { name: 'Look at Units, year 1' })).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Look at Unit price' })).toBeNull();
});
