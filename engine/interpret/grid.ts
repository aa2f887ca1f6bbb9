import type { Sheet } from '../workbook/workbook.ts';
import type { Area, CellSource, Scalar } from './value.ts';
import { fromCell } from './value.ts';

interface SheetIndex {
  /** Slot of each cell by row and column; 0 where there is none. */
  slots: (Int32Array | undefined)[];
  usedRows: number;
  usedColumns: number;
  hiddenRows: ReadonlySet<number>;
}

/**
 * The values of a workbook's cells in one flat list of slots, so that a simulation can write inputs and read outputs by
 * number. Slot 0 is the blank that every cell without contents shares.
 */
export class Grid implements CellSource {
  readonly values: Scalar[] = [null];
  readonly sheets: SheetIndex[];
  readonly subtotals = new Set<number>();

  constructor(sheets: readonly Sheet[]) {
    this.sheets = sheets.map((sheet) => ({
      slots: [],
      usedRows: 0,
      usedColumns: 0,
      hiddenRows: new Set(sheet.hiddenRows ?? []),
    }));
    for (const [index, sheet] of sheets.entries()) {
      for (const cell of sheet.cells) {
        const slot = this.ensureSlot(index, cell.row, cell.column, sheet.columns);
        this.values[slot] = fromCell(cell.value);
        if (cell.formula && /\b(?:SUBTOTAL|AGGREGATE)\(/i.test(cell.formula.text)) this.subtotals.add(slot);
      }
    }
  }

  /** The cell's slot, 0 if it has none. */
  slotOf(sheet: number, row: number, column: number): number {
    const slots = this.sheets[sheet]?.slots[row];
    return slots === undefined ? 0 : (slots[column] ?? 0);
  }

  ensureSlot(sheet: number, row: number, column: number, expectedColumns = 0): number {
    const index = this.sheets[sheet];
    if (!index) throw new Error(`no sheet ${sheet}`);
    let slots = index.slots[row];
    if (slots === undefined || column >= slots.length) {
      const wider = new Int32Array(Math.max(column + 1, Math.min(expectedColumns, 256), slots ? 2 * slots.length : 0));
      if (slots) wider.set(slots);
      index.slots[row] = slots = wider;
    }
    const known = slots[column] ?? 0;
    if (known !== 0) return known;
    const slot = this.values.push(null) - 1;
    slots[column] = slot;
    index.usedRows = Math.max(index.usedRows, row + 1);
    index.usedColumns = Math.max(index.usedColumns, column + 1);
    return slot;
  }

  read(sheet: number, row: number, column: number): Scalar {
    const slots = this.sheets[sheet]?.slots[row];
    if (slots === undefined) return null;
    const slot = slots[column];
    return slot === undefined || slot === 0 ? null : (this.values[slot] ?? null);
  }

  usedRows(sheet: number): number {
    return this.sheets[sheet]?.usedRows ?? 0;
  }

  usedColumns(sheet: number): number {
    return this.sheets[sheet]?.usedColumns ?? 0;
  }

  prepare(_area: Area): void {
    // Values are as they stand; only a recalculation has to bring cells up to date first.
  }

  isHiddenRow(sheet: number, row: number): boolean {
    return this.sheets[sheet]?.hiddenRows.has(row) ?? false;
  }

  isSubtotal(sheet: number, row: number, column: number): boolean {
    return this.subtotals.has(this.slotOf(sheet, row, column));
  }
}
