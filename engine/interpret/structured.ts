import type { StructuredNode, TableItem } from '../formula/ast.ts';
import { parseArea } from '../workbook/a1.ts';
import type { Table } from '../workbook/workbook.ts';
import type { Area } from './value.ts';

/** Rows of a table, by the parts that a reference may name; `undefined` where the table has no such part. */
function rowsOf(item: TableItem, table: Table, top: number, bottom: number, row: number): [number, number] | undefined {
  const firstData = top + table.headerRows;
  const lastData = bottom - table.totalsRows;
  switch (item) {
    case '#All':
      return [top, bottom];
    case '#Headers':
      return table.headerRows > 0 ? [top, firstData - 1] : undefined;
    case '#Totals':
      return table.totalsRows > 0 ? [lastData + 1, bottom] : undefined;
    case '#Data':
      return [firstData, lastData];
    case '#This Row':
      return row >= firstData && row <= lastData ? [row, row] : undefined;
  }
}

const sameName = (a: string, b: string) => a === b || a.toLowerCase() === b.toLowerCase();

export interface TableArea {
  table: Table;
  area: { top: number; left: number; bottom: number; right: number };
}

/** The tables of a workbook with their coordinates. */
export const locateTables = (tables: readonly Table[]): TableArea[] =>
  tables.flatMap((table) => {
    const area = parseArea(table.ref);
    return area ? [{ table, area }] : [];
  });

/** The cells that a structured reference means in a formula that stands at the given cell; `undefined` is #REF!. */
export function structuredArea(
  node: StructuredNode,
  tables: readonly TableArea[],
  at: { sheet: number; row: number; column: number },
): Area | undefined {
  const { table: name } = node;
  const found = tables.find(({ table, area }) =>
    name === undefined
      ? table.sheet === at.sheet &&
        at.row >= area.top &&
        at.row <= area.bottom &&
        at.column >= area.left &&
        at.column <= area.right
      : sameName(table.name, name),
  );
  if (!found) return undefined;
  const { table, area } = found;
  const columnAt = (column: string | undefined, otherwise: number): number => {
    if (column === undefined) return otherwise;
    const index = table.columns.findIndex((candidate) => sameName(candidate, column));
    return index < 0 ? Number.NaN : area.left + index;
  };
  const first = columnAt(node.firstColumn, area.left);
  const last = columnAt(node.lastColumn ?? node.firstColumn, area.right);
  if (Number.isNaN(first) || Number.isNaN(last)) return undefined;
  const items: readonly TableItem[] = node.items.length === 0 ? ['#Data'] : node.items;
  const parts = items.map((item) => rowsOf(item, table, area.top, area.bottom, at.row));
  let top = Number.POSITIVE_INFINITY;
  let bottom = -1;
  for (const part of parts) {
    if (!part) return undefined;
    top = Math.min(top, part[0]);
    bottom = Math.max(bottom, part[1]);
  }
  return {
    sheet: table.sheet,
    lastSheet: table.sheet,
    top,
    bottom,
    left: Math.min(first, last),
    right: Math.max(first, last),
  };
}
