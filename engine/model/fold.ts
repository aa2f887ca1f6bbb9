/** Folds constant expressions with the reference evaluator, from the values that the workbook stores. */
import { createInterpreter, type Interpreter } from '../interpret/interpreter.ts';
import type { CellValue, Workbook } from '../workbook/workbook.ts';
import type { PrecedentOptions } from './precedents.ts';

export function folder(
  workbook: Workbook,
  interpreter: Pick<Interpreter, 'evaluateNode'> = createInterpreter(workbook),
): PrecedentOptions['fold'] {
  return (node, { sheet, row, column }): CellValue | undefined => {
    // As in an array formula, so that what gives many values is seen to give no single one.
    const value = interpreter.evaluateNode(node, sheet, row, column, true);
    if (typeof value !== 'object' || value === null) return value;
    if (value.kind === 'error') return { error: value.error };
    const only = value.rows * value.columns === 1 ? value.values[0] : undefined;
    return typeof only === 'object' && only !== null ? { error: only.error } : only;
  };
}
