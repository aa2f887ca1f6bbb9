/** The cash flow model of the benchmarks: 60 periods of 6 cells and their sum, 361 formulas over 4 inputs. */
import type { SimulationRequest, Workbook } from '../../engine/index.ts';
import type { Cell } from '../../engine/workbook/workbook.ts';

export const periods = 60;
export const cells = 6 * periods + 1;

/** B1 to B4 are drawn, B5 to B8 are constants, the periods fill the columns C to BJ. */
export const constants = { tax: 0.25, inflation: 0.002, rate: 0.008, investment: 60_000 };

const inputs = [
  { cell: 'Model!B1', name: 'Units at the start', distribution: 'triangular(900, 1000, 1200)' },
  { cell: 'Model!B2', name: 'Growth', distribution: 'normal(0.004, 0.002)' },
  { cell: 'Model!B3', name: 'Price', distribution: 'uniform(9, 11)' },
  { cell: 'Model!B4', name: 'Unit cost', distribution: 'pert(6, 7, 9)' },
];

const columnName = (column: number): string =>
  column < 26 ? String.fromCharCode(65 + column) : columnName(Math.floor(column / 26) - 1) + columnName(column % 26);

/** A row per quantity: what it is in the first period and in the later ones, by the names of its column and of the one before. */
type Line = (column: string, before: string) => string;

/**
 * `plain` needs no guard: bounds of the inputs prove that nothing overflows, divides by 0 or leaves a remainder that counts as 0. In `guarded`
 * every period subtracts as the last operation of a formula, and divides by what may be 0.
 */
const lines: Record<'plain' | 'guarded', readonly Line[]> = {
  plain: [
    (_, before) => (before ? `${before}1*(1+$B$2)` : '$B$1'),
    (_, before) => (before ? `${before}2*(1+$B$6)` : '$B$3'),
    (column) => `${column}1*${column}2`,
    (column) => `${column}1*$B$4`,
    (column) => `(${column}3-${column}4)*(1-$B$5)`,
    (column) => `${column}5*${column}8`,
  ],
  guarded: [
    (_, before) => (before ? `${before}1*(1+$B$2)` : '$B$1'),
    (_, before) => (before ? `${before}2+${before}2*$B$6` : '$B$3'),
    (column) => `${column}1*${column}2`,
    (column) => `${column}3-${column}1*$B$4`,
    (column) => `${column}4-${column}4*$B$5`,
    (column) => `${column}5-${column}1/(${column}4-${column}2)`,
  ],
};

export type Variant = keyof typeof lines;

export function cashFlow(variant: Variant): { workbook: Workbook; request: SimulationRequest } {
  const sheet: Cell[] = [];
  const place = (row: number, column: number, content: number | string) =>
    sheet.push(
      typeof content === 'number'
        ? { row, column, value: content }
        : { row, column, value: undefined, formula: { text: content } },
    );
  const { tax, inflation, rate, investment } = constants;
  for (const [row, value] of [1000, 0.004, 10, 7, tax, inflation, rate, investment].entries()) place(row, 1, value);
  let factor = 1;
  for (let period = 0; period < periods; period++) {
    const [column, before] = [columnName(2 + period), period === 0 ? '' : columnName(1 + period)];
    for (const [row, line] of lines[variant].entries()) place(row, 2 + period, line(column, before));
    factor /= 1 + rate;
    place(7, 2 + period, factor);
  }
  place(9, 1, `SUM(C6:${columnName(1 + periods)}6)-B8`);
  sheet.sort((a, b) => a.row - b.row || a.column - b.column);
  return {
    workbook: {
      dateSystem: 1900,
      calculation: {
        iterate: false,
        iterateCount: 100,
        iterateDelta: 0.001,
        fullPrecision: true,
        mode: 'auto',
        fullCalcOnLoad: false,
      },
      sheets: [{ name: 'Model', state: 'visible', rows: 10, columns: 2 + periods, cells: sheet, merges: [] }],
      names: [],
      tables: [],
      numberFormats: [],
      externalLinks: [],
    },
    request: {
      inputs,
      outputs: [{ cell: 'Model!B10', name: 'Net present value' }],
      iterations: 1_000_000,
      seed: 7,
    },
  };
}
