import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createInterpreter } from '../interpret/interpreter.ts';
import { readWorkbook } from '../workbook/readWorkbook.ts';
import { type CellAddress, contains, printAddress } from './address.ts';
import { folder } from './fold.ts';
import { indexFormulas } from './formulas.ts';
import { inspectWorkbook } from './inspect.ts';
import { precedentFinder } from './precedents.ts';

const corpus = process.env.SIMSHEET_CORPUS ?? path.resolve(import.meta.dirname, '../../../shared/corpus');
const present = existsSync(corpus);
if (!present) console.log(`skipped: no corpus of workbooks at ${corpus} (set SIMSHEET_CORPUS)`);

describe.skipIf(!present)('the corpus of public workbooks', { timeout: 120_000 }, () => {
  const files = present ? globSync('*/*.xls[xm]', { cwd: corpus }) : [];
  const read = (file: string) => readWorkbook(readFileSync(path.join(corpus, file)));

  it('shows no formula that reads a cell beyond its precedents, pruned or not', () => {
    const beyond: string[] = [];
    let formulasSeen = 0;
    for (const file of files) {
      const workbook = read(file);
      const formulas = indexFormulas(workbook);
      const interpreter = createInterpreter(workbook);
      const fold = folder(workbook, interpreter);
      const finders = [false, true].map((prune) => precedentFinder(formulas, { fold, prune }));
      // The evaluator reads cells only through its grid, so that what it read is known.
      const { grid } = interpreter;
      const readCell = grid.read.bind(grid);
      let reads: CellAddress[] = [];
      grid.read = (sheet, row, column) => {
        reads.push({ sheet, row, column });
        return readCell(sheet, row, column);
      };
      for (const [sheet, { cells }] of workbook.sheets.entries()) {
        for (const { row, column, formula } of cells) {
          if (!formula) continue;
          formulasSeen++;
          const cell = { sheet, row, column };
          const found = finders.map((find) => find(cell).areas);
          reads = [];
          interpreter.evaluateCell(sheet, row, column);
          const known = reads.filter((each) => formulas.cellAt(each));
          const missed = known.find((each) => found.some((areas) => !areas.some((area) => contains(area, each))));
          if (missed) beyond.push(`${file} ${printAddress(workbook, cell)} reads ${printAddress(workbook, missed)}`);
        }
      }
    }

    expect(formulasSeen).toBe(121_184);
    expect(beyond).toEqual([]);
  });

  it('is inspected: no circular reference, and nothing unsupported but the functions that do not exist', () => {
    const unsupported = new Set<string>();
    const circular: string[][] = [];
    for (const file of files) {
      const inspection = inspectWorkbook(read(file));
      for (const each of inspection.unsupported) unsupported.add(each.function);
      circular.push(...inspection.circular.map((cells) => [file, ...cells]));
    }

    expect(unsupported).toEqual(new Set(['SUMM', 'XYZ']));
    expect(circular).toEqual([]);
  });

  it('has a model whose likely inputs are found by their labels', () => {
    const { candidateInputs } = inspectWorkbook(read('excel_to_code/examples__offsets.xlsx'));

    expect(candidateInputs.slice(0, 5).map(({ name }) => name)).toEqual([
      'Build_rate_from_now_to_2020',
      'Build_rate_target_in_second_build',
      'Maximum_industry_contraction',
      'Proportion_of_build_rate_to_2020_that_is_wind__rest_is_bio',
      'Proportion_of_second_build_that_is_wind',
    ]);
  });
});
