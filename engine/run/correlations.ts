import type { CorrelationRequest, SimulationRequest } from '../request.ts';
import type { Problem, Result } from '../result.ts';
import { type Dependence, planCorrelation } from '../sampling/correlation.ts';
import { rankCorrelations } from '../sampling/spearman.ts';
import { type BoundDistribution, quantileOf } from './bindDistribution.ts';
import { createDraws } from './draws.ts';
import type { Program } from './program.ts';
import type { SimulationResults } from './results.ts';

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

/** An input with a distribution of the request; its place in the list is its draw. */
interface DrawnInput {
  cell: string;
  /** Absent where its parameters vary. */
  bound?: BoundDistribution;
}

/**
 * The copulas of correlations that checkCorrelations found well formed, their cells named as the inputs are; ready to sample, or a
 * Problem where one cannot be.
 */
export function planDependences(
  correlations: readonly CorrelationRequest[],
  drawn: readonly DrawnInput[],
): { dependences: Dependence[]; problems: Problem[] } {
  const dependences: Dependence[] = [];
  const problems: Problem[] = [];
  for (const [i, correlation] of correlations.entries()) {
    const pointer = `/correlations/${i}`;
    const { cells } = correlation;
    const dimensions = cells.map((cell) => drawn.findIndex((input) => input.cell === cell));
    const own = dimensions.indexOf(-1);
    if (own >= 0) {
      problems.push({
        pointer: `${pointer}/cells/${own}`,
        detail: `${cells[own]} draws by its own formula: give it a distribution to correlate it.`,
      });
      continue;
    }
    const constant = dimensions.flatMap((d) => drawn[d]!.bound ?? []);
    const quantiles =
      'measure' in correlation && correlation.measure === 'pearson' && constant.length === cells.length
        ? constant.map((bound) => quantileOf(bound).quantile)
        : undefined;
    const planned = planCorrelation({ ...correlation, dimensions, ...(quantiles && { quantiles }) });
    if (planned.ok) dependences.push(planned.value);
    else problems.push({ pointer, detail: `${planned.error}.` });
  }
  return { dependences, problems };
}

/** Pairs times iterations to compare: a second's work. */
const mostProducts = 2e8;

/** Rank correlations asked and achieved, of each correlation in the request; the achieved ones over the first iterations. */
export function correlationResults(program: Program): SimulationResults['correlations'] {
  const { request, dependences, chunkSize, iterations } = program;
  const draws = createDraws(program);
  return (request.correlations ?? []).map(({ cells, copula }, i) => {
    const dependence = dependences[i]!;
    const size = cells.length;
    const most = Math.max(1000, Math.floor(mostProducts / (size * size)));
    const count = Math.min(chunkSize, iterations, most);
    const columns = dependence.dimensions.map((draw) => {
      const column = new Float64Array(count);
      draws.fill(draw, 0, 0, count, column);
      return standardisedRanks(column);
    });
    return {
      cells,
      copula,
      asked: rankCorrelations(dependence).map((row) => row.map(toTwelveDigits)),
      achieved: columns.map((a, j) => columns.map((b, k) => (j === k ? 1 : product(a, b)))),
      repaired: dependence.kind === 'elliptical' && dependence.repaired,
    };
  });
}

/** What was asked went through the copula and back, which leaves 0.7999999999999998 of 0.8. */
const toTwelveDigits = (correlation: number): number => Math.round(correlation * 1e12) / 1e12;

/** Ranks with mean 0 and sum of squares 1. */
function standardisedRanks(column: Float64Array): Float64Array | undefined {
  if (column.length < 2) return undefined;
  const order = Uint32Array.from(column, (_, i) => i).sort((a, b) => column[a]! - column[b]!);
  const centre = (column.length - 1) / 2;
  const scale = Math.sqrt((column.length * (column.length * column.length - 1)) / 12);
  const ranks = new Float64Array(column.length);
  for (const [rank, place] of order.entries()) ranks[place] = (rank - centre) / scale;
  return ranks;
}

const product = (a: Float64Array | undefined, b: Float64Array | undefined): number | null =>
  a && b ? a.reduce((sum, x, i) => sum + x * b[i]!, 0) : null;
