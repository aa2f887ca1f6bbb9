import type { CellValue } from '../../engine/workbook/workbook.ts';

/** Solvers stop where their own step is small enough, so their last digits are the implementation's. */
const iterative = /\b(?:IRR|XIRR|MIRR|RATE|YIELD|ODDFYIELD|ODDLYIELD|BESSEL[IJKY])\(/i;

export function agrees(expected: CellValue, actual: CellValue, formula: string): boolean {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const relative = iterative.test(formula) ? 1e-7 : 1e-9;
    const difference = Math.abs(expected - actual);
    return difference <= Math.max(relative * Math.max(Math.abs(expected), Math.abs(actual)), 1e-12);
  }
  if (typeof expected === 'object' && expected !== null) {
    return typeof actual === 'object' && actual !== null && actual.error === expected.error;
  }
  return expected === actual;
}
