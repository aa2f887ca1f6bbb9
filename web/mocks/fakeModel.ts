import { format } from 'numfmt';

export interface FakeCell {
  value: number | string;
  formula?: string;
  format?: string;
}

const money = '#,##0';
const percent = '0.0%';
const years = ['B', 'C', 'D', 'E', 'F'];

const yearCells = (column: string, index: number): Record<string, FakeCell> => {
  const previous = years[index - 1];
  const units = Math.round(12_000 * 1.08 ** index);
  const revenue = units * 100;
  const cost = units * 55;
  return {
    [`${column}9`]: { value: 2027 + index },
    [`${column}10`]: { value: units, formula: index === 0 ? 'B5' : `${previous}10*(1+$B$6)`, format: money },
    [`${column}11`]: { value: revenue, formula: `${column}10*$B$4`, format: money },
    [`${column}12`]: { value: -cost, formula: `-${column}10*$B$7`, format: money },
    [`${column}13`]: { value: -250_000, format: money },
    [`${column}14`]: { value: revenue - cost - 250_000, formula: `SUM(${column}11:${column}13)`, format: money },
  };
};

const assumptions: readonly [label: string, cell: FakeCell][] = [
  ['Unit price', { value: 100, format: '#,##0.00' }],
  ['Units, year 1', { value: 12_000, format: money }],
  ['Growth', { value: 0.08, format: percent }],
  ['Unit cost', { value: 55, format: '#,##0.00' }],
];

/** A small launch plan. */
export const fakeCells: Record<string, Record<string, FakeCell>> = {
  Model: {
    A1: { value: 'Product launch: five-year plan' },
    A3: { value: 'Assumptions' },
    ...Object.fromEntries(
      assumptions.flatMap(([label, cell], index) => [
        [`A${4 + index}`, { value: label }],
        [`B${4 + index}`, cell],
      ]),
    ),
    A9: { value: 'Year' },
    A10: { value: 'Units sold' },
    A11: { value: 'Revenue' },
    A12: { value: 'Variable cost' },
    A13: { value: 'Fixed cost' },
    A14: { value: 'Cash flow' },
    A16: { value: 'Net present value' },
    A17: { value: 'Internal rate of return' },
    A18: { value: 'Loses money' },
    ...Object.assign({}, ...years.map(yearCells)),
    B16: { value: 412_380, formula: 'NPV(Rates!B2,B14:F14)-Rates!B3', format: money },
    B17: { value: 0.214, formula: 'IRR(Rates!A5:F5)', format: percent },
    B18: { value: 0, formula: 'IF(B16<0,1,0)' },
  },
  Rates: {
    A2: { value: 'Discount rate' },
    B2: { value: 0.09, format: percent },
    A3: { value: 'Investment' },
    B3: { value: 900_000, format: money },
    A4: { value: 'Delay, months' },
    B4: { value: 3, formula: 'RiskPoisson(3)' },
  },
};

export const fakeFile = {
  name: 'Launch plan.xlsx',
  size: 48_211,
  status: 'READY',
  reasons: [] as { code: string; detail: string }[],
  sheets: [
    { name: 'Model', state: 'visible', rows: 18, columns: 6, formulas: 23 },
    { name: 'Rates', state: 'visible', rows: 5, columns: 6, formulas: 1 },
  ],
  names: [],
  inputs: [{ cell: 'Rates!B4', name: 'Delay, months', functions: ['RISKPOISSON'], distribution: 'RiskPoisson(3)' }],
  outputs: [
    { cell: 'Model!B16', name: 'Net present value', formula: '=NPV(Rates!B2,B14:F14)-Rates!B3', found: 'candidate' },
    { cell: 'Model!B17', name: 'Internal rate of return', formula: '=IRR(Rates!A5:F5)', found: 'candidate' },
  ],
  candidateInputs: [
    { cell: 'Model!B4', name: 'Unit price', value: 100, dependents: 12 },
    { cell: 'Model!B5', name: 'Units, year 1', value: 12_000, dependents: 10 },
  ],
  unsupported: [{ function: 'CUBEVALUE', cells: 2, first: 'Rates!B9' }],
};

export const textOf = ({ value, format: pattern }: FakeCell): string => format(pattern ?? 'General', value);
