/** One iteration again, every cell of it, by the interpreter. */
import type { DrawIdentity } from '../interpret/frame.ts';
import { isError } from '../interpret/value.ts';
import { type CellAddress, printAddress } from '../model/address.ts';
import { indexFormulas } from '../model/formulas.ts';
import { precedentFinder } from '../model/precedents.ts';
import { withDistributions } from '../vendors/shownFormula.ts';
import { decodeWorkbook } from '../workbook/encodeWorkbook.ts';
import type { Workbook } from '../workbook/workbook.ts';
import { quantileOf } from './bindDistribution.ts';
import { createDraws } from './draws.ts';
import { createInterpreted, type Interpreted } from './interpreted.ts';
import type { Program } from './program.ts';
import { drawVarying } from './varyingDraw.ts';

export interface Replay {
  run: Interpreted;
  workbook: Workbook;
}

/** Computes one iteration (from 0); its values are then in `run`. */
export function replay(program: Program, iteration: number): Replay {
  const { cone, chunkSize } = program;
  const chunk = Math.floor(iteration / chunkSize);
  const draws = createDraws(program);
  const offset = iteration - chunk * chunkSize;
  const uniforms = cone.draws.map((_, draw) => draws.one(draw, chunk, offset));
  const drawAt = new Map<string, number>();
  for (const [i, { cell, call }] of cone.draws.entries())
    if (call !== undefined) drawAt.set(`${keyOf(cell)}:${call}`, i);
  const run = createInterpreted(program, ({ sheet, row, column, call, element }: DrawIdentity) => {
    const draw = element === 0 ? drawAt.get(`${sheet}:${row}:${column}:${call}`) : undefined;
    return draw === undefined ? draws.other({ sheet, row, column, call, element }, iteration) : uniforms[draw]!;
  });
  const varying = new Map<string, number>();
  for (const [i, { address, draw, bound }] of program.inputs.entries()) {
    if (draw === undefined) continue;
    if (bound) run.write(address, quantileOf(bound).quantile(uniforms[draw]!));
    else varying.set(keyOf(address), i);
  }
  run.compute(program.cells, (cell) => {
    const input = varying.get(keyOf(cell));
    if (input === undefined) return undefined;
    const drawn = program.inputs[input]!;
    return drawVarying(drawn, uniforms[drawn.draw!]!, run.interpreter, (element) =>
      draws.further(drawn.draw!, element, iteration),
    );
  });
  return { run, workbook: decodeWorkbook(program.model) };
}

export interface ErrorOrigin {
  error: string;
  cell: string;
  formula: string;
  inputs: { cell: string; value: number | string | boolean }[];
}

/** Where the error that an output has in an iteration arose: back along the cells that hold it to one that reads none. */
export function errorOrigin(program: Program, output: CellAddress, iteration: number): ErrorOrigin | undefined {
  const { run, workbook } = replay(program, iteration);
  const formulas = indexFormulas(workbook);
  const find = precedentFinder(formulas, { fold: () => undefined });
  const wanted = run.read(output);
  if (!isError(wanted)) return undefined;
  let at = output;
  const seen = new Set<string>();
  let reads: CellAddress[] = [];
  for (;;) {
    seen.add(keyOf(at));
    reads = find(at).areas.flatMap((area) => {
      const cells: CellAddress[] = [];
      for (let row = area.top; row <= Math.min(area.bottom, area.top + 200); row++)
        for (let column = area.left; column <= Math.min(area.right, area.left + 50); column++)
          cells.push({ sheet: area.sheet, row, column });
      return cells;
    });
    const before = reads.find((cell) => run.read(cell) === wanted && !seen.has(keyOf(cell)));
    if (!before) break;
    at = before;
  }
  const draws = program.inputs.flatMap(({ address, cell, shown }) =>
    shown === undefined ? [] : [{ address, cell, shown }],
  );
  const drawAt = (cell: CellAddress) => draws.find(({ address }) => keyOf(address) === keyOf(cell));
  const text = formulas.cellAt(at)?.formula?.text ?? '';
  return {
    error: wanted.error,
    cell: drawAt(at)?.cell ?? printAddress(workbook, at),
    formula: drawAt(at)?.shown ?? withDistributions(text, workbook, draws),
    inputs: once(reads)
      .slice(0, 20)
      .flatMap((cell) => {
        const value = run.read(cell);
        return value === null || isError(value)
          ? []
          : [{ cell: drawAt(cell)?.cell ?? printAddress(workbook, cell), value }];
      }),
  };
}

const keyOf = ({ sheet, row, column }: CellAddress) => `${sheet}:${row}:${column}`;

/** A formula may name a cell more than once. */
const once = (cells: readonly CellAddress[]): CellAddress[] => [
  ...new Map(cells.map((cell) => [keyOf(cell), cell])).values(),
];
