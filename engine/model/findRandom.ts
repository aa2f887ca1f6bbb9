/** The cells that vary by themselves, and those that a vendor's functions mark as outputs or statistics. */
import { type CallNode, type Node, walk } from '../formula/ast.ts';
import { plainFunctionName } from '../formula/parse.ts';
import type { Workbook } from '../workbook/workbook.ts';
import type { CellAddress } from './address.ts';
import type { Formulas } from './formulas.ts';
import { type RandomFunction, randomFunction, type Vendor } from './randomFunctions.ts';

export interface FoundFunctions {
  cell: CellAddress;
  tree: Node;
  /** Calls of functions of the table, also those inside defined names that the formula uses. */
  calls: { call: CallNode; meaning: RandomFunction }[];
}

type Calls = FoundFunctions['calls'];

/** Every formula cell that calls a function which has to do with randomness, in sheet, row, column order. */
export function findRandomFunctions(formulas: Formulas): FoundFunctions[] {
  const callsOf = callCollector(formulas);
  const mayCall = textSearch(formulas.workbook);
  return formulas.workbook.sheets.flatMap(({ cells }, sheet) =>
    cells.flatMap(({ row, column, formula }) => {
      if (!formula || !mayCall(formula.text)) return [];
      const cell = { sheet, row, column };
      const tree = formulas.treeOf(cell);
      const calls = tree?.ok ? callsOf(tree.value, sheet) : [];
      return tree?.ok && calls.length > 0 ? [{ cell, tree: tree.value, calls }] : [];
    }),
  );
}

/** The cells that differ from one iteration to the next by their own formula. */
export const randomCells = (found: readonly FoundFunctions[]): CellAddress[] =>
  found.filter(({ calls }) => calls.some(({ meaning }) => meaning.draws)).map(({ cell }) => cell);

export const vendorsOf = (found: readonly FoundFunctions[]): Vendor[] => [
  ...new Set(found.flatMap(({ calls }) => calls.map(({ meaning }) => meaning.vendor))),
];

const calledName = /([\p{L}_\\][\p{L}\p{M}\p{N}_.\\?]*)\(/gu;

/**
 * Whether a formula may call such a function, by its text: most need not be parsed for it. Where a defined name may, every formula may, by
 * that name.
 */
function textSearch({ names }: Workbook): (text: string) => boolean {
  const isOne = new Map<string, boolean>();
  const calls = (text: string): boolean => {
    for (const [, written = ''] of text.matchAll(calledName)) {
      let known = isOne.get(written);
      if (known === undefined) {
        known = randomFunction(plainFunctionName(written)) !== undefined;
        isOne.set(written, known);
      }
      if (known) return true;
    }
    return false;
  };
  return names.some(({ formula }) => calls(formula)) ? () => true : calls;
}

/** Filled-down formulas share their tree, so each is searched once per sheet. */
function callCollector(formulas: Formulas): (tree: Node, sheet: number) => Calls {
  const bySheet = new Map<number, WeakMap<Node, Calls>>();
  const entered = new Set<Node>();
  const collect = (tree: Node, sheet: number): Calls => {
    const known = bySheet.get(sheet) ?? new WeakMap<Node, Calls>();
    bySheet.set(sheet, known);
    const before = known.get(tree);
    if (before) return before;
    const calls: Calls = [];
    entered.add(tree);
    for (const node of walk(tree)) {
      const meaning = node.kind === 'call' ? randomFunction(node.name) : undefined;
      if (node.kind === 'call' && meaning) calls.push({ call: node, meaning });
      else if ((node.kind === 'call' || node.kind === 'name') && !(node.kind === 'name' && node.parameter)) {
        const named = formulas.names.resolve(node.name, sheet);
        if (named?.formula.ok && !entered.has(named.formula.value)) calls.push(...collect(named.formula.value, sheet));
      }
    }
    entered.delete(tree);
    known.set(tree, calls);
    return calls;
  };
  return collect;
}
