import { readCells, type Workbook } from '../../engine/index.ts';
import type { NumberStyle } from './number.ts';

/** A cell that the workbook shows as a percentage has results in percent. */
export function numberStyleOf(workbook: Workbook, cell: string): NumberStyle {
  const found = readCells(workbook, cell);
  const pattern = found.ok ? found.value[0]?.format : undefined;
  return pattern?.replaceAll(/"[^"]*"|\\./g, '').includes('%') ? 'percent' : 'plain';
}
