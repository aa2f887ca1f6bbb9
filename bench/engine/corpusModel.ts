/**
 * A workbook that nobody made for us: excel_to_code's examples__model.xlsx of the corpus. Its 20 constants with the most dependents vary by
 * 10 %, its 5 formulas with the largest cones are outputs.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulationRequest, Workbook } from '../../engine/index.ts';
import { type CellAddress, printAddress } from '../../engine/model/address.ts';
import { indexFormulas } from '../../engine/model/formulas.ts';
import { precedentFinder } from '../../engine/model/precedents.ts';
import { readWorkbook } from '../../engine/workbook/readWorkbook.ts';

const corpus = process.env.SIMSHEET_CORPUS ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');
const file = join(corpus, 'excel_to_code', 'examples__model.xlsx');

const keyOf = ({ sheet, row, column }: CellAddress) => `${sheet}:${row}:${column}`;

/** Undefined where the corpus is not there. */
export function corpusModel(): { workbook: Workbook; request: SimulationRequest } | undefined {
  if (!existsSync(file)) return undefined;
  const workbook = readWorkbook(new Uint8Array(readFileSync(file)));
  const find = precedentFinder(indexFormulas(workbook), { fold: () => undefined, varies: () => false });
  const addresses = new Map<string, CellAddress>();
  const precedents = new Map<string, string[]>();
  const numbers = new Map<string, number>();
  const numeric = new Set<string>();
  for (const [sheet, { cells }] of workbook.sheets.entries()) {
    for (const { row, column, value, formula } of cells) {
      const address = { sheet, row, column };
      addresses.set(keyOf(address), address);
      if (typeof value === 'number') numeric.add(keyOf(address));
      if (!formula && typeof value === 'number' && value !== 0) numbers.set(keyOf(address), value);
    }
  }
  const dependents = new Map<string, string[]>();
  for (const [key, address] of addresses) {
    if (numbers.has(key)) continue;
    const read = new Set<string>();
    for (const area of find(address).areas) {
      if ((area.bottom - area.top + 1) * (area.right - area.left + 1) > 10_000) continue;
      for (let row = area.top; row <= area.bottom; row++)
        for (let column = area.left; column <= area.right; column++) {
          const one = keyOf({ sheet: area.sheet, row, column });
          if (addresses.has(one)) read.add(one);
        }
    }
    precedents.set(key, [...read]);
    for (const one of read) dependents.set(one, [...(dependents.get(one) ?? []), key]);
  }
  const reached = (starts: readonly string[], next: ReadonlyMap<string, string[]>): Set<string> => {
    const seen = new Set(starts);
    for (const key of seen) for (const one of next.get(key) ?? []) seen.add(one);
    return seen;
  };
  const most = (keys: Iterable<string>, next: ReadonlyMap<string, string[]>, count: number) =>
    [...keys]
      .map((key) => ({ key, size: reached([key], next).size }))
      .toSorted((a, b) => b.size - a.size || (a.key < b.key ? -1 : 1))
      .slice(0, count)
      .map(({ key }) => key);
  // Those with the most direct dependents stand for those with the most in all: the whole search would take minutes.
  const often = [...numbers.keys()]
    .toSorted((a, b) => (dependents.get(b)?.length ?? 0) - (dependents.get(a)?.length ?? 0))
    .slice(0, 200);
  const inputs = most(often, dependents, 20);
  const varying = reached(inputs, dependents);
  const deep = [...varying]
    .filter((key) => precedents.has(key) && numeric.has(key))
    .toSorted((a, b) => precedents.get(b)!.length - precedents.get(a)!.length)
    .slice(0, 200);
  return {
    workbook,
    request: {
      inputs: inputs.map((key) => {
        const value = numbers.get(key)!;
        const [low, high] = [0.9 * value, 1.1 * value].toSorted((a, b) => a - b);
        return { cell: printAddress(workbook, addresses.get(key)!), distribution: `uniform(${low}, ${high})` };
      }),
      outputs: most(deep, precedents, 5).map((key) => ({ cell: printAddress(workbook, addresses.get(key)!) })),
      iterations: 65_536,
      seed: 1,
    },
  };
}
