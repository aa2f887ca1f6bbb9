import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFormula, shapeParser } from '../formula/parse.ts';
import { printFormula } from '../formula/print.ts';
import { decodeWorkbook, encodeWorkbook } from './encodeWorkbook.ts';
import { readWorkbook } from './readWorkbook.ts';

const corpus = process.env.SIMSHEET_CORPUS ?? path.resolve(import.meta.dirname, '../../../shared/corpus');
const present = existsSync(corpus);
if (!present) console.log(`skipped: no corpus of workbooks at ${corpus} (set SIMSHEET_CORPUS)`);

/** White space outside texts and quoted sheet names says nothing, but for an intersection, which it leaves equal on both sides. */
const withoutSpace = (text: string) =>
  text.replace(/"(?:[^"]|"")*"|'(?:[^']|'')*'|\s+/g, (part) => (/^\s/.test(part) ? '' : part));

describe.skipIf(!present)('the corpus of public workbooks', { timeout: 60_000 }, () => {
  const files = present ? globSync('*/*.xls[xm]', { cwd: corpus }) : [];

  it('is read, its formulas parsed and printed, stored and read back', () => {
    let formulas = 0;
    const differing: string[] = [];
    for (const file of files) {
      const workbook = readWorkbook(readFileSync(path.join(corpus, file)));
      const parseShape = shapeParser();
      for (const cell of workbook.sheets.flatMap((sheet) => sheet.cells)) {
        if (!cell.formula) continue;
        formulas++;
        const parsed = parseShape(cell.formula.text, cell);
        const printed = parsed.ok ? printFormula(parsed.value, cell) : parsed.error.message;
        if (withoutSpace(printed) !== withoutSpace(cell.formula.text)) differing.push(`${file}: ${cell.formula.text}`);
      }
      for (const { formula } of workbook.names) {
        if (!parseFormula(formula, { row: 0, column: 0 }).ok) differing.push(`${file}: name ${formula}`);
      }
      expect(decodeWorkbook(encodeWorkbook(workbook)), file).toEqual(workbook);
    }

    // 122,238 cells have a formula element; 1,054 of these are empty, within the reach of an array.
    expect(formulas).toBe(121_184);
    // A sheet called LOG10, which looks like a cell, in front of a local name: the printer puts it in quotes.
    expect(differing).toEqual([expect.stringContaining('LOG10!LOG10*2')]);
  });
});
