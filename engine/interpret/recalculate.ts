import type { Grid } from './grid.ts';
import { usedPart } from './reference.ts';
import type { Area, CellSource, Scalar } from './value.ts';

/** Thrown when a formula meets a cell that is not up to date; it is evaluated again once that cell is. */
const pending = Symbol('a precedent is not up to date');

const clean = 0;
const dirty = 1;
/** Begun, and waiting for precedents. */
const active = 2;

export interface RecalculationCell {
  slot: number;
  /** Evaluates the formula and stores its value, spilled ones in all their slots. */
  evaluate: (source: CellSource) => void;
}

/**
 * Brings cells up to date in the order of their dependence, which shows only while formulas run (OFFSET, INDIRECT, IF). No
 * recursion over cells: a formula that meets a stale cell is put off until the cells it needs are done.
 */
export class Recalculation implements CellSource {
  readonly #grid: Grid;
  readonly #cells: ReadonlyMap<number, RecalculationCell>;
  readonly #state: Uint8Array;
  /** The anchor's slot for cells that an array formula fills. */
  readonly #owner: ReadonlyMap<number, number>;
  #needed: number[] = [];
  /** Slots of cells on a circular path. */
  readonly circular = new Set<number>();
  readonly #onCircle: (slot: number) => void;

  constructor(
    grid: Grid,
    cells: ReadonlyMap<number, RecalculationCell>,
    owner: ReadonlyMap<number, number>,
    onCircle: (slot: number) => void,
  ) {
    this.#grid = grid;
    this.#cells = cells;
    this.#owner = owner;
    this.#onCircle = onCircle;
    this.#state = new Uint8Array(grid.values.length);
    for (const slot of cells.keys()) this.#state[slot] = dirty;
    for (const [slot, anchor] of owner) if (cells.has(anchor)) this.#state[slot] = dirty;
  }

  markClean(slot: number): void {
    this.#state[slot] = clean;
  }

  read(sheet: number, row: number, column: number): Scalar {
    const slot = this.#grid.slotOf(sheet, row, column);
    if (slot !== 0 && (this.#state[slot] ?? clean) !== clean) {
      this.#needed.push(this.#owner.get(slot) ?? slot);
      throw pending;
    }
    return this.#grid.values[slot] ?? null;
  }

  /** All stale cells of an area at once, else a sum over a column would start again for each of them. */
  prepare(area: Area): void {
    const used = usedPart(this, area);
    const before = this.#needed.length;
    for (let sheet = area.sheet; sheet <= area.lastSheet; sheet++) {
      for (let row = used.top; row <= used.bottom; row++) {
        for (let column = used.left; column <= used.right; column++) {
          const slot = this.#grid.slotOf(sheet, row, column);
          if (slot !== 0 && (this.#state[slot] ?? clean) !== clean) this.#needed.push(this.#owner.get(slot) ?? slot);
        }
      }
    }
    if (this.#needed.length > before) throw pending;
  }

  usedRows(sheet: number): number {
    return this.#grid.usedRows(sheet);
  }

  usedColumns(sheet: number): number {
    return this.#grid.usedColumns(sheet);
  }

  isHiddenRow(sheet: number, row: number): boolean {
    return this.#grid.isHiddenRow(sheet, row);
  }

  isSubtotal(sheet: number, row: number, column: number): boolean {
    return this.#grid.isSubtotal(sheet, row, column);
  }

  run(): void {
    for (const slot of this.#cells.keys()) this.bringUpToDate(slot);
  }

  bringUpToDate(target: number): void {
    const waiting = [target];
    for (let slot = waiting.at(-1); slot !== undefined; slot = waiting.at(-1)) {
      const cell = this.#cells.get(slot);
      if (cell === undefined || this.#state[slot] === clean) {
        this.#state[slot] = clean;
        waiting.pop();
        continue;
      }
      this.#state[slot] = active;
      if (this.#evaluate(cell)) {
        this.#state[slot] = clean;
        for (const filled of this.#filledBy(slot)) this.#state[filled] = clean;
        waiting.pop();
      } else {
        this.#putOff(waiting);
      }
    }
  }

  #filled?: Map<number, number[]>;
  #filledBy(anchor: number): readonly number[] {
    if (!this.#filled) {
      this.#filled = new Map();
      for (const [slot, owner] of this.#owner) {
        const slots = this.#filled.get(owner);
        if (slots) slots.push(slot);
        else this.#filled.set(owner, [slot]);
      }
    }
    return this.#filled.get(anchor) ?? [];
  }

  #evaluate(cell: RecalculationCell): boolean {
    this.#needed = [];
    try {
      cell.evaluate(this);
      return true;
    } catch (thrown) {
      if (thrown === pending) return false;
      throw thrown;
    }
  }

  /** The needed cells go on top; one that is already waiting for this one closes a circle. */
  #putOff(waiting: number[]): void {
    for (const slot of this.#needed) {
      if (this.#state[slot] !== active) {
        waiting.push(slot);
        continue;
      }
      for (let i = waiting.length - 1; i >= 0; i--) {
        const path = waiting[i]!;
        if (this.#state[path] === active) this.circular.add(path);
        if (path === slot) break;
      }
      this.#onCircle(slot);
      // From here on its present value stands for it; it is still evaluated when its turn comes.
      this.#state[slot] = clean;
      for (const filled of this.#filledBy(slot)) this.#state[filled] = clean;
    }
  }
}
