/** The call of a function that fills a range, taken apart: a formula for each cell. */
import type { CallNode, Node } from '../formula/ast.ts';
import { isArray } from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import { failed, ok, type Result } from '../result.ts';
import { type ArrayKindName, arrayKinds } from './arrayFunctions.ts';
import type { ArrayKind } from './arrayKind.ts';
import type { Rectangle } from './meaning.ts';
import type { CorrelationRole, Evaluate } from './properties.ts';
import { absolute, cellNode, replaceNodes } from './rewrite.ts';
import { vendorFunction } from './vendorFunctions.ts';

/** Where a call stands, and what its translation adds to the workbook. */
interface RangePlace {
  cell: CellAddress;
  area: Rectangle;
  /** The name of its sheet. */
  home: string;
  /** The parameters as what they mean there; undefined where one cannot be read, which has been told. */
  read(parameters: readonly Node[]): readonly Node[] | undefined;
  evaluate: Evaluate;
  /** A draw that belongs to a cell: where it stands. */
  draw(at: CellAddress, distribution: Node, more: { name?: string; correlation?: CorrelationRole }): Node;
  /** A formula in a cell of its own. */
  aside(formula: Node): Node;
}

/** The formula of each cell, or why there is none. */
export function fillRange(
  call: CallNode,
  kind: ArrayKindName,
  { cell, area, home, ...place }: RangePlace,
): Result<{ at: CellAddress; formula: Node }[], string> {
  const taken = takeApart(call, kind);
  if (!taken.ok) return taken;
  const { parameters, name } = taken.value;
  const { top, bottom, left, right } = area;
  if (top !== bottom && left !== right) return failed('it fills several rows and columns');
  const values = place
    .read(parameters)
    ?.map((parameter) =>
      replaceNodes(parameter, (part) =>
        part.kind === 'cell' || part.kind === 'area' ? absolute(part, cell, home) : undefined,
      ),
    );
  if (!values) return ok([]);
  const at = (element: number): CellAddress =>
    top === bottom
      ? { sheet: cell.sheet, row: top, column: left + element }
      : { sheet: cell.sheet, row: top + element, column: left };
  const formulas = arrayKinds[kind].formulas({
    length: Math.max(bottom - top, right - left) + 1,
    identity: `${home}!R${top + 1}C${left + 1}`,
    value: (index) => {
      const value = place.evaluate(values[index]!);
      return isArray(value) ? (value.values[0] ?? null) : value;
    },
    parameter: (index) => values[index]!,
    count: (index) => {
      const value = place.evaluate(values[index]!);
      return isArray(value) ? value.values.length : 1;
    },
    cell: (element) => cellNode(at(element), { sheet: home }),
    draw: (element, distribution, correlation) =>
      place.draw(at(element), distribution, {
        ...(name !== undefined && { name: `${name} ${element + 1}` }),
        ...(correlation && { correlation }),
      }),
    aside: place.aside,
  });
  return typeof formulas === 'string'
    ? failed(formulas)
    : ok(formulas.map((formula, element) => ({ at: at(element), formula })));
}

function takeApart(call: CallNode, kind: ArrayKindName): Result<{ parameters: Node[]; name?: string }, string> {
  const given: Node[] = [];
  let name: string | undefined;
  for (const argument of call.arguments) {
    const role = argument.kind === 'call' ? vendorFunction(argument.name) : undefined;
    if (argument.kind !== 'call' || (role?.role !== 'modifier' && role?.role !== 'unsupported')) given.push(argument);
    else if (role.role === 'unsupported') return failed(`${argument.written}: ${role.reason}`);
    else if (role.effect === 'name') name = argument.arguments.find((part) => part.kind === 'text')?.value;
    else if (role.effect !== 'ignored') return failed(`${argument.written} does not act on it`);
  }
  const { parameters, defaults }: ArrayKind = arrayKinds[kind];
  for (const [i, parameter] of parameters.entries()) {
    const value = defaults?.[parameter];
    if (value && (given[i] ?? value).kind === 'missing') given[i] = value;
    else if (value && i === given.length) given.push(value);
  }
  if (given.length !== parameters.length || given.some((argument) => argument.kind === 'missing'))
    return failed(`it takes ${parameters.length} parameters (${parameters.join(', ')})`);
  return ok({ parameters: given, ...(name !== undefined && { name }) });
}
