import { describe, expect, it } from 'vitest';
import { findCell, namesOfCells } from './findCell.ts';

const places = {
  sheets: [{ name: 'Summary' }, { name: 'Cash flow' }],
  names: [
    { name: 'Price', formula: "'Cash flow'!$B$3" },
    { name: 'Rate', formula: '0.05' },
    { name: 'Elsewhere', formula: '[1]Plan!$A$1' },
  ],
};

describe('findCell', () => {
  it.each([
    ['b3', { sheet: 'Summary', row: 2, column: 1 }],
    ["'cash flow'!$C$4", { sheet: 'Cash flow', row: 3, column: 2 }],
    [' price ', { sheet: 'Cash flow', row: 2, column: 1 }],
  ])('finds %j', (text, value) => {
    expect(findCell(places, text, 'Summary')).toEqual({ ok: true, value });
  });

  it.each([
    ['Sumary!B3', 'There is no sheet “Sumary”.'],
    ['total', '“total” is no cell, such as B3 or Model!B3, and no defined name.'],
    ['rate', '“Rate” is the name of 0.05, which is no cell of a sheet here.'],
    ['Elsewhere', '“Elsewhere” is the name of [1]Plan!$A$1, which is no cell of a sheet here.'],
  ])('says why %j leads nowhere', (text, error) => {
    expect(findCell(places, text, 'Summary')).toEqual({ ok: false, error });
  });
});

describe('namesOfCells', () => {
  it('leaves out names of numbers', () => {
    expect(namesOfCells(places)).not.toContain('Rate');
    expect(namesOfCells(places)).toContain('Price');
  });
});
