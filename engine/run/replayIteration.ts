/** One iteration of a request again, as a list of cells. */
import { isError, type Scalar } from '../interpret/value.ts';
import { type CellAddress, printAddress } from '../model/address.ts';
import { indexFormulas } from '../model/formulas.ts';
import type { SimulationRequest } from '../request.ts';
import { failed, ok, type Problem, type Result } from '../result.ts';
import { cellAt } from '../workbook/cells.ts';
import type { Workbook } from '../workbook/workbook.ts';
import { planSimulation } from './plan.ts';
import { compileSimulation } from './program.ts';
import { replay } from './replay.ts';

export interface ReplayedCell {
  cell: string;
  formula: string | null;
  value: number | string | boolean | { error: string };
}

/** Every cell that varies, in sheet, row, column order, as it was in one iteration (from 0). */
export async function replayIteration(
  workbook: Workbook,
  request: SimulationRequest,
  iteration: number,
): Promise<Result<ReplayedCell[], Problem[]>> {
  const planned = planSimulation(workbook, request);
  if (!planned.ok) return planned;
  const { iterations } = planned.value;
  if (!Number.isInteger(iteration) || iteration < 0 || iteration >= iterations) {
    return failed([{ pointer: '/iteration', detail: `An iteration is a whole number from 0 to ${iterations - 1}.` }]);
  }
  const program = await compileSimulation(planned.value);
  const { run, workbook: model } = replay(program, iteration);
  const formulas = indexFormulas(model);
  const cells = new Map<string, CellAddress>();
  for (const { address } of program.inputs) cells.set(keyOf(address), address);
  for (const cell of program.cells) {
    const area = formulas.ownedBy(cell);
    if (!area) cells.set(keyOf(cell), cell);
    for (let row = area?.top ?? 1; row <= (area?.bottom ?? 0); row++) {
      for (let column = area!.left; column <= area!.right; column++) {
        const filled = { sheet: cell.sheet, row, column };
        cells.set(keyOf(filled), filled);
      }
    }
  }
  const inOrder = [...cells.values()]
    // Draws within formulas have cells of their own, on a sheet that the workbook does not have.
    .filter(({ sheet }) => sheet < workbook.sheets.length)
    .toSorted((a, b) => a.sheet - b.sheet || a.row - b.row || a.column - b.column);
  const isTranslated = program.inputs.some((input) => input.shown !== undefined);
  const written = ({ sheet, row, column }: CellAddress) =>
    isTranslated ? cellAt(workbook.sheets[sheet]!, row, column)?.formula?.text : undefined;
  return ok(
    inOrder.map((address) => ({
      cell: printAddress(model, address),
      formula: written(address) ?? formulas.cellAt(address)?.formula?.text ?? null,
      value: shown(run.read(address)),
    })),
  );
}

const shown = (value: Scalar): ReplayedCell['value'] => (isError(value) ? { error: value.error } : (value ?? 0));

const keyOf = ({ sheet, row, column }: CellAddress) => `${sheet}:${row}:${column}`;
