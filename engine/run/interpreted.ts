/** Cells that the interpreter computes within a compiled run, lane after lane. */
import type { InterpretedCell, Place } from '../compile/compileCone.ts';
import { bitOf, errorOfTag, tag, tagOfError } from '../compile/values.ts';
import type { DrawIdentity } from '../interpret/frame.ts';
import { createInterpreter, type Interpreter } from '../interpret/interpreter.ts';
import {
  type ArrayValue,
  elementAt,
  errors,
  fromCell,
  isArray,
  isError,
  notAvailable,
  type Scalar,
} from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import { indexFormulas } from '../model/formulas.ts';
import { decodeWorkbook } from '../workbook/encodeWorkbook.ts';
import { serialOfRequest } from './evaluated.ts';
import type { Program } from './program.ts';
import { type DrawnSingly, drawVarying } from './varyingDraw.ts';

/** The planes of one instance: a plane's numbers, by index. */
export interface Memory {
  plane(index: number): Float64Array;
}

export interface Interpreted {
  interpreter: Interpreter;
  /** A draw whose parameters vary, with what the cells now hold; see drawVarying. */
  draw(input: DrawnSingly, u: number, further: (element: number) => number): Scalar;
  /** A text's number; new texts are numbered on. */
  textId(text: string): number;
  texts: string[];
  scalarOf(number: number, tag: number): Scalar;
  /** Computes a cell for lanes 0..count-1 of the block; true if a value was of a kind that was not expected. */
  runCell(cell: InterpretedCell, start: number, count: number, memory: Memory, enter: (lane: number) => void): boolean;
  /** Sets the cells that something reads to their values in a lane. */
  provide(reads: InterpretedCell['reads'], start: number, lane: number, memory: Memory): void;
  write(cell: CellAddress, value: Scalar): void;
  read(cell: CellAddress): Scalar;
  /** A cell's formula, compiled once. */
  evaluate(cell: CellAddress): Scalar | ArrayValue;
  /** Writes a formula's value into all cells that it fills. */
  store(cell: CellAddress, value: Scalar | ArrayValue): void;
  /** Computes cells in their order, circular references among them over and over. */
  compute(cells: readonly CellAddress[], drawn?: (cell: CellAddress) => Scalar | undefined): void;
  tagOf(value: Scalar): number;
  numberOf(value: Scalar): number;
}

/** `uniform(identity)` gives the random number of the lane that is being computed. */
export function createInterpreted(program: Program, uniform: (identity: DrawIdentity) => number): Interpreted {
  const { cone } = program;
  const workbook = decodeWorkbook(program.model);
  const now = serialOfRequest(program.request, workbook);
  const interpreter = createInterpreter(workbook, { draw: uniform, ...(now !== undefined && { now }) });
  const { grid } = interpreter;
  const formulas = indexFormulas(workbook);
  const texts = [...cone.texts];
  const ids = new Map(texts.map((text, id) => [text, id]));
  const textId = (text: string): number => {
    let id = ids.get(text);
    if (id === undefined) {
      id = texts.push(text) - 1;
      ids.set(text, id);
    }
    return id;
  };
  const scalarOf = (number: number, kind: number): Scalar => {
    if (kind === tag.number) return number;
    if (kind === tag.boolean) return number !== 0;
    if (kind === tag.text) return texts[number] ?? '';
    if (kind === tag.blank) return null;
    const error = errorOfTag(kind);
    return error ? errors[error] : null;
  };
  const tagOf = (value: Scalar): number => {
    if (typeof value === 'number') return tag.number;
    if (typeof value === 'boolean') return tag.boolean;
    if (typeof value === 'string') return tag.text;
    return isError(value) ? tagOfError(value.error) : tag.number;
  };
  const numberOf = (value: Scalar): number => {
    if (typeof value === 'number') return value + 0;
    if (typeof value === 'boolean') return value ? 1 : 0;
    return typeof value === 'string' ? textId(value) : 0;
  };
  const slots = new Map<string, number>();
  const slotOf = ({ sheet, row, column }: CellAddress): number => {
    const key = `${sheet}:${row}:${column}`;
    let slot = slots.get(key);
    if (slot === undefined) {
      slot = grid.ensureSlot(sheet, row, column);
      slots.set(key, slot);
    }
    return slot;
  };
  const codes = new Map<number, () => Scalar | ArrayValue>();
  const codeOf = (cell: CellAddress): (() => Scalar | ArrayValue) => {
    const slot = slotOf(cell);
    let code = codes.get(slot);
    if (!code) {
      code = interpreter.prepareCell(cell.sheet, cell.row, cell.column);
      codes.set(slot, code);
    }
    return code;
  };
  const evaluate = (cell: CellAddress) => codeOf(cell)();
  const placed = (place: Place, start: number, lane: number, memory: Memory): Scalar => {
    const at = (plane: number) => memory.plane(plane)[(cone.wide[plane] ? start : 0) + lane]!;
    const number = place.plane < 0 ? (place.constant ?? 0) : at(place.plane);
    return scalarOf(number, place.tagPlane < 0 ? place.tag : at(place.tagPlane));
  };
  /** Looked up once for each list of reads: it is gone through in every lane. */
  const slotsOf = new Map<InterpretedCell['reads'], Uint32Array>();
  const provide: Interpreted['provide'] = (reads, start, lane, memory) => {
    let own = slotsOf.get(reads);
    if (!own) {
      own = Uint32Array.from(reads, ({ cell }) => slotOf(cell));
      slotsOf.set(reads, own);
    }
    for (let i = 0; i < own.length; i++) grid.values[own[i]!] = placed(reads[i]!.place, start, lane, memory);
  };
  const store: Interpreted['store'] = (cell, value) => {
    const area = formulas.ownedBy(cell);
    if (!area) {
      grid.values[slotOf(cell)] = isArray(value) ? (elementAt(value, 0, 0) ?? 0) : value;
      return;
    }
    for (let row = area.top; row <= area.bottom; row++) {
      for (let column = area.left; column <= area.right; column++) {
        grid.values[slotOf({ sheet: area.sheet, row, column })] = isArray(value)
          ? filledFrom(value, row - area.top, column - area.left)
          : value;
      }
    }
  };
  const { iterateCount, iterateDelta } = workbook.calculation;
  const stored = new Map(
    program.loops.flat().map((cell) => [slotOf(cell), fromCell(formulas.cellAt(cell)?.value) ?? 0] as const),
  );
  /** Excel's iterative calculation: each iteration of the simulation begins with the stored values. */
  const iterate = (loop: readonly CellAddress[]): void => {
    for (const cell of loop) grid.values[slotOf(cell)] = stored.get(slotOf(cell)) ?? 0;
    for (let pass = 0; pass < iterateCount; pass++) {
      let change = 0;
      for (const cell of loop) {
        const before = grid.values[slotOf(cell)];
        store(cell, evaluate(cell));
        const after = grid.values[slotOf(cell)];
        if (typeof before === 'number' && typeof after === 'number')
          change = Math.max(change, Math.abs(after - before));
        else if (before !== after) change = Number.POSITIVE_INFINITY;
      }
      if (change < iterateDelta) return;
    }
  };
  const loopAt = new Map(program.loops.map((loop) => [slotOf(loop[0]!), loop]));
  const inLoop = new Set(stored.keys());
  return {
    interpreter,
    draw: (input, u, further) => drawVarying(input, u, interpreter, further),
    texts,
    textId,
    scalarOf,
    tagOf,
    numberOf,
    provide,
    evaluate,
    write: (cell, value) => {
      grid.values[slotOf(cell)] = value;
    },
    store,
    compute(cells, drawn) {
      for (const cell of cells) {
        const value = drawn?.(cell);
        const slot = slotOf(cell);
        const loop = loopAt.get(slot);
        if (value !== undefined) grid.values[slot] = value;
        else if (loop) iterate(loop);
        else if (!inLoop.has(slot)) store(cell, evaluate(cell));
      }
    },
    read: (cell) => grid.values[slotOf(cell)] ?? null,
    runCell(interpretedCell, start, count, memory, enter) {
      const { cell, reads, fills, loop } = interpretedCell;
      let unexpected = false;
      const code = codeOf(cell);
      for (let lane = 0; lane < count; lane++) {
        enter(lane);
        provide(reads, start, lane, memory);
        if (loop) iterate(loop);
        const value = loop ? null : code();
        for (const { cell: filled, plane, tagPlane, tags } of fills) {
          const scalar = loop
            ? (grid.values[slotOf(filled)] ?? 0)
            : isArray(value)
              ? fills.length === 1
                ? (elementAt(value, 0, 0) ?? 0)
                : filledFrom(value, filled.row - cell.row, filled.column - cell.column)
              : value;
          const kind = tagOf(scalar);
          if ((bitOf(kind) & tags) === 0) unexpected = true;
          memory.plane(plane)[lane] = numberOf(scalar);
          memory.plane(tagPlane)[lane] = kind;
        }
      }
      return unexpected;
    },
  };
}

/** A range larger than the array: one row or column is repeated, the rest is #N/A. */
export function filledFrom(array: ArrayValue, row: number, column: number): Scalar {
  const r = array.rows === 1 ? 0 : row;
  const c = array.columns === 1 ? 0 : column;
  return r < array.rows && c < array.columns ? (elementAt(array, r, c) ?? 0) : notAvailable;
}
