/** `Sheet1!B3,Sheet1!B4=0.6`: what --correlate takes. */
import { cellKey, dividedOutsideQuotes } from './cellAssignment.ts';
import { readNumber } from './readNumber.ts';

/** Each of the cells with each other. */
export interface CorrelatedCells {
  /** The option as it was written. */
  origin: string;
  cells: string[];
  coefficient: number;
}

/** Undefined where the text is not a list of at least two cells, an equals sign and a number. */
export function readCorrelatedCells(text: string): Omit<CorrelatedCells, 'origin'> | undefined {
  const [left = '', right = '', ...more] = dividedOutsideQuotes(text, '=');
  const cells = dividedOutsideQuotes(left, ',').map((cell) => cell.trim());
  const coefficient = readNumber(right);
  if (coefficient === undefined || more.length > 0 || cells.length < 2 || cells.includes('')) return undefined;
  return { cells, coefficient };
}

export interface JoinedCorrelation {
  /** As the request has it. */
  correlation: { copula: 'gaussian'; cells: string[]; matrix: number[][] };
  /** By the part of `correlation` that it gave, such as `/cells/0`; all of them together by the empty text. */
  origins: Map<string, string>;
}

/**
 * Options that share a cell become one matrix, since a request has a cell in one correlation only; pairs that no option names are not
 * correlated. Where two options name a pair, the later one holds.
 */
export function joinCorrelations(options: readonly CorrelatedCells[]): JoinedCorrelation[] {
  let groups: CorrelatedCells[][] = [];
  for (const option of options) {
    const keys = new Set(option.cells.map(cellKey));
    const touches = (group: readonly CorrelatedCells[]) =>
      group.some(({ cells }) => cells.some((cell) => keys.has(cellKey(cell))));
    groups = [...groups.filter((group) => !touches(group)), [...groups.filter(touches).flat(), option]];
  }
  return groups.map(matrixOf);
}

function matrixOf(options: readonly CorrelatedCells[]): JoinedCorrelation {
  const cells: string[] = [];
  const places = new Map<string, number>();
  const origins = new Map([['', options.map(({ origin }) => origin).join(' and ')]]);
  for (const option of options) {
    for (const cell of option.cells) {
      if (places.has(cellKey(cell))) continue;
      places.set(cellKey(cell), cells.length);
      origins.set(`/cells/${cells.length}`, option.origin);
      cells.push(cell);
    }
  }
  const matrix = cells.map((_, i) => cells.map((__, j) => Number(i === j)));
  for (const { cells: named, coefficient, origin } of options) {
    const members = named.map((cell) => places.get(cellKey(cell))!);
    for (const i of members) {
      for (const j of members) {
        if (i === j) continue;
        matrix[i]![j] = coefficient;
        origins.set(`/matrix/${i}/${j}`, origin);
      }
    }
  }
  return { correlation: { copula: 'gaussian', cells, matrix }, origins };
}
