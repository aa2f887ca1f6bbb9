/** From a filled workbook to the bytes of its file: the same at every run, each formula with its value. */
import type ExcelJS from 'exceljs';
import { unzipSync, zipSync } from 'fflate';
import { readWorkbook } from '../engine/workbook/readWorkbook.ts';
import { baseCase } from './baseCase.ts';

/** Written into the documents' properties and the package's entries; without a zone, so that every machine writes the same. */
const entryTime = '2026-01-01T00:00:00';
export const documentTime = new Date(`${entryTime}Z`);

export async function workbookBytes(workbook: ExcelJS.Workbook): Promise<Uint8Array> {
  setFormulaResults(workbook, await written(workbook));
  const entries = Object.entries(unzipSync(await written(workbook))).filter(([name]) => !name.endsWith('/'));
  // A program looks for the list of content types first; the rest follows by name.
  const ordered = entries.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(ordered), { level: 9, mtime: entryTime });
}

const rank = (name: string) => (name === '[Content_Types].xml' ? 0 : name.startsWith('_rels/') ? 1 : 2);

const written = async (workbook: ExcelJS.Workbook) => new Uint8Array(await workbook.xlsx.writeBuffer());

function setFormulaResults(workbook: ExcelJS.Workbook, bytes: Uint8Array): void {
  const interpreter = baseCase(readWorkbook(bytes));
  for (const [index, sheet] of workbook.worksheets.entries()) {
    sheet.eachRow((row) => {
      row.eachCell((cell) => {
        if (!cell.formula) return;
        const result =
          interpreter.grid.values[interpreter.grid.slotOf(index, Number(cell.row) - 1, Number(cell.col) - 1)];
        if (typeof result !== 'number' && typeof result !== 'string' && typeof result !== 'boolean') {
          throw new Error(`${sheet.name}!${cell.address} (=${cell.formula}) has no value but an error or nothing.`);
        }
        cell.value = { formula: cell.formula, result };
      });
    });
  }
}
