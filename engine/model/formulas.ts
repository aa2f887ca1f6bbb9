/** The parsed formulas of a workbook, a tree per shape, and what they need to resolve their references. */
import type { Node, Prefix } from '../formula/ast.ts';
import { cellParser, type FormulaError } from '../formula/parse.ts';
import { locateTables, type TableArea } from '../interpret/structured.ts';
import type { Result } from '../result.ts';
import { parseArea } from '../workbook/a1.ts';
import { cellAt, sheetIndex } from '../workbook/cells.ts';
import type { Cell, Workbook } from '../workbook/workbook.ts';
import { type CellAddress, contains, type SheetArea } from './address.ts';
import { indexNames, type Names } from './names.ts';

/** A rectangle whose cells are all computed by the formula in its first cell: an array formula, a spill, a data table. */
export interface OwnedArea extends SheetArea {
  anchor: CellAddress;
  kind: 'array' | 'spill' | 'dataTable';
}

export interface Formulas {
  readonly workbook: Workbook;
  readonly names: Names;
  readonly tables: readonly TableArea[];
  readonly ownedAreas: readonly OwnedArea[];
  cellAt(address: CellAddress): Cell | undefined;
  /** The tree of a cell's formula; undefined for a cell without one. */
  treeOf(address: CellAddress): Result<Node, FormulaError> | undefined;
  /** The sheets that a prefix names, the formula's own without one; undefined where one does not exist or is another workbook's. */
  sheetsOf(prefix: Prefix | undefined, own: number): readonly number[] | undefined;
  /** The area that the array anchored at a cell fills. */
  ownedBy(anchor: CellAddress): OwnedArea | undefined;
  /** The area that fills a cell. */
  ownerOf(cell: CellAddress): OwnedArea | undefined;
}

const keyOf = ({ sheet, row, column }: CellAddress) => `${sheet}:${row}:${column}`;

export function indexFormulas(workbook: Workbook): Formulas {
  const parse = cellParser();
  const sheets = new Map<string, number>();
  const ownedAreas = workbook.sheets.flatMap(({ cells }, sheet) =>
    cells.flatMap((cell) => ownedArea(cell, sheet) ?? []),
  );
  const byAnchor = new Map(ownedAreas.map((area) => [keyOf(area.anchor), area]));
  const bySheet = Map.groupBy(ownedAreas, (area) => area.sheet);

  const sheetNumber = (name: string) => {
    const found = sheets.get(name) ?? sheetIndex(workbook, name);
    sheets.set(name, found);
    return found;
  };
  const sheetsOf = (prefix: Prefix | undefined, own: number) => {
    if (prefix?.workbook !== undefined) return undefined;
    if (prefix?.sheet === undefined) return [own];
    const first = sheetNumber(prefix.sheet);
    const last = prefix.lastSheet === undefined ? first : sheetNumber(prefix.lastSheet);
    if (first < 0 || last < 0) return undefined;
    const low = Math.min(first, last);
    return Array.from({ length: Math.abs(last - first) + 1 }, (_, i) => low + i);
  };
  const cell = ({ sheet, row, column }: CellAddress) => cellAt(workbook.sheets[sheet]!, row, column);

  return {
    workbook,
    names: indexNames(workbook),
    tables: locateTables(workbook.tables),
    ownedAreas,
    cellAt: cell,
    treeOf(address) {
      const formula = cell(address)?.formula;
      return formula && parse(formula, address);
    },
    sheetsOf,
    ownedBy: (anchor) => byAnchor.get(keyOf(anchor)),
    ownerOf: (address) => bySheet.get(address.sheet)?.find((area) => contains(area, address)),
  };
}

/** What the formula of a cell fills beyond the cell itself. */
export function ownedArea({ row, column, formula }: Cell, sheet: number): OwnedArea | undefined {
  const ref = formula?.array?.ref ?? formula?.dataTable?.ref;
  const area = ref === undefined ? undefined : parseArea(ref);
  if (!area) return undefined;
  const kind = formula?.dataTable ? 'dataTable' : formula?.array?.dynamic ? 'spill' : 'array';
  return { ...area, sheet, anchor: { sheet, row, column }, kind };
}
