/** Brings up to date what a translation changed without making it vary: what the first value of a series or a statistic leads to. */
import type { Interpreter } from '../interpret/interpreter.ts';
import { toCell } from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import { indexCells } from '../model/cellIndex.ts';
import { dependencyGraph } from '../model/dependencyGraph.ts';
import type { Formulas } from '../model/formulas.ts';
import { type PrecedentOptions, precedentFinder } from '../model/precedents.ts';
import { dependentsOf, orderFrom } from '../model/traversal.ts';
import type { Workbook } from '../workbook/workbook.ts';

/** The cells themselves and all that depends on them, by address. */
export function closureOf(
  formulas: Formulas,
  cells: readonly CellAddress[],
  fold: PrecedentOptions['fold'],
): CellAddress[] {
  const index = indexCells(formulas.workbook);
  const graph = dependencyGraph(index, formulas, precedentFinder(formulas, { fold }), []);
  const all: number[] = [];
  for (let cell = 0; cell < index.count; cell++) if (graph.relevant[cell]) all.push(cell);
  const marked = dependentsOf(
    graph,
    orderFrom(graph, all),
    cells.map((cell) => index.numberOf(cell)),
  );
  return all.filter((cell) => marked[cell]).map((cell) => index.addressOf(cell));
}

const keyOf = ({ sheet, row, column }: CellAddress) => `${sheet}:${row}:${column}`;

/** Computes these cells alone, in the interpreter's grid and in the workbook that is given back. */
export function recomputed(workbook: Workbook, interpreter: Interpreter, cells: readonly CellAddress[]): Workbook {
  const wanted = new Set(cells.map(keyOf));
  interpreter.recalculate({ keep: (sheet, cell) => !wanted.has(keyOf({ sheet, ...cell })) });
  return {
    ...workbook,
    sheets: workbook.sheets.map((sheet, index) => ({
      ...sheet,
      cells: sheet.cells.map((cell) =>
        wanted.has(keyOf({ sheet: index, ...cell }))
          ? { ...cell, value: toCell(interpreter.grid.read(index, cell.row, cell.column)) }
          : cell,
      ),
    })),
  };
}
