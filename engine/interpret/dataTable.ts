import { parseArea } from '../workbook/a1.ts';
import { areaOf } from './reference.ts';
import { type Area, type ArrayValue, arrayFrom, type CellSource, referenceError, type Scalar } from './value.ts';

/**
 * A What-If data table: for each of its cells the formula at its head, computed with the values at the cell's row and column
 * in place of what the input cells hold. With one input the formulas stand beside the values; with two, in the corner.
 */
export function dataTableCell(
  table: { ref: string; rowInput?: string; columnInput?: string },
  sheet: number,
  source: CellSource,
  whatIf: (overrides: { area: Area; value: Scalar }[], at: Area) => Scalar,
): () => Scalar | ArrayValue {
  const area = parseArea(table.ref);
  const inputOf = (text: string | undefined): Area | undefined => {
    const cell = text === undefined ? undefined : parseArea(text);
    return cell && areaOf(sheet, cell.top, cell.left);
  };
  const rowInput = inputOf(table.rowInput);
  const columnInput = inputOf(table.columnInput);
  if (!area || (!rowInput && !columnInput)) return () => referenceError;
  return () =>
    arrayFrom(area.bottom - area.top + 1, area.right - area.left + 1, (i, j) => {
      const row = area.top + i;
      const column = area.left + j;
      const overrides: { area: Area; value: Scalar }[] = [];
      if (rowInput) overrides.push({ area: rowInput, value: source.read(sheet, area.top - 1, column) });
      if (columnInput) overrides.push({ area: columnInput, value: source.read(sheet, row, area.left - 1) });
      const head =
        rowInput && columnInput
          ? [area.top - 1, area.left - 1]
          : rowInput
            ? [row, area.left - 1]
            : [area.top - 1, column];
      return whatIf(overrides, areaOf(sheet, head[0]!, head[1]!));
    });
}
