/** The correlations that a workbook's own draws ask for, as a request writes them. */
import type { Node } from '../formula/ast.ts';
import { type ArrayValue, isArray, type Scalar } from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import type { CorrelationRequest } from '../request.ts';
import type { Evaluate } from './properties.ts';
import type { VendorDraw } from './translation.ts';

/** A draw of the simulation, and the cell by which a request would name it. */
export interface CorrelatedDraw {
  draw: VendorDraw;
  cell: string;
}

export interface VendorCorrelations {
  correlations: CorrelationRequest[];
  /** What keeps a correlation from being applied, as a sentence. */
  problems: string[];
}

/**
 * @RISK and Analytic Solver mean rank correlations. RiskDepC gives one coefficient for each follower with its leader: followers
 * depend on each other only through the leader, so theirs is the product.
 */
export function vendorCorrelations(
  draws: readonly CorrelatedDraw[],
  evaluateAt: (cell: CellAddress) => Evaluate,
  print: (node: Node, cell: CellAddress) => string,
): VendorCorrelations {
  const result: VendorCorrelations = { correlations: [], problems: [] };
  const groups = Map.groupBy(
    draws.filter(({ draw }) => draw.correlation),
    ({ draw }) => {
      const { correlation, home } = draw;
      switch (correlation?.kind) {
        case 'matrix':
          return `matrix ${print(correlation.matrix, home)} ${correlation.instance} ${correlation.degreesOfFreedom} ${correlation.measure}`;
        case 'archimedean': {
          const { copula, theta, survival, instance } = correlation;
          return `${copula} ${theta} ${survival} ${instance}`;
        }
        default:
          return `key ${correlation?.key.toLowerCase()}`;
      }
    },
  );
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const twice = group.find(({ cell }, i) => group.findIndex((other) => other.cell === cell) < i);
    if (twice) {
      result.problems.push(
        `${twice.cell} draws more than once with correlations: put each draw into a cell of its own.`,
      );
      continue;
    }
    const cells = group.map(({ cell }) => cell);
    const first = group[0]!.draw.correlation!;
    if (first.kind === 'archimedean') {
      const { copula, theta, survival } = first;
      // Independent draws, whichever copula it is.
      if (theta !== 0) result.correlations.push({ cells, copula, theta, ...(survival && { survival }) });
      continue;
    }
    const matrix = matrixOf(group, evaluateAt);
    const degreesOfFreedom = first.kind === 'matrix' ? first.degreesOfFreedom : undefined;
    if (typeof matrix === 'string') result.problems.push(`${group[0]!.cell}: ${matrix}`);
    else if (degreesOfFreedom !== undefined)
      result.correlations.push({ cells, copula: 't', measure: 'copula', matrix, degreesOfFreedom });
    else {
      const measure = (first.kind === 'matrix' && first.measure) || 'spearman';
      result.correlations.push({ cells, copula: 'gaussian', measure, matrix });
    }
  }
  return result;
}

function matrixOf(group: readonly CorrelatedDraw[], evaluateAt: (cell: CellAddress) => Evaluate): number[][] | string {
  const first = group[0]!.draw;
  if (first.correlation?.kind !== 'matrix') return followersMatrix(group);
  const given = evaluateAt(first.home)(first.correlation.matrix);
  // Two draws may have their coefficient alone.
  const value: Scalar | ArrayValue =
    typeof given === 'number' ? { kind: 'array', rows: 2, columns: 2, values: [1, given, given, 1] } : given;
  if (!isArray(value) || value.rows !== value.columns) return 'the correlation matrix is no square range.';
  const at = (row: number, column: number): Scalar => value.values[row * value.columns + column] ?? null;
  const positions = group.map(({ draw }) => (draw.correlation?.kind === 'matrix' ? draw.correlation.position - 1 : -1));
  if (positions.some((place) => !Number.isInteger(place) || place < 0 || place >= value.rows))
    return `a position in the correlation matrix is not from 1 to ${value.rows}.`;
  if (new Set(positions).size < positions.length)
    return 'two inputs have the same position in the correlation matrix: give each use of it an instance of its own.';
  // Often one half alone is filled in.
  const rows = positions.map((i) =>
    positions.map((j) => {
      if (i === j) return 1;
      const [upper, lower] = [at(Math.min(i, j), Math.max(i, j)), at(Math.max(i, j), Math.min(i, j))];
      return typeof lower === 'number' ? lower : typeof upper === 'number' ? upper : 0;
    }),
  );
  return rows.flat().every((x) => Math.abs(x) <= 1) ? rows : 'a correlation is not between -1 and 1.';
}

function followersMatrix(group: readonly CorrelatedDraw[]): number[][] | string {
  const coefficients = group.map(({ draw }) =>
    draw.correlation?.kind === 'follower' ? draw.correlation.coefficient : 1,
  );
  const leaders = group.filter(({ draw }) => draw.correlation?.kind === 'leader').length;
  if (leaders !== 1) return `the dependence needs one input that the others follow, not ${leaders}.`;
  if (!coefficients.every((x) => Math.abs(x) <= 1)) return 'a correlation is not between -1 and 1.';
  return coefficients.map((a, i) => coefficients.map((b, j) => (i === j ? 1 : a * b)));
}
