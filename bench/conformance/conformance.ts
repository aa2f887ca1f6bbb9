/**
 * Recomputes the formula cells of every workbook below a folder and compares them with the values that Excel stored:
 *   npm run conformance -- FOLDER [--recalculate] [--json FILE] [--markdown FILE]
 * Without --recalculate each formula sees Excel's own values of its precedents; with it, only the workbook's constants.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { createInterpreter, type Interpreter } from '../../engine/interpret/interpreter.ts';
import { isArray, type Scalar, toCell } from '../../engine/interpret/value.ts';
import { cellName } from '../../engine/workbook/a1.ts';
import { readWorkbook } from '../../engine/workbook/readWorkbook.ts';
import type { Cell, CellValue, Workbook } from '../../engine/workbook/workbook.ts';
import { type Classification, classifier } from './classify.ts';
import { agrees } from './compare.ts';
import { exceptionFor } from './exceptions.ts';
import { type Counts, emptyCounts, markdownReport, printReport, type Report } from './report.ts';

const show = (value: CellValue): string | number | boolean | null =>
  typeof value === 'object' && value !== null ? value.error : value;

function workbooksBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.xls[xm]$/i.test(entry.name) && !entry.name.startsWith('~$'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function add(report: Report, counts: readonly Counts[], verdict: keyof Omit<Counts, 'cells'>): void {
  for (const count of [report.total, ...counts]) {
    count.cells++;
    count[verdict]++;
  }
}

function compareCells(
  report: Report,
  file: string,
  workbook: Workbook,
  classify: (cell: Cell) => Classification,
  computed: (sheet: number, cell: Cell) => Scalar,
): Counts {
  const own = emptyCounts();
  for (const [index, sheet] of workbook.sheets.entries()) {
    for (const cell of sheet.cells) {
      if (!cell.formula || cell.formula.text === '') continue;
      const { functions, skip, unsupported } = classify(cell);
      const names = functions.length > 0 ? functions : ['(operators)'];
      const counts = [own, ...names.map((name) => (report.functions[name] ??= emptyCounts()))];
      const reason = exceptionFor(file, cell) ?? skip;
      if (reason) {
        add(report, counts, 'skipped');
        report.skipped[reason] = (report.skipped[reason] ?? 0) + 1;
        continue;
      }
      const expected = cell.value ?? null;
      const actual = toCell(computed(index, cell));
      const formula = cell.formula.text;
      if (agrees(expected, actual, formula)) add(report, counts, 'agree');
      else {
        add(report, counts, unsupported ? 'unsupported' : 'disagree');
        report.disagreements.push({
          file,
          sheet: sheet.name,
          cell: cellName(cell.row, cell.column),
          formula,
          expected: show(expected),
          actual: show(actual),
        });
      }
    }
  }
  return own;
}

const firstOf = (value: ReturnType<Interpreter['evaluateCell']>): Scalar => {
  const scalar = isArray(value) ? (value.values[0] ?? null) : value;
  return scalar ?? 0;
};

function examine(report: Report, path: string, folder: string, recalculated: boolean): void {
  const file = relative(folder, path);
  const workbook = readWorkbook(readFileSync(path));
  const classify = classifier(workbook, /\.xlsm$/i.test(path));
  const interpreter = createInterpreter(workbook, { fileName: basename(path) });
  let computed: (sheet: number, cell: Cell) => Scalar;
  if (recalculated) {
    interpreter.recalculate({
      keep: (_, cell) => {
        const { skip } = classify(cell);
        return skip !== undefined && cell.value !== undefined;
      },
    });
    computed = (sheet, cell) => interpreter.grid.read(sheet, cell.row, cell.column);
  } else {
    computed = (sheet, cell) => firstOf(interpreter.evaluateCell(sheet, cell.row, cell.column));
  }
  const own = compareCells(report, file, workbook, classify, computed);
  report.workbooks.push({ file, ...own });
}

function run(folder: string, recalculated: boolean): Report {
  const report: Report = {
    total: emptyCounts(),
    functions: {},
    workbooks: [],
    disagreements: [],
    skipped: {},
    failures: [],
  };
  for (const path of workbooksBelow(folder)) {
    const before = structuredClone({ total: report.total, functions: report.functions, skipped: report.skipped });
    const seen = report.disagreements.length;
    try {
      examine(report, path, folder, recalculated);
    } catch (error) {
      // A workbook that crashes fails whole.
      Object.assign(report, before);
      report.disagreements.length = seen;
      const cells = formulaCells(path);
      report.total.cells += cells;
      report.total.failed += cells;
      const file = relative(folder, path);
      report.workbooks.push({ ...emptyCounts(), file, cells, failed: cells });
      report.failures.push({ file, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
  return report;
}

function formulaCells(path: string): number {
  try {
    const { sheets } = readWorkbook(readFileSync(path));
    return sheets.reduce((sum, sheet) => sum + sheet.cells.filter((cell) => cell.formula?.text).length, 0);
  } catch {
    return 0;
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    recalculate: { type: 'boolean', default: false },
    json: { type: 'string' },
    markdown: { type: 'string' },
  },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error('Say which folder holds the workbooks: npm run conformance -- FOLDER [--recalculate] [--json FILE]');
  process.exit(2);
}
const report = run(folder, values.recalculate);
printReport(report);
if (values.json) writeFileSync(values.json, JSON.stringify(report, null, 1));
if (values.markdown) writeFileSync(values.markdown, markdownReport(report, values.recalculate));
