/**
 * Formula text from a tree, as the file format writes it and without the leading `=`. A tree that the parser made gives its
 * text back but for white space. Trees built by other means must hold `parentheses` nodes where the precedence needs them.
 */
import { columnName, needsQuotes } from '../workbook/a1.ts';
import { leftRun, type Node, type Point, type Position, type Prefix, resolveColumn, resolveRow } from './ast.ts';
import { printBrackets } from './structured.ts';

/** `at` is the cell in which the formula stands. */
export function printFormula(node: Node, at: Position): string {
  const print = (part: Node) => printFormula(part, at);
  const list = (parts: readonly Node[]) => parts.map(print).join(',');
  switch (node.kind) {
    case 'number':
      return node.written ?? String(node.value);
    case 'text':
      return `"${node.value.replaceAll('"', '""')}"`;
    case 'boolean':
      return node.value ? 'TRUE' : 'FALSE';
    case 'error':
      return printPrefix(node.prefix) + node.error;
    case 'missing':
      return '';
    case 'array':
      return `{${node.rows.map((row) => list(row)).join(';')}}`;
    case 'parentheses':
      return `(${print(node.inner)})`;
    case 'cell':
      return printPrefix(node.prefix) + printColumn(node.at, at) + printRow(node.at, at);
    case 'area': {
      const corner = (point: Point) =>
        (node.shape === 'rows' ? '' : printColumn(point, at)) + (node.shape === 'columns' ? '' : printRow(point, at));
      return `${printPrefix(node.prefix)}${corner(node.first)}:${corner(node.last)}`;
    }
    case 'name':
      return `${printPrefix(node.prefix)}${node.parameter ? '_xlpm.' : node.functionValue ? '_xleta.' : ''}${node.name}`;
    case 'structured':
      return printPrefix(node.prefix) + (node.table ?? '') + printBrackets(node);
    case 'unary': {
      const operand = print(node.operand);
      if (node.operator === '%') return `${operand}%`;
      if (node.operator === '#') return node.asFunction ? `_xlfn.ANCHORARRAY(${operand})` : `${operand}#`;
      return node.asFunction ? `_xlfn.SINGLE(${operand})` : node.operator + operand;
    }
    case 'binary': {
      const { first, rest } = leftRun(node);
      return print(first) + rest.map(({ operator, right }) => operator + print(right)).join('');
    }
    case 'call':
      return `${node.written}(${list(node.arguments)})`;
    case 'apply':
      return `${print(node.callee)}(${list(node.arguments)})`;
  }
}

const printColumn = (point: Point, at: Position) =>
  (point.columnAbsolute ? '$' : '') + columnName(resolveColumn(point, at));
const printRow = (point: Point, at: Position) => (point.rowAbsolute ? '$' : '') + (resolveRow(point, at) + 1);

function printPrefix(prefix: Prefix | undefined): string {
  if (!prefix) return '';
  const { workbook, sheet, lastSheet } = prefix;
  const sheets = (sheet ?? '') + (lastSheet === undefined ? '' : `:${lastSheet}`);
  // A path holds its opening bracket already (`C:\folder\[Book.xlsx`); an add-in's path has no brackets at all.
  const book =
    workbook === undefined
      ? ''
      : workbook.includes('[')
        ? `${workbook}]`
        : /[\\/]/.test(workbook)
          ? workbook
          : `[${workbook}]`;
  const plain =
    (workbook === undefined || /^\d+$/.test(workbook)) &&
    ![sheet, lastSheet].some((name) => name !== undefined && needsQuotes(name));
  return plain ? `${book}${sheets}!` : `'${(book + sheets).replaceAll("'", "''")}'!`;
}
