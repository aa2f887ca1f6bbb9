/** What is left for after the last iteration: statistics that the workbook asks for, and the cells that depend on them. */
import type { Interpreter } from '../interpret/interpreter.ts';
import { type CellAddress, printAddress } from '../model/address.ts';
import { indexCells } from '../model/cellIndex.ts';
import { type Formulas, indexFormulas } from '../model/formulas.ts';
import { type PrecedentOptions, precedentFinder } from '../model/precedents.ts';
import { closureOf } from '../vendors/settle.ts';
import type { Translation, VendorStatistic } from '../vendors/translation.ts';
import { cellAt } from '../workbook/cells.ts';
import type { Workbook } from '../workbook/workbook.ts';
import type { Afterwards, PlannedStatistic } from './afterwards.ts';
import { bindDistribution } from './bindDistribution.ts';
import { parseDistribution } from './distributionFormula.ts';
import { parameterValues } from './parameterValues.ts';
import type { PlannedInput, PlannedOutput } from './plan.ts';

const keyOf = ({ sheet, row, column }: CellAddress) => `${sheet}:${row}:${column}`;

/** The cells whose simulated values are asked for, besides the outputs. */
export function cellsOfStatistics({ statistics }: Translation, outputs: readonly CellAddress[]): CellAddress[] {
  const seen = new Set(outputs.map(keyOf));
  return statistics.flatMap(({ of }) => {
    if (!of || seen.has(keyOf(of))) return [];
    seen.add(keyOf(of));
    return [of];
  });
}

interface Parts {
  given: Workbook;
  /** Of the translated workbook. */
  formulas: Formulas;
  translation: Translation;
  outputs: readonly PlannedOutput[];
  tracked: readonly CellAddress[];
  inputs: readonly PlannedInput[];
  interpreter: Interpreter;
  fold: PrecedentOptions['fold'];
  nameOf: (cell: CellAddress) => string;
}

export function planAfterwards(parts: Parts): (Afterwards & { workbook: Workbook }) | undefined {
  const { given, formulas, translation, fold, nameOf } = parts;
  if (translation.afterwards.length === 0) return undefined;
  const texts = new Map(translation.afterwards.map(({ cell, formula }) => [keyOf(cell), formula]));
  const workbook: Workbook = {
    ...formulas.workbook,
    sheets: formulas.workbook.sheets.map((sheet, index) => ({
      ...sheet,
      cells: sheet.cells.map((cell) => {
        const text = texts.get(keyOf({ sheet: index, ...cell }));
        return text === undefined ? cell : { ...cell, formula: { ...cell.formula, text } };
      }),
    })),
  };
  const rewritten = indexFormulas(workbook);
  const cells = closureOf(
    rewritten,
    translation.afterwards.map(({ cell }) => cell),
    fold,
  );
  return {
    statistics: translation.statistics.map((statistic) => planned(statistic, parts)),
    cells: cells.map((address) => ({
      address,
      cell: printAddress(given, address),
      name: nameOf(address),
      formula: cellAt(given.sheets[address.sheet]!, address.row, address.column)?.formula?.text ?? '',
    })),
    workbook: reduced(rewritten, cells, fold),
  };
}

function planned(
  { address, of, distribution, statistic, theoretical, argument, limits }: VendorStatistic,
  { outputs, tracked, inputs, interpreter }: Parts,
): PlannedStatistic {
  const plain = { address, statistic, argument, ...(limits && { limits }) };
  if (distribution) {
    const call = parseDistribution(distribution.text, distribution.home);
    const values = call.ok ? parameterValues(call.value, distribution.home, interpreter) : [];
    const bound = call.ok ? bindDistribution(call.value, values) : call;
    return bound.ok && bound.value ? { ...plain, bound: bound.value } : plain;
  }
  if (!of) return plain;
  const isMeant = (cell: CellAddress) => keyOf(cell) === keyOf(of);
  if (theoretical) {
    const bound = inputs.find((input) => isMeant(input.address))?.distribution?.bound;
    return bound ? { ...plain, bound } : plain;
  }
  const output = outputs.findIndex((each) => isMeant(each.address));
  const place = output >= 0 ? output : tracked.findIndex(isMeant) + outputs.length;
  return output >= 0 || place >= outputs.length
    ? { ...plain, output: place }
    : { ...plain, constant: interpreter.grid.read(of.sheet, of.row, of.column) };
}

/** The cells to compute and those that they read; all others are left out. */
function reduced(formulas: Formulas, cells: readonly CellAddress[], fold: PrecedentOptions['fold']): Workbook {
  const { workbook } = formulas;
  const index = indexCells(workbook);
  const find = precedentFinder(formulas, { fold });
  const kept = new Set<number>();
  for (const cell of cells) {
    kept.add(index.numberOf(cell));
    for (const area of find(cell).areas) {
      index.intervals(area, (from, to) => {
        for (let number = from; number < to; number++) kept.add(number);
      });
    }
  }
  return {
    ...workbook,
    sheets: workbook.sheets.map((sheet, number) => ({
      ...sheet,
      merges: [],
      cells: sheet.cells.filter((cell) =>
        kept.has(index.numberOf({ sheet: number, row: cell.row, column: cell.column })),
      ),
    })),
  };
}
