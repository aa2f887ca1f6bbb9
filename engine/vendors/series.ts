/** Series: in the k-th of several simulations RiskSimtable and PsiSimParam give the k-th of their values. */
import type { BinaryOperator, CallNode, Node } from '../formula/ast.ts';
import { walk } from '../formula/ast.ts';
import { isArray, isError } from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import type { Evaluate } from './properties.ts';
import { callNode, numberNode } from './rewrite.ts';

export interface VendorSeries {
  cell: CellAddress;
  /** Undefined for two limits, which are divided into as many values as there are simulations. */
  length: number | undefined;
  /** In this simulation; undefined where it is no number. */
  value?: number;
  /** Why it has no value in this simulation. */
  problem?: string;
}

/** Two limits without a list beside them to say how many simulations there are. */
const fewest = 2;

/** As many simulations as the longest list has values; 0 without a series. */
export const simulationsOf = (series: readonly VendorSeries[]): number =>
  Math.max(0, ...series.map(({ length }) => length ?? fewest));

/** How many values a call lists. Source: "PSI Function Reference", PsiSimParam: values, or a lower and an upper limit. */
export function seriesLength({ arguments: args }: CallNode, evaluate: Evaluate): number | undefined {
  const [values, upper] = args;
  const given = values && values.kind !== 'missing' ? evaluate(values) : null;
  if (isArray(given) && given.values.length > 1) return given.values.length;
  return upper && upper.kind !== 'missing' ? undefined : 1;
}

/** What takes the place of a call in simulation `index` of `simulations`, from 1; a text says why it has no value there. */
export function seriesValue(
  { arguments: args }: CallNode,
  index: number,
  simulations: number,
  evaluate: Evaluate,
): Node | string {
  const [values, upper] = args;
  if (!values || values.kind === 'missing') return 'it has no values';
  const given = evaluate(values);
  if (isArray(given) && given.values.length > 1) {
    const value = given.values[index - 1];
    if (value === undefined) return `it has ${given.values.length} values, not ${index}`;
    if (typeof value !== 'number' && !isError(value)) return `its value ${index} is no number`;
    if (typeof value === 'number' && !readsCells(values)) return numberNode(value);
    // A list of cells may hold distributions, one for each simulation: an error is what Excel shows without the add-in.
    const row = Math.floor((index - 1) / given.columns) + 1;
    return callNode('INDEX', values, numberNode(row), numberNode(((index - 1) % given.columns) + 1));
  }
  const only = isArray(given) ? given.values[0] : given;
  if (typeof only !== 'number' && !isError(only ?? null)) return 'its value is no number';
  if (index === 1) return grouped(values);
  if (!upper || upper.kind === 'missing') return `it has one value, not ${index}`;
  if (index === simulations) return grouped(upper);
  const step = binary(binary(numberNode(index - 1), '/', numberNode(simulations - 1)), '*', distance(values, upper));
  return grouped(binary(grouped(values), '+', step));
}

const binary = (left: Node, operator: BinaryOperator, right: Node): Node => ({ kind: 'binary', operator, left, right });
const grouped = (inner: Node): Node => ({ kind: 'parentheses', inner });
const distance = (low: Node, high: Node): Node => grouped(binary(grouped(high), '-', grouped(low)));

function readsCells(tree: Node): boolean {
  for (const { kind } of walk(tree))
    if (kind === 'cell' || kind === 'area' || kind === 'name' || kind === 'structured') return true;
  return false;
}
