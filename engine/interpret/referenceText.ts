import type { Node } from '../formula/ast.ts';
import { parseFormula } from '../formula/parse.ts';
import { cellName } from '../workbook/a1.ts';
import { compileFormula } from './compile.ts';
import type { Frame } from './frame.ts';
import { isReference, referenceError, type Value } from './value.ts';

const corner = 'R(\\[-?\\d+\\]|\\d+)?C(\\[-?\\d+\\]|\\d+)?';
const r1c1 = new RegExp(`^${corner}$`, 'i');
const r1c1Row = /^R(\[-?\d+\]|\d+)?$/i;
const r1c1Column = /^C(\[-?\d+\]|\d+)?$/i;

function coordinate(text: string | undefined, own: number): number {
  if (text === undefined) return own;
  return text.startsWith('[') ? own + Number(text.slice(1, -1)) : Number(text) - 1;
}

/** `R[1]C2` as A1; `undefined` for what is no reference of that kind. */
function cornerToA1(text: string, frame: Frame): string | undefined {
  const match = r1c1.exec(text);
  if (!match) return undefined;
  const row = coordinate(match[1], frame.row);
  const column = coordinate(match[2], frame.column);
  return row < 0 || column < 0 ? undefined : cellName(row, column);
}

function toA1(text: string, frame: Frame): string | undefined {
  const bang = text.lastIndexOf('!');
  const prefix = text.slice(0, bang + 1);
  const corners = text.slice(bang + 1).split(':');
  const [first = '', second = first] = corners;
  const rows = [r1c1Row.exec(first), r1c1Row.exec(second)];
  if (rows[0] && rows[1]) {
    return `${prefix}${coordinate(rows[0][1], frame.row) + 1}:${coordinate(rows[1][1], frame.row) + 1}`;
  }
  const columns = [r1c1Column.exec(first), r1c1Column.exec(second)];
  if (columns[0] && columns[1]) {
    const letters = columns.map((m) => cellName(0, coordinate(m?.[1], frame.column)).slice(0, -1));
    return `${prefix}${letters.join(':')}`;
  }
  const converted = corners.map((part) => cornerToA1(part, frame));
  return converted.every((part) => part !== undefined) ? prefix + converted.join(':') : undefined;
}

/** `A01` means A1, and `05:05` row 5. */
const withoutLeadingZeros = (text: string): string => {
  const bang = text.lastIndexOf('!');
  return (
    text.slice(0, bang + 1) +
    text.slice(bang + 1).replaceAll(/(?<=^|:)(\$?[A-Za-z]{0,3}\$?)0+(?=[1-9]\d*(?::|$))/g, '$1')
  );
};

function isReferenceNode(node: Node): boolean {
  switch (node.kind) {
    case 'cell':
    case 'area':
    case 'name':
    case 'structured':
      return true;
    case 'parentheses':
      return isReferenceNode(node.inner);
    case 'unary':
      return node.operator === '#' && isReferenceNode(node.operand);
    case 'binary':
      return (
        (node.operator === ':' || node.operator === ' ') && isReferenceNode(node.left) && isReferenceNode(node.right)
      );
    default:
      return false;
  }
}

/** What INDIRECT makes of a text: cells, ranges, names and tables, but no calculation. */
export function resolveReferenceText(text: string, a1: boolean, frame: Frame): Value {
  const trimmed = text.trim();
  const source = a1 ? withoutLeadingZeros(trimmed) : (toA1(trimmed, frame) ?? trimmed);
  if (source === '') return referenceError;
  const parsed = parseFormula(source, frame);
  if (!parsed.ok || !isReferenceNode(parsed.value)) return referenceError;
  const value = compileFormula(parsed.value, frame.services, frame.sheet, true)(frame.enter([]));
  return isReference(value) ? value : referenceError;
}
