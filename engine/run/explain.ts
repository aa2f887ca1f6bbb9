/** What of a program runs as compiled code, and what is left to the interpreter, cell by cell. */
import { printAddress } from '../model/address.ts';
import { indexFormulas } from '../model/formulas.ts';
import { decodeWorkbook } from '../workbook/encodeWorkbook.ts';
import type { Program } from './program.ts';

export interface Explanation {
  /** Cells that run as compiled code. */
  compiled: number;
  /** The others, in the order in which they are computed, and why: each costs a call of the interpreter per iteration. */
  interpreted: { cell: string; formula: string; reason: string }[];
}

export function explainProgram({ cone, model }: Program): Explanation {
  const workbook = decodeWorkbook(model);
  const formulas = indexFormulas(workbook);
  const cells = cone.steps.flatMap((step) => (step.kind === 'cells' ? step.cells : []));
  return {
    compiled: cone.lowered,
    interpreted: cells.flatMap(({ cell, loop, reason }) =>
      (loop ?? [cell]).map((address) => ({
        cell: printAddress(workbook, address),
        formula: `=${formulas.cellAt(address)?.formula?.text ?? ''}`,
        reason,
      })),
    ),
  };
}
