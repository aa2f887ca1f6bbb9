/** What a workbook shows before it is simulated: every draw at its median, a statistic at the value of the cell that it is of. */
import { createInterpreter, type Interpreter } from '../engine/interpret/interpreter.ts';
import { drawVarying } from '../engine/run/varyingDraw.ts';
import { translateWorkbook } from '../engine/vendors/translateWorkbook.ts';
import type { Translation } from '../engine/vendors/translation.ts';
import type { Workbook } from '../engine/workbook/workbook.ts';

const median = 0.5;
/** Draws may have parameters that are drawn, which may again. */
const passes = 8;

export function baseCase(given: Workbook): Interpreter {
  const translation = translateWorkbook(given, () => createInterpreter(given));
  if (translation.failures.length > 0) throw new Error(JSON.stringify(translation.failures));
  const interpreter = createInterpreter(withStatistics(translation), { draw: () => median });
  const { grid } = interpreter;
  const put = ({ sheet, row, column }: { sheet: number; row: number; column: number }, value: number) => {
    grid.values[grid.slotOf(sheet, row, column)] = value;
  };
  for (let pass = 0; pass < passes; pass++) {
    const { circular } = interpreter.recalculate();
    if (circular.length > 0) throw new Error('The workbook goes round in circles.');
    for (const draw of translation.draws) {
      const value = drawVarying(draw, median, interpreter, () => median);
      if (typeof value === 'number') put(draw.address, value);
    }
    for (const { address, of, statistic } of translation.statistics) {
      const value = of && grid.read(of.sheet, of.row, of.column);
      put(address, typeof value === 'number' && statistic !== 'probability' ? value : 0);
    }
  }
  interpreter.recalculate();
  return interpreter;
}

const withStatistics = ({ workbook, afterwards }: Translation): Workbook => ({
  ...workbook,
  sheets: workbook.sheets.map((sheet, index) => ({
    ...sheet,
    cells: sheet.cells.map((cell) => {
      const own = afterwards.find(
        (each) => each.cell.sheet === index && each.cell.row === cell.row && each.cell.column === cell.column,
      );
      return own ? { ...cell, formula: { ...cell.formula, text: own.formula } } : cell;
    }),
  })),
});
