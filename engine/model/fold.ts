/** Folds constant expressions with the reference evaluator, from the values that the workbook stores. */
import { createInterpreter, type Interpreter } from '../interpret/interpreter.ts';
import type { CellValue, Workbook } from '../workbook/workbook.ts';
import type { PrecedentOptions } from './precedents.ts';

export function folder(
  workbook: Workbook,
  interpreter: Pick<Interpreter, 'evaluateNode'> = createInterpreter(workbook),
): PrecedentOptions['fold'] {
  return (node, { sheet, row, column }): CellValue | undefined => {
    const value = interpreter.evaluateNode(node, sheet, row, column);
    if (typeof value !== 'object' || value === null) return value;
    return value.kind === 'error' ? { error: value.error } : undefined;
  };
}
