import { describe, expect, it } from 'vitest';
import { findRandomFunctions, randomCells } from './findRandom.ts';
import { indexFormulas } from './formulas.ts';
import { workbookOf } from './workbook.testkit.ts';

const found = (cells: Parameters<typeof workbookOf>[0][string], names: Record<string, string> = {}) => {
  const formulas = indexFormulas(workbookOf({ M: cells }, { names }));
  return randomCells(findRandomFunctions(formulas)).map(({ row, column }) => `${'ABC'[column]}${row + 1}`);
};

describe('random cells', () => {
  it('are found however the function is written, and no others', () => {
    expect(
      found({
        A1: '=rand()',
        A2: '=1+_xlfn.RANDARRAY(2)',
        A3: '=_xll.RiskNormal(0, 1)*2',
        B1: '=A1+1',
        B2: '=BRAND(A1)',
        B3: '=RANDOM',
        C1: 7,
      }),
    ).toEqual(['A1', 'A2', 'A3']);
  });

  it('are those by a defined name too, also by a name that calls another', () => {
    const names = { Shock: 'RAND()-0.5', Price: '100*(1+Shock)', Cost: '70' };

    expect(found({ A1: '=Shock', A2: '=2*price', A3: '=Cost' }, names)).toEqual(['A1', 'A2']);
  });
});
