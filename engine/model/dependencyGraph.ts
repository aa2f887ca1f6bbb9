/**
 * What each cell depends on, as intervals of cell numbers (see cellIndex.ts), found when first asked for. Blank cells and
 * constants have no precedents; a cell that an array formula fills depends on the array's first cell.
 */
import type { CellAddress } from './address.ts';
import type { CellIndex } from './cellIndex.ts';
import type { Formulas } from './formulas.ts';
import type { FindPrecedents, PrecedentIssue } from './precedents.ts';

export interface DependencyGraph {
  readonly index: CellIndex;
  /** Cells that are computed or given from outside; all others are constants, which nothing needs to visit. */
  readonly relevant: Uint8Array;
  /** Cells given from outside: their own formula does not count. */
  readonly given: Uint8Array;
  /** From where to where the intervals of a cell's precedents stand in `pool`, as pairs [from, to). */
  precedents(cell: number): { start: number; end: number };
  pool(): Uint32Array;
  issues(cell: number): readonly PrecedentIssue[];
  /** The cell's references are computed from the values of other cells. */
  isComputed(cell: number): boolean;
  /** Finds a cell's precedents anew; true if they are others than before. */
  refind(cell: number, find: FindPrecedents): boolean;
}

export function dependencyGraph(
  index: CellIndex,
  formulas: Formulas,
  find: FindPrecedents,
  givenCells: readonly CellAddress[],
): DependencyGraph {
  const { count, workbook } = index;
  const relevant = new Uint8Array(count);
  const given = new Uint8Array(count);
  const owner = new Map<number, number>();
  for (const [sheet, { cells }] of workbook.sheets.entries()) {
    for (const { row, column, formula } of cells) if (formula) relevant[index.numberOf({ sheet, row, column })] = 1;
  }
  for (const area of formulas.ownedAreas) {
    const anchor = index.numberOf(area.anchor);
    index.intervals(area, (from, to) => {
      for (let cell = from; cell < to; cell++) {
        if (relevant[cell]) continue;
        owner.set(cell, anchor);
        relevant[cell] = 1;
      }
    });
  }
  for (const address of givenCells) {
    const cell = index.numberOf(address);
    if (cell < 0) continue;
    given[cell] = 1;
    relevant[cell] = 1;
  }

  const starts = new Int32Array(count).fill(-1);
  const ends = new Int32Array(count);
  const issues = new Map<number, readonly PrecedentIssue[]>();
  const computed = new Set<number>();
  let pool = new Uint32Array(1024);
  let used = 0;

  const append = (from: number, to: number) => {
    if (used + 2 > pool.length) {
      const larger = new Uint32Array(pool.length * 2);
      larger.set(pool);
      pool = larger;
    }
    pool[used++] = from;
    pool[used++] = to;
  };

  const search = (cell: number, finder: FindPrecedents) => {
    starts[cell] = used;
    const anchor = owner.get(cell);
    if (given[cell]) issues.delete(cell);
    else if (anchor !== undefined) append(anchor, anchor + 1);
    else if (relevant[cell]) {
      const found = finder(index.addressOf(cell));
      for (const area of found.areas) index.intervals(area, append);
      if (found.issues.length > 0) issues.set(cell, found.issues);
      else issues.delete(cell);
      if (found.computed) computed.add(cell);
    }
    ends[cell] = used;
  };

  return {
    index,
    relevant,
    given,
    precedents(cell) {
      if (starts[cell]! < 0) search(cell, find);
      return { start: starts[cell]!, end: ends[cell]! };
    },
    pool: () => pool,
    issues: (cell) => issues.get(cell) ?? [],
    isComputed: (cell) => computed.has(cell),
    refind(cell, finder) {
      const before = pool.slice(starts[cell], ends[cell]);
      const issuesBefore = issues.get(cell)?.length ?? 0;
      search(cell, finder);
      const after = pool.subarray(starts[cell], ends[cell]);
      const same = before.length === after.length && before.every((value, i) => value === after[i]);
      return !same || issuesBefore !== (issues.get(cell)?.length ?? 0);
    },
  };
}
