/** Outputs that are an error whatever is drawn: nothing to simulate, and better said before the run than after it. */
import { everyError } from '../compile/values.ts';
import { cellAt } from '../workbook/cells.ts';
import type { Plan } from './plan.ts';
import { compilePlan } from './program.ts';
import { type ErrorOrigin, errorOrigin } from './replay.ts';

export interface AlwaysFailing {
  /** Among the plan's outputs. */
  output: number;
  origin: ErrorOrigin;
}

/** What is no error in the workbook as it stands is not always one; of the others compiled code knows what they can be. */
export function alwaysFailing(plan: Plan): AlwaysFailing[] {
  const { workbook, outputs } = plan;
  const fails = outputs.map(({ address: { sheet, row, column } }) => {
    const value = cellAt(workbook.sheets[sheet]!, row, column)?.value ?? null;
    return typeof value === 'object' && value !== null;
  });
  if (!fails.includes(true)) return [];
  const program = compilePlan({ ...plan, iterations: 1, chunks: 1 });
  return program.cone.outputs.flatMap(({ tags }, output) => {
    if (!fails[output] || (tags & ~everyError) !== 0) return [];
    const origin = errorOrigin(program, outputs[output]!.address, 0);
    return origin ? [{ output, origin }] : [];
  });
}
