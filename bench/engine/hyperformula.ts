/**
 * The cash flow in HyperFormula, a spreadsheet engine in JavaScript: each iteration sets four cells and reads one. A process of its own, run
 * by bench.ts: HyperFormula is under the GPL and is no part of what ships. Prints cells per second.
 */
import { HyperFormula } from 'hyperformula';
import { cashFlow, cells } from './cashFlow.ts';

const { workbook } = cashFlow('plain');
const rows: (number | string)[][] = [];
for (const { row, column, value, formula } of workbook.sheets[0]!.cells) {
  rows[row] ??= [];
  rows[row][column] = formula ? `=${formula.text}` : Number(value);
}
const model = HyperFormula.buildFromSheets(
  { Model: Array.from(rows, (row) => Array.from(row ?? [], (value) => value ?? null)) },
  { licenseKey: 'gpl-v3' },
);
const at = (row: number) => ({ sheet: 0, row, col: 1 });
let sum = 0;
const iterate = (k: number): void => {
  model.batch(() => {
    for (const [row, value] of [900 + (k % 300), 0.004 + (k % 10) / 1e4, 9 + (k % 200) / 100, 7].entries())
      model.setCellContents(at(row), [[value]]);
  });
  sum += Number(model.getCellValue(at(9)));
};
for (let k = 0; k < 200; k++) iterate(k);
const from = performance.now();
let count = 0;
for (; performance.now() - from < 3000; count++) iterate(count);
const seconds = (performance.now() - from) / 1000;
if (!Number.isFinite(sum)) throw new Error('the model has an error');
console.log((cells * count) / seconds);
