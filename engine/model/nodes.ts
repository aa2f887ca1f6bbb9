/** Questions about syntax trees that the search for precedents asks. */
import { type AreaNode, type CellNode, type Node, walk } from '../formula/ast.ts';
import { randomFunction } from './randomFunctions.ts';

/** Local names of LET and LAMBDA: the expression that a name stands for, null where that is known only at the call. */
export type Scope = ReadonlyMap<string, Node | null>;

export const operatorsOfReferences: ReadonlySet<string> = new Set([':', ' ', ',']);

/** A reference as written; `intersected`: no function stands above it, so that it means one cell unless in an array formula. */
export interface PlainReference {
  node: CellNode | AreaNode;
  intersected: boolean;
}

/** Whether a name of a LET or LAMBDA occurs, whose value cannot be folded from outside. */
export function usesScope(root: Node, scope: Scope): boolean {
  if (scope.size === 0) return false;
  return someNode(
    root,
    (node) => node.kind === 'name' && (node.parameter === true || scope.has(node.name.toLowerCase())),
  );
}

/** Whether an expression draws random numbers itself, so that it varies though it reads no cell. */
export const callsRandom = (root: Node): boolean =>
  someNode(root, (node) => node.kind === 'call' && randomFunction(node.name)?.draws === true);

function someNode(root: Node, test: (node: Node) => boolean): boolean {
  for (const node of walk(root)) if (test(node)) return true;
  return false;
}

export function isReference(node: Node): boolean {
  switch (node.kind) {
    case 'cell':
    case 'area':
    case 'structured':
    case 'name':
    case 'call':
      return true;
    case 'parentheses':
      return isReference(node.inner);
    case 'unary':
      return node.operator === '#' || (node.operator === '@' && isReference(node.operand));
    case 'binary':
      return operatorsOfReferences.has(node.operator);
    default:
      return false;
  }
}

/** The references of a formula that has nothing but such; null where any needs a closer look. `intersected`: no function above. */
export function plainReferencesOf(root: Node): PlainReference[] | null {
  const references: PlainReference[] = [];
  const waiting: { node: Node; scalar: boolean }[] = [{ node: root, scalar: true }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, scalar } = next;
    switch (node.kind) {
      case 'cell':
      case 'area':
        references.push({ node, intersected: scalar && node.kind === 'area' });
        break;
      case 'name':
      case 'structured':
      case 'apply':
        return null;
      case 'unary':
        if (node.operator === '#' || node.operator === '@') return null;
        waiting.push({ node: node.operand, scalar });
        break;
      case 'binary':
        if (operatorsOfReferences.has(node.operator)) return null;
        waiting.push({ node: node.right, scalar }, { node: node.left, scalar });
        break;
      case 'call':
        if (!plainFunctions.test(node.name)) return null;
        for (const argument of node.arguments.toReversed())
          waiting.push({ node: argument, scalar: scalar && node.name === 'IF' });
        break;
      case 'parentheses':
        waiting.push({ node: node.inner, scalar });
        break;
      default:
        break;
    }
  }
  return references;
}

/** Functions that read all their arguments, whatever these are. Any other name may be a LAMBDA's or needs a closer look. */
const plainFunctions =
  /^(?:IF|IFERROR|IFNA|AND|OR|NOT|XOR|SUM|SUMIFS|SUMPRODUCT|SUMSQ|PRODUCT|COUNT|COUNTA|COUNTIFS?|COUNTBLANK|AVERAGE|AVERAGEIFS|MIN|MAX|ABS|INT|MOD|ROUND|ROUNDUP|ROUNDDOWN|TRUNC|SIGN|SQRT|EXP|LN|LOG|LOG10|POWER|PI|MATCH|VLOOKUP|HLOOKUP|LOOKUP|NPV|IRR|PMT|PV|FV|DATE|YEAR|MONTH|DAY|EDATE|EOMONTH|TEXT|LEFT|RIGHT|MID|LEN|CONCATENATE|TRIM|UPPER|LOWER|VALUE|ISBLANK|ISERROR|ISNUMBER|ISNA|ISTEXT|RAND|RANDBETWEEN|LARGE|SMALL|RANK|MEDIAN|STDEV|VAR|NORMSINV|NORMINV|NORM\.INV|NORM\.S\.INV)$/;
