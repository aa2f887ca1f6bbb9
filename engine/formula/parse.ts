/** The formula parser: Excel's grammar as the file format writes it, by precedence climbing over the text. */
import { failed, ok, type Result } from '../result.ts';
import {
  type BinaryOperator,
  type CallNode,
  type CellNode,
  type ConstantNode,
  childrenOf,
  maximumTreeDepth,
  type Node,
  type Position,
  type Prefix,
  type UnaryOperator,
} from './ast.ts';
import {
  readBrackets,
  readCell,
  readError,
  readLines,
  readNumber,
  readPrefix,
  readText,
  readWord,
  skipSpace,
} from './lexer.ts';
import { shapeOf } from './references.ts';
import { parseBrackets } from './structured.ts';

/** Excel's own limits; parentheses count apart from functions, since Excel allows 64 functions each with some around it. */
export const formulaLimits = { characters: 8192, functionNesting: 64, nesting: 256 };

export interface FormulaError {
  /** Index into the text. */
  position: number;
  message: string;
}

class FormulaFault extends Error {
  readonly position: number;
  constructor(position: number, message: string) {
    super(message);
    this.position = position;
  }
}

/** From loosest to tightest; all group from the left. */
const precedences: readonly (readonly BinaryOperator[])[] = [
  ['=', '<>', '<', '<=', '>', '>='],
  ['&'],
  ['+', '-'],
  ['*', '/'],
  ['^'],
];
const precedenceOf = new Map(
  precedences.flatMap((operators, level) => operators.map((operator) => [operator, level] as const)),
);
/** Longer ones first. */
const operators: readonly BinaryOperator[] = ['<>', '<=', '>=', '=', '<', '>', '&', '+', '-', '*', '/', '^'];

const hiddenPrefixes = /^(?:_xlfn\.|_xlws\.|_xll\.|_xludf\.|_xlpm\.)+/i;
/** A function's name as the file writes it, in upper case and without the prefixes of newer functions and add-ins. */
export const plainFunctionName = (written: string): string => written.replace(hiddenPrefixes, '').toUpperCase();
/** Operators that the file writes as functions. */
const functionOperators: Readonly<Record<string, UnaryOperator>> = { '_XLFN.SINGLE': '@', '_XLFN.ANCHORARRAY': '#' };

/**
 * Parses a formula, with or without its leading `=`, as it stands in the cell `at` (references become relative to it).
 * Errors: no formula by Excel's grammar, or beyond `formulaLimits`.
 */
export function parseFormula(text: string, at: Position): Result<Node, FormulaError> {
  try {
    return ok(parse(text, at));
  } catch (error) {
    if (error instanceof FormulaFault) return failed({ position: error.position, message: error.message });
    throw error;
  }
}

/** A parser that parses formulas of the same shape once and gives all of them the same tree. */
export function shapeParser(): typeof parseFormula {
  const known = new Map<string, Result<Node, FormulaError>>();
  return (text, at) => {
    const { key } = shapeOf(text, at);
    const before = known.get(key);
    if (before) return before;
    const parsed = parseFormula(text, at);
    // An error's position belongs to its own text.
    if (parsed.ok) known.set(key, parsed);
    return parsed;
  };
}

/** Trees of cells' formulas, as long as these are in use. */
const treesOfFormulas = new WeakMap<object, { at: Position; parsed: Result<Node, FormulaError> }>();

/**
 * Parses the formulas of cells, each once: a plan makes several workbooks of one, which share the formulas that they leave as they are.
 * Formulas are never changed in place.
 */
export function cellParser(): (formula: { readonly text: string }, at: Position) => Result<Node, FormulaError> {
  const parseShape = shapeParser();
  return (formula, { row, column }) => {
    const before = treesOfFormulas.get(formula);
    if (before?.at.row === row && before.at.column === column) return before.parsed;
    const at = { row, column };
    const parsed = parseShape(formula.text, at);
    treesOfFormulas.set(formula, { at, parsed });
    return parsed;
  };
}

function parse(text: string, from: Position): Node {
  let at = text.startsWith('=') ? 1 : 0;
  let nesting = 0;
  let functionNesting = 0;

  const fail = (message: string, position = at): never => {
    throw new FormulaFault(position, message);
  };
  const skip = () => {
    at = skipSpace(text, at);
  };
  /** Leaves white space alone if the token does not follow: it may be an intersection. */
  const take = (token: string): boolean => {
    const start = skipSpace(text, at);
    if (!text.startsWith(token, start)) return false;
    at = start + token.length;
    return true;
  };
  const expect = (token: string) => {
    skip();
    if (!take(token))
      fail(at < text.length ? `expected "${token}" instead of "${text[at]}"` : `"${token}" is missing at the end`);
  };
  const nested = <Value>(read: () => Value): Value => {
    if (++nesting > formulaLimits.nesting) fail(`parentheses are nested more than ${formulaLimits.nesting} deep`);
    const value = read();
    nesting--;
    return value;
  };

  /** `unions`: a comma here is the union operator, not an argument's end. */
  const parseExpression = (level: number, unions: boolean): Node => {
    let left = parsePercent(unions);
    for (;;) {
      skip();
      const operator = operators.find((candidate) => text.startsWith(candidate, at));
      const precedence = operator === undefined ? -1 : precedenceOf.get(operator)!;
      if (operator === undefined || precedence < level) return left;
      at += operator.length;
      left = { kind: 'binary', operator, left, right: parseExpression(precedence + 1, unions) };
    }
  };

  const parsePercent = (unions: boolean): Node => {
    const signs: UnaryOperator[] = [];
    for (skip(); text[at] === '-' || text[at] === '+' || text[at] === '@'; skip())
      signs.push(text[at++] as UnaryOperator);
    let node = parseUnion(unions);
    for (let sign = signs.pop(); sign; sign = signs.pop()) node = { kind: 'unary', operator: sign, operand: node };
    while (take('%')) node = { kind: 'unary', operator: '%', operand: node };
    return node;
  };

  const parseUnion = (unions: boolean): Node => {
    let left = parseIntersection();
    while (unions && isReference(left) && take(',')) {
      skip();
      left = { kind: 'binary', operator: ',', left, right: parseIntersection() };
    }
    return left;
  };

  const parseIntersection = (): Node => {
    let left = parseRange();
    for (;;) {
      const next = skipSpace(text, at);
      if (next === at || !isReference(left) || !startsReference(text, next)) return left;
      at = next;
      left = { kind: 'binary', operator: ' ', left, right: parseRange() };
    }
  };

  const parseRange = (): Node => {
    let left = parsePostfix();
    while (isReference(left) && take(':')) {
      skip();
      left = { kind: 'binary', operator: ':', left, right: parsePostfix() };
    }
    return left;
  };

  const parsePostfix = (): Node => {
    let node = parseOperand();
    for (;;) {
      if (text[at] === '#' && isReference(node)) {
        at++;
        node = { kind: 'unary', operator: '#', operand: node };
      } else if (text[at] === '(' && (node.kind === 'call' || node.kind === 'apply' || node.kind === 'parentheses')) {
        node = { kind: 'apply', callee: node, arguments: parseArguments() };
      } else return node;
    }
  };

  const parseOperand = (): Node => {
    const character = text[at];
    if (character === undefined) return fail('the formula ends where a value is expected');
    if (character === '(') {
      at++;
      const inner = nested(() => parseExpression(0, true));
      expect(')');
      return { kind: 'parentheses', inner };
    }
    if (character === '{') return parseArray();
    if (character === '"') {
      const read = readText(text, at) ?? fail('the text has no closing quote');
      at = read.end;
      return { kind: 'text', value: read.value };
    }
    return parseReference() ?? parseNumber() ?? fail(`"${character}" cannot stand here`);
  };

  const parseNumber = (): ConstantNode | undefined => {
    const read = readNumber(text, at);
    if (!read) return undefined;
    const value = Number(read.value);
    if (!Number.isFinite(value)) fail('the number is too large');
    at = read.end;
    return String(value) === read.value ? { kind: 'number', value } : { kind: 'number', value, written: read.value };
  };

  const parseReference = (): Node | undefined => {
    const start = at;
    const prefixed = readPrefix(text, at);
    if (prefixed) at = prefixed.end;
    const prefix = prefixed?.value;
    const node = parsePlainReference(prefix, start);
    if (!node && prefixed) fail('a reference or a name is expected after "!"');
    return node;
  };

  const parsePlainReference = (prefix: Prefix | undefined, start: number): Node | undefined => {
    const placed = placedBy(prefix);
    const error = readError(text, at);
    if (error) {
      at = error.end;
      // `#REF!A1`: a cell of a sheet that was deleted.
      if (error.value === '#REF!') at = readCell(text, at, from)?.end ?? readError(text, at)?.end ?? at;
      return { kind: 'error', error: error.value, ...placed };
    }
    const lines = readLines(text, at, from);
    if (lines) {
      at = lines.end;
      return { kind: 'area', ...lines.value, ...placed };
    }
    const cell = readCell(text, at, from);
    if (cell) {
      at = cell.end;
      const last = text[at] === ':' ? readCell(text, at + 1, from) : undefined;
      if (!last) return { kind: 'cell', at: cell.value, ...placed } satisfies CellNode;
      at = last.end;
      return { kind: 'area', shape: 'cells', first: cell.value, last: last.value, ...placed };
    }
    if (text[at] === '[') return parseStructured(undefined, prefix);
    const word = readWord(text, at);
    if (!word) return undefined;
    at = word.end;
    if (text[at] === '(') return parseCall(word.value, text.slice(start, at));
    if (text[at] === '[') return parseStructured(word.value, prefix);
    if (!prefix && /^(?:true|false)$/i.test(word.value)) return { kind: 'boolean', value: word.value.length === 4 };
    return nameNode(word.value, prefix);
  };

  const parseStructured = (table: string | undefined, prefix: Prefix | undefined): Node => {
    const start = at;
    const brackets = readBrackets(text, at) ?? fail('the bracket is not closed');
    at = brackets.end;
    const columns = parseBrackets(brackets.value) ?? fail('these columns of a table cannot be read', start);
    return { kind: 'structured', ...(table !== undefined && { table }), ...columns, ...placedBy(prefix) };
  };

  const parseCall = (name: string, written: string): Node => {
    const start = at;
    if (++functionNesting > formulaLimits.functionNesting) {
      fail(`functions are nested more than ${formulaLimits.functionNesting} deep`);
    }
    const values = parseArguments();
    functionNesting--;
    const operator = functionOperators[name.toUpperCase()];
    if (operator) {
      const [operand, more] = values;
      if (!operand || more || operand.kind === 'missing') fail(`${name} takes one argument`, start);
      return { kind: 'unary', operator, operand: operand!, asFunction: true };
    }
    return {
      kind: 'call',
      name: plainFunctionName(name),
      written,
      arguments: values,
    } satisfies CallNode;
  };

  const parseArguments = (): Node[] =>
    nested(() => {
      expect('(');
      if (take(')')) return [];
      const values: Node[] = [];
      do {
        skip();
        const missing = text[at] === ',' || text[at] === ')';
        values.push(missing ? { kind: 'missing' } : parseExpression(0, false));
      } while (take(','));
      expect(')');
      return values;
    });

  const parseArray = (): Node => {
    const start = at++;
    const rows: ConstantNode[][] = [];
    do {
      const row: ConstantNode[] = [];
      do row.push(parseConstant());
      while (take(','));
      rows.push(row);
    } while (take(';'));
    expect('}');
    if (rows.some((row) => row.length !== rows[0]!.length)) fail('the rows of the array have different lengths', start);
    return { kind: 'array', rows };
  };

  const parseConstant = (): ConstantNode => {
    skip();
    const text_ = readText(text, at);
    if (text_) {
      at = text_.end;
      return { kind: 'text', value: text_.value };
    }
    const error = readError(text, at);
    if (error) {
      at = error.end;
      return { kind: 'error', error: error.value };
    }
    const word = readWord(text, at);
    if (word && /^(?:true|false)$/i.test(word.value)) {
      at = word.end;
      return { kind: 'boolean', value: word.value.length === 4 };
    }
    const sign = take('-') ? '-' : take('+') ? '+' : '';
    skip();
    const number = parseNumber();
    if (number?.kind !== 'number') return fail('an array holds only numbers, texts, TRUE, FALSE and errors');
    if (sign !== '-') return number;
    // Minus zero is 0 in Excel.
    const value = number.value === 0 ? 0 : -number.value;
    return number.written === undefined
      ? { kind: 'number', value }
      : { kind: 'number', value, written: `-${number.written}` };
  };

  if (text.length > formulaLimits.characters) {
    fail(`the formula is longer than ${formulaLimits.characters} characters`, formulaLimits.characters);
  }
  const root = parseExpression(0, true);
  skip();
  if (at < text.length) fail(`"${text[at]}" cannot stand here`);
  if (text.length > maximumTreeDepth && depthOf(root) > maximumTreeDepth) {
    fail(`more than ${maximumTreeDepth} operators depend on each other in turn; split the formula`, 0);
  }
  return root.kind === 'binary' && (root.operator === '+' || root.operator === '-')
    ? { ...root, snapsToZero: true }
    : root;
}

/** An empty prefix (`!A1`) says nothing. */
const placedBy = (prefix: Prefix | undefined) => (prefix && Object.keys(prefix).length > 0 ? { prefix } : {});

function nameNode(word: string, prefix: Prefix | undefined): Node {
  const placed = placedBy(prefix);
  if (/^_xlpm\./i.test(word)) return { kind: 'name', name: word.slice(6), parameter: true, ...placed };
  if (/^_xleta\./i.test(word)) return { kind: 'name', name: word.slice(7), functionValue: true, ...placed };
  return { kind: 'name', name: word, ...placed };
}

/** What may give a reference, and so be an operand of `:`, intersection, union and `#`. */
function isReference(node: Node): boolean {
  switch (node.kind) {
    case 'cell':
    case 'area':
    case 'name':
    case 'structured':
    case 'call':
    case 'apply':
    case 'error':
    case 'parentheses':
      return true;
    case 'unary':
      return node.operator === '#' || node.operator === '@';
    case 'binary':
      return node.operator === ':' || node.operator === ' ' || node.operator === ',';
    default:
      return false;
  }
}

const startsReference = (text: string, at: number) =>
  /[\p{L}_\\$'[(#]/u.test(text[at] ?? '') || readLines(text, at, { row: 0, column: 0 }) !== undefined;

/** The longest way down, without recursion; the way to a left operand is none. */
function depthOf(root: Node): number {
  let depth = 0;
  for (let level = [root]; level.length > 0; depth++) {
    const below: Node[] = [];
    for (const top of level) {
      let node = top;
      for (; node.kind === 'binary'; node = node.left) below.push(node.right);
      below.push(...childrenOf(node));
    }
    level = below;
  }
  return depth;
}
