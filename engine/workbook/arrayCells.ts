/** The cells that array formulas fill: Excel writes each with its value, other programs only the first. */
import { parseArea } from './a1.ts';
import type { Cell } from './workbook.ts';

/**
 * The missing cells of the areas that formulas fill beyond their own cell: without them, what reads such a cell would find a blank.
 * Undefined if they are more than may be added.
 */
export function missingArrayCells(cells: readonly Cell[], most: number): Cell[] | undefined {
  const missing = new Map<number, Cell>();
  for (const { formula } of cells) {
    const ref = formula?.array?.ref ?? formula?.dataTable?.ref;
    const area = ref?.includes(':') ? parseArea(ref) : undefined;
    if (!area) continue;
    const size = (area.bottom - area.top + 1) * (area.right - area.left + 1);
    if (missing.size + size > most + cells.length) return undefined;
    for (let row = area.top; row <= area.bottom; row++) {
      for (let column = area.left; column <= area.right; column++) {
        const cell: Cell = { row, column, value: undefined };
        missing.set(keyOf(cell), cell);
      }
    }
  }
  if (missing.size === 0) return [];
  for (const cell of cells) missing.delete(keyOf(cell));
  return missing.size > most ? undefined : [...missing.values()];
}

const keyOf = ({ row, column }: Cell) => row * 16_384 + column;
