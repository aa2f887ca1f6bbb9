import type { Node } from '../formula/ast.ts';
import { shapeParser } from '../formula/parse.ts';
import { parseArea } from '../workbook/a1.ts';
import type { Cell, CellFormula, Workbook } from '../workbook/workbook.ts';
import { compileFormula } from './compile.ts';
import { dataTableCell } from './dataTable.ts';
import { type Code, type DrawIdentity, Frame, type WorkbookServices } from './frame.ts';
import { Grid } from './grid.ts';
import { Recalculation, type RecalculationCell } from './recalculate.ts';
import { areaOf, intersectImplicitly, isSingleCell, readArea, readCell } from './reference.ts';
import { resolveReferenceText } from './referenceText.ts';
import { locateTables, structuredArea } from './structured.ts';
import {
  type Area,
  type ArrayValue,
  type CellSource,
  calculationError,
  elementAt,
  errors,
  isArray,
  isLambda,
  isReference,
  nameError,
  notAvailable,
  type Scalar,
  type Value,
} from './value.ts';

export interface InterpreterOptions {
  /** The serial number of the present moment in the workbook's date system; without it NOW and TODAY are #VALUE!. */
  now?: number;
  /** A uniform number in (0, 1) for each identity; without it RAND and kin give #VALUE!. */
  draw?: (identity: DrawIdentity) => number;
  /** For CELL("filename"). */
  fileName?: string;
}

export interface RecalculationOptions {
  /** Cells for which this holds keep their cached value: those that ask for the time or a random number. */
  keep?: (sheet: number, cell: Cell) => boolean;
  /** Given, only these cells and what they need are computed. */
  only?: readonly { sheet: number; row: number; column: number }[];
}

/** The reference evaluator of one workbook. Its cells start with their cached values. */
export interface Interpreter {
  readonly grid: Grid;
  /** A cell's formula, computed from the present values of the cells that it reads; nothing is stored. */
  evaluateCell(sheet: number, row: number, column: number): Scalar | ArrayValue;
  /** The same, compiled once for many calls: what a simulation runs for formulas that it does not lower. */
  prepareCell(sheet: number, row: number, column: number): () => Scalar | ArrayValue;
  /** Any expression, as if its formula stood in the given cell. */
  evaluateNode(node: Node, sheet: number, row: number, column: number, arrayMode?: boolean): Scalar | ArrayValue;
  /** Computes all formula cells from constants alone and stores them; gives the cells found on circular paths. */
  recalculate(options?: RecalculationOptions): { circular: { sheet: number; row: number; column: number }[] };
}

interface FormulaCell {
  readonly sheet: number;
  readonly cell: Cell;
  readonly slot: number;
  /** What the file says it fills, its anchor included. */
  readonly area: Area | undefined;
}

const noDraw = () => Number.NaN;

/** What a cell shows of a formula's value: references are read, a blank is 0, a lambda is #CALC!. */
export function finishValue(value: Value, arrayMode: boolean, row: number, column: number): Scalar | ArrayValue {
  if (isLambda(value)) return calculationError;
  if (isReference(value)) {
    const [area] = value.areas;
    const single = area !== undefined && value.areas.length === 1 && isSingleCell(area);
    const read = single ? readCell(value, area) : arrayMode ? readArea(value) : intersectImplicitly(value, row, column);
    return isArray(read) ? read : (read ?? 0);
  }
  if (isArray(value)) return arrayMode ? value : (elementAt(value, 0, 0) ?? 0);
  return value ?? 0;
}

export function createInterpreter(workbook: Workbook, options: InterpreterOptions = {}): Interpreter {
  const grid = new Grid(workbook.sheets);
  // A formula that is filled down is parsed and compiled once.
  const parseFormula = shapeParser();
  const sheetIndexes = new Map(workbook.sheets.map((sheet, index) => [sheet.name.toLowerCase(), index]));
  const tables = locateTables(workbook.tables);
  const tableNames = new Set(workbook.tables.map((table) => table.name.toLowerCase()));
  const nameNodes = new Map<string, Node | undefined>();
  for (const { name, formula, sheet } of workbook.names) {
    const parsed = parseFormula(formula, { row: 0, column: 0 });
    nameNodes.set(`${sheet ?? ''}!${name.toLowerCase()}`, parsed.ok ? parsed.value : undefined);
  }
  const nameCodes = new Map<string, Code | undefined>();

  const formulas = new Map<number, FormulaCell>();
  for (const [sheet, { cells }] of workbook.sheets.entries()) {
    for (const cell of cells) {
      if (!cell.formula) continue;
      const slot = grid.slotOf(sheet, cell.row, cell.column);
      const ref = cell.formula.array?.ref ?? cell.formula.dataTable?.ref;
      const area = ref === undefined ? undefined : parseArea(ref);
      formulas.set(slot, { sheet, cell, slot, area: area && { ...area, sheet, lastSheet: sheet } });
    }
  }
  /** Where arrays lie at present: from the file, then as recalculated. */
  const spills = new Map<number, Area>();
  for (const { slot, area, cell } of formulas.values()) if (area && cell.formula?.array) spills.set(slot, area);

  const codes = new Map<string, WeakMap<Node, Code>>();
  function codeOf(node: Node, sheet: number, arrayMode: boolean): Code {
    const key = `${sheet}${arrayMode ? 'a' : 's'}`;
    const known = codes.get(key) ?? new WeakMap<Node, Code>();
    codes.set(key, known);
    const code = known.get(node) ?? compileFormula(node, services, sheet, arrayMode);
    known.set(node, code);
    return code;
  }

  const services: WorkbookServices = {
    dateSystem: workbook.dateSystem,
    macintosh: /macintosh/i.test(workbook.application ?? ''),
    fileName: options.fileName ?? '',
    now: () => options.now ?? Number.NaN,
    draw: options.draw ?? noDraw,
    sheetCount: () => workbook.sheets.length,
    sheetName: (sheet) => workbook.sheets[sheet]?.name ?? '',
    sheetIndex: (name) => sheetIndexes.get(name.toLowerCase()),
    formulaAt: (sheet, row, column) => {
      const formula = formulas.get(grid.slotOf(sheet, row, column))?.cell.formula;
      return formula && displayedFormula(formula);
    },
    numberFormatAt: (sheet, row, column) => {
      const format = formatOf(sheet, row, column);
      return format === undefined ? 'General' : (workbook.numberFormats[format] ?? 'General');
    },
    resolveReference: (text, a1, frame) => resolveReferenceText(text, a1, frame),
    nameCode: (name, sheet) => {
      const lower = name.toLowerCase();
      const key = nameNodes.has(`${sheet}!${lower}`) ? `${sheet}!${lower}` : `!${lower}`;
      if (!nameNodes.has(key)) return undefined;
      const cacheKey = `${sheet}:${key}`;
      let code = nameCodes.get(cacheKey);
      if (!code) {
        const node = nameNodes.get(key);
        code = node ? compileFormula(node, services, sheet, true) : () => nameError;
        nameCodes.set(cacheKey, code);
      }
      return code;
    },
    structuredArea: (node, frame) => structuredArea(node, tables, frame),
    isTable: (name) => tableNames.has(name.toLowerCase()),
    spillArea: (sheet, row, column) => spills.get(grid.slotOf(sheet, row, column)),
  };

  let formats: Map<string, number> | undefined;
  function formatOf(sheet: number, row: number, column: number): number | undefined {
    if (!formats) {
      formats = new Map();
      for (const [index, { cells }] of workbook.sheets.entries()) {
        for (const cell of cells) {
          if (cell.format !== undefined) formats.set(`${index}:${cell.row}:${cell.column}`, cell.format);
        }
      }
    }
    return formats.get(`${sheet}:${row}:${column}`);
  }

  function codeForCell({ sheet, cell }: FormulaCell): { code: Code; arrayMode: boolean } {
    const { formula } = cell;
    const arrayMode = formula?.array !== undefined;
    const parsed = parseFormula(formula?.text ?? '', cell);
    return { code: parsed.ok ? codeOf(parsed.value, sheet, arrayMode) : () => nameError, arrayMode };
  }

  function prepared(formula: FormulaCell, source: CellSource): () => Scalar | ArrayValue {
    const { sheet, cell } = formula;
    if (cell.formula?.dataTable) {
      return dataTableCell(cell.formula.dataTable, sheet, source, (overrides, at) => whatIf(overrides, at));
    }
    const { code, arrayMode } = codeForCell(formula);
    const frame = new Frame(services, source, sheet, cell.row, cell.column);
    return () => finishValue(code(frame), arrayMode, cell.row, cell.column);
  }

  /** The value of one cell if some others held something else: what a data table asks. */
  function whatIf(overrides: { area: Area; value: Scalar }[], at: Area): Scalar {
    const held = grid.values.slice();
    const target = grid.slotOf(at.sheet, at.top, at.left);
    try {
      const recalculation = newRecalculation((_, cell) => cell.formula?.dataTable !== undefined);
      for (const { area, value } of overrides) {
        const slot = grid.ensureSlot(area.sheet, area.top, area.left);
        grid.values[slot] = value;
        recalculation.markClean(slot);
      }
      recalculation.bringUpToDate(target);
      return grid.values[target] ?? null;
    } finally {
      for (let slot = 0; slot < grid.values.length; slot++) grid.values[slot] = held[slot] ?? null;
    }
  }

  /** Writes an array into the cells that its formula owns; a dynamic array takes the room that it needs. */
  function store(formula: FormulaCell, value: Scalar | ArrayValue): void {
    const { sheet, cell, slot } = formula;
    if (!formula.area) {
      grid.values[slot] = isArray(value) ? (elementAt(value, 0, 0) ?? 0) : value;
      return;
    }
    const dynamic = cell.formula?.array?.dynamic === true;
    const area = dynamic ? spillAreaFor(formula, value) : formula.area;
    if (area === undefined) {
      grid.values[slot] = errors['#SPILL!'];
      return;
    }
    if (dynamic) spills.set(slot, area);
    for (let row = area.top; row <= area.bottom; row++) {
      for (let column = area.left; column <= area.right; column++) {
        const at = grid.ensureSlot(sheet, row, column);
        grid.values[at] = isArray(value) ? filledFrom(value, row - area.top, column - area.left) : value;
      }
    }
  }

  function spillAreaFor({ sheet, cell, area, slot }: FormulaCell, value: Scalar | ArrayValue): Area | undefined {
    const rows = isArray(value) ? value.rows : 1;
    const columns = isArray(value) ? value.columns : 1;
    const needed = areaOf(sheet, cell.row, cell.column, cell.row + rows - 1, cell.column + columns - 1);
    for (let row = needed.top; row <= needed.bottom; row++) {
      for (let column = needed.left; column <= needed.right; column++) {
        const at = grid.slotOf(sheet, row, column);
        const own = at === slot || (area && row <= area.bottom && column <= area.right);
        if (!own && at !== 0 && (formulas.has(at) || grid.values[at] !== null)) return undefined;
      }
    }
    return needed;
  }

  function newRecalculation(keep: (sheet: number, cell: Cell) => boolean): Recalculation {
    const cells = new Map<number, RecalculationCell>();
    const owner = new Map<number, number>();
    for (const formula of formulas.values()) {
      if (keep(formula.sheet, formula.cell)) continue;
      let evaluate: (() => Scalar | ArrayValue) | undefined;
      cells.set(formula.slot, {
        slot: formula.slot,
        evaluate: (source) => {
          evaluate ??= prepared(formula, source);
          store(formula, evaluate());
        },
      });
      const { area } = formula;
      if (!area) continue;
      for (let row = area.top; row <= area.bottom; row++) {
        for (let column = area.left; column <= area.right; column++) {
          const slot = grid.ensureSlot(area.sheet, row, column);
          if (slot !== formula.slot) owner.set(slot, formula.slot);
        }
      }
    }
    return new Recalculation(grid, cells, owner, (slot) => {
      if (!workbook.calculation.iterate) grid.values[slot] = 0;
    });
  }

  /** Excel's iterative calculation: the cells of the circles in reading order, over and over. */
  function iterate(slots: ReadonlySet<number>): void {
    const circle = [...formulas.values()].filter(({ slot }) => slots.has(slot));
    for (const { slot, cell } of circle) grid.values[slot] = cachedScalar(cell);
    const steps = circle.map((formula) => ({ formula, evaluate: prepared(formula, grid) }));
    for (let pass = 0; pass < workbook.calculation.iterateCount; pass++) {
      let change = 0;
      for (const { formula, evaluate } of steps) {
        const before = grid.values[formula.slot];
        store(formula, evaluate());
        const after = grid.values[formula.slot];
        if (typeof before === 'number' && typeof after === 'number')
          change = Math.max(change, Math.abs(after - before));
        else if (before !== after) change = Number.POSITIVE_INFINITY;
      }
      if (change < workbook.calculation.iterateDelta) return;
    }
  }

  const cachedScalar = ({ value }: Cell): Scalar =>
    value === undefined || value === null ? 0 : typeof value === 'object' ? errors[value.error] : value;

  const prepareCell = (sheet: number, row: number, column: number): (() => Scalar | ArrayValue) => {
    const formula = formulas.get(grid.slotOf(sheet, row, column));
    return formula ? prepared(formula, grid) : () => grid.read(sheet, row, column);
  };

  return {
    grid,
    prepareCell,
    evaluateCell: (sheet, row, column) => prepareCell(sheet, row, column)(),
    evaluateNode: (node, sheet, row, column, arrayMode = false) => {
      const frame = new Frame(services, grid, sheet, row, column);
      return finishValue(codeOf(node, sheet, arrayMode)(frame), arrayMode, row, column);
    },
    recalculate: ({ keep = () => false, only } = {}) => {
      const recalculation = newRecalculation(keep);
      if (only) {
        for (const { sheet, row, column } of only) recalculation.bringUpToDate(grid.slotOf(sheet, row, column));
      } else {
        recalculation.run();
      }
      const { circular } = recalculation;
      if (circular.size > 0 && workbook.calculation.iterate) {
        iterate(circular);
        const dependents = newRecalculation(keep);
        for (const slot of circular) dependents.markClean(slot);
        dependents.run();
      }
      return {
        circular: [...formulas.values()]
          .filter(({ slot }) => circular.has(slot))
          .map(({ sheet, cell }) => ({ sheet, row: cell.row, column: cell.column })),
      };
    },
  };
}

/** A formula as Excel shows it: without the file format's prefixes, in braces if it was entered as an array formula. */
function displayedFormula({ text, array }: CellFormula): string {
  const plain = text.replaceAll(
    /"(?:[^"]|"")*"|'(?:[^']|'')*'|_xlfn\.ANCHORARRAY\(([^()]*)\)|_xlfn\.SINGLE\(([^()]*)\)|_xl(?:fn|ws|pm|op|udf)\./gi,
    (found, anchor?: string, single?: string) =>
      anchor !== undefined ? `${anchor}#` : single !== undefined ? `@${single}` : /^["']/.test(found) ? found : '',
  );
  return array && !array.dynamic ? `{=${plain}}` : `=${plain}`;
}

/** A range larger than the array: one row or column is repeated, the rest is #N/A. */
function filledFrom(array: ArrayValue, row: number, column: number): Scalar {
  const r = array.rows === 1 ? 0 : row;
  const c = array.columns === 1 ? 0 : column;
  return r < array.rows && c < array.columns ? (elementAt(array, r, c) ?? 0) : notAvailable;
}
