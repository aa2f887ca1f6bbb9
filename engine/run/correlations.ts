import type { SimulationRequest } from '../request.ts';
import type { Problem, Result } from '../result.ts';

/** Mistakes in the correlations of a request: cells that are no inputs, a cell in two of them, a matrix of another size. */
export function checkCorrelations(
  request: SimulationRequest,
  cellOf: (text: string) => Result<string, string>,
  inputs: ReadonlySet<string>,
): Problem[] {
  const problems: Problem[] = [];
  const used = new Map<string, number>();
  for (const [i, correlation] of (request.correlations ?? []).entries()) {
    const pointer = `/correlations/${i}`;
    for (const [j, text] of correlation.cells.entries()) {
      const found = cellOf(text);
      const at = `${pointer}/cells/${j}`;
      if (!found.ok) problems.push({ pointer: at, detail: found.error });
      else if (!inputs.has(found.value))
        problems.push({ pointer: at, detail: `${found.value} is no input: give it a distribution.` });
      else if (used.has(found.value)) {
        problems.push({
          pointer: at,
          detail: `${found.value} is already in correlation ${used.get(found.value)! + 1}: put all cells that are correlated into one.`,
        });
      } else used.set(found.value, i);
    }
    if ('matrix' in correlation)
      problems.push(...checkMatrix(correlation.matrix, correlation.cells.length, `${pointer}/matrix`));
    else if ((correlation.tau === undefined) === (correlation.theta === undefined)) {
      problems.push({ pointer, detail: `Give either tau or theta for the ${correlation.copula} copula.` });
    }
  }
  return problems;
}

function checkMatrix(matrix: readonly (readonly number[])[], size: number, pointer: string): Problem[] {
  if (matrix.length !== size || matrix.some((row) => row.length !== size)) {
    return [{ pointer, detail: `The matrix needs ${size} rows of ${size} numbers, one per cell.` }];
  }
  const problems: Problem[] = [];
  for (let i = 0; i < size; i++) {
    if (matrix[i]![i] !== 1)
      problems.push({ pointer: `${pointer}/${i}/${i}`, detail: 'A cell correlates with itself by 1.' });
    for (let j = 0; j < i; j++) {
      if (matrix[i]![j] !== matrix[j]![i])
        problems.push({
          pointer: `${pointer}/${i}/${j}`,
          detail: `The matrix must be symmetric: ${matrix[i]![j]} here, ${matrix[j]![i]} across.`,
        });
    }
  }
  return problems;
}
