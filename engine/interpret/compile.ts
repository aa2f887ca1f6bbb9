import type {
  AreaNode,
  BinaryNode,
  BinaryOperator,
  CallNode,
  CellNode,
  ConstantNode,
  NameNode,
  Node,
  Prefix,
  UnaryNode,
} from '../formula/ast.ts';
import { resolveArea, resolveColumn, resolveRow } from '../formula/ast.ts';
import type { FunctionDescriptor } from '../functions/descriptor.ts';
import { functions } from '../functions/index.ts';
import { type ActualArgument, callFunction, empty, scalarOrArray } from './call.ts';
import type { Code, Frame, WorkbookServices } from './frame.ts';
import {
  combineArrays,
  mapArray,
  negate,
  operations,
  percent,
  type ScalarOperation,
  snappingOperations,
} from './operators.ts';
import { areaOf, intersectImplicitly, isSingleCell, referenceTo } from './reference.ts';
import { specialForms } from './specialForms.ts';
import {
  type Area,
  type ArrayValue,
  arrayOf,
  errors,
  isArray,
  isError,
  isLambda,
  isReference,
  nameError,
  nullError,
  numberError,
  type ReferenceValue,
  referenceError,
  type Scalar,
  type Value,
  valueError,
} from './value.ts';

/** Reads an operand: a scalar or an array, never a reference. */
export type OperandCode = (frame: Frame) => Scalar | ArrayValue;

/** What is known where a node stands. */
export interface Scope {
  readonly services: WorkbookServices;
  /** The sheet that unqualified names and references mean. */
  readonly sheet: number;
  /** In an array formula ranges are arrays, elsewhere they are intersected implicitly. */
  readonly arrayMode: boolean;
  /** Places of the local names in `Frame.locals`, by lower-case name. */
  readonly locals: ReadonlyMap<string, number>;
  /** Hands out places and numbers the random calls; one per formula. */
  readonly counters: { locals: number; randomCalls: number };
}

export const inArrayMode = (scope: Scope): Scope => (scope.arrayMode ? scope : { ...scope, arrayMode: true });

export function withLocal(scope: Scope, name: string): { scope: Scope; place: number } {
  const place = scope.counters.locals++;
  const locals = new Map(scope.locals);
  locals.set(name.toLowerCase(), place);
  return { scope: { ...scope, locals }, place };
}

const constantOf = (node: ConstantNode): Scalar => (node.kind === 'error' ? errors[node.error] : node.value);

/** The sheets that a prefix means; `undefined` for a sheet that is not there or another workbook. */
function sheetsOf(prefix: Prefix | undefined, scope: Scope): { first: number; last: number } | undefined {
  if (prefix === undefined) return { first: scope.sheet, last: scope.sheet };
  if (prefix.workbook !== undefined && prefix.workbook !== '0') return undefined;
  if (prefix.sheet === undefined) return { first: scope.sheet, last: scope.sheet };
  const first = scope.services.sheetIndex(prefix.sheet);
  const last = prefix.lastSheet === undefined ? first : scope.services.sheetIndex(prefix.lastSheet);
  if (first === undefined || last === undefined) return undefined;
  return { first: Math.min(first, last), last: Math.max(first, last) };
}

function compileReference(node: CellNode | AreaNode, scope: Scope): Code {
  const sheets = sheetsOf(node.prefix, scope);
  if (sheets === undefined) return () => referenceError;
  return (frame) =>
    referenceTo(frame.source, { sheet: sheets.first, lastSheet: sheets.last, ...resolveArea(node, frame) });
}

/** The most frequent operand of all: one cell, read without making a reference first. */
function compileCellRead(node: CellNode, scope: Scope): OperandCode {
  const sheets = sheetsOf(node.prefix, scope);
  if (sheets === undefined) return () => referenceError;
  if (sheets.first !== sheets.last) return () => valueError;
  const { at } = node;
  const sheet = sheets.first;
  return (frame) => frame.source.read(sheet, resolveRow(at, frame), resolveColumn(at, frame));
}

function rangeBetween(left: ReferenceValue, right: ReferenceValue): Value {
  const areas = [...left.areas, ...right.areas];
  const sheet = areas[0]?.sheet;
  if (sheet === undefined || areas.some((area) => area.sheet !== sheet || area.lastSheet !== sheet)) return valueError;
  return referenceTo(left.source, {
    sheet,
    lastSheet: sheet,
    top: Math.min(...areas.map((area) => area.top)),
    left: Math.min(...areas.map((area) => area.left)),
    bottom: Math.max(...areas.map((area) => area.bottom)),
    right: Math.max(...areas.map((area) => area.right)),
  });
}

function intersection(left: ReferenceValue, right: ReferenceValue): Value {
  const common: Area[] = [];
  for (const a of left.areas) {
    for (const b of right.areas) {
      if (a.sheet !== b.sheet) continue;
      const top = Math.max(a.top, b.top);
      const leftmost = Math.max(a.left, b.left);
      const bottom = Math.min(a.bottom, b.bottom);
      const rightmost = Math.min(a.right, b.right);
      if (top <= bottom && leftmost <= rightmost) common.push(areaOf(a.sheet, top, leftmost, bottom, rightmost));
    }
  }
  return common.length === 0 ? nullError : referenceTo(left.source, ...common);
}

const referenceOperations: Partial<Record<BinaryOperator, (left: ReferenceValue, right: ReferenceValue) => Value>> = {
  ':': rangeBetween,
  ',': (left, right) => referenceTo(left.source, ...left.areas, ...right.areas),
  ' ': intersection,
};

function compileBinary(node: BinaryNode, scope: Scope): Code {
  const { operator } = node;
  const onReferences = referenceOperations[operator];
  if (onReferences) {
    const left = compileValue(node.left, scope);
    const right = compileValue(node.right, scope);
    return (frame) => {
      const a = left(frame);
      if (isError(a)) return a;
      const b = right(frame);
      if (isError(b)) return b;
      return isReference(a) && isReference(b) ? onReferences(a, b) : valueError;
    };
  }
  const { left } = node;
  if (left.kind === 'binary' && !referenceOperations[left.operator]) return compileRun(node, scope);
  return operationOf(node, compileOperand(left, scope), scope);
}

function operationOf(node: BinaryNode, left: OperandCode, scope: Scope): OperandCode {
  const known: Partial<Record<BinaryOperator, ScalarOperation>> = operations;
  const operation = (node.snapsToZero && snappingOperations[node.operator]) || known[node.operator];
  if (!operation) throw new Error(`no operation for ${node.operator}`);
  const right = compileOperand(node.right, scope);
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    return isArray(a) || isArray(b) ? combineArrays(a, b, operation) : operation(a, b);
  };
}

/** Long runs, `a+b+c+...`, are gone through in a loop: each operation within the next would overflow the stack. */
const longestNested = 64;

function compileRun(node: BinaryNode, scope: Scope): OperandCode {
  const run: BinaryNode[] = [];
  let first: Node = node;
  while (first.kind === 'binary' && !referenceOperations[first.operator]) {
    run.push(first);
    first = first.left;
  }
  let code = compileOperand(first, scope);
  const pieces: OperandCode[] = [];
  /** What the pieces before have come to, for each evaluation that is under way. */
  const totals: (Scalar | ArrayValue)[] = [];
  for (const [i, operation] of run.reverse().entries()) {
    if (i > 0 && i % longestNested === 0) {
      pieces.push(code);
      code = () => totals.at(-1) ?? null;
    }
    code = operationOf(operation, code, scope);
  }
  if (pieces.length === 0) return code;
  const [head, ...others] = [...pieces, code];
  return (frame) => {
    const depth = totals.push(head!(frame));
    try {
      for (const piece of others) totals[depth - 1] = piece(frame);
      return totals[depth - 1]!;
    } finally {
      // A cell that has to wait for another leaves in the middle.
      totals.length = depth - 1;
    }
  };
}

function compileUnary(node: UnaryNode, scope: Scope): Code {
  const { operator } = node;
  if (operator === '@') {
    const value = compileValue(node.operand, { ...scope, arrayMode: false });
    return (frame) => intersectImplicitly(value(frame), frame.row, frame.column);
  }
  if (operator === '#') {
    const anchor = compileValue(node.operand, scope);
    return (frame) => {
      const value = anchor(frame);
      if (isError(value)) return value;
      const area = isReference(value) && value.areas.length === 1 ? value.areas[0] : undefined;
      if (!area || !isSingleCell(area)) return referenceError;
      frame.source.prepare(area);
      frame.source.read(area.sheet, area.top, area.left);
      const spilled = frame.services.spillArea(area.sheet, area.top, area.left);
      return spilled ? referenceTo(frame.source, spilled) : referenceError;
    };
  }
  if (operator === '+') return compileValue(node.operand, scope);
  const operand = compileOperand(node.operand, scope);
  const operation = operator === '-' ? negate : percent;
  return (frame) => {
    const value = operand(frame);
    return isArray(value) ? mapArray(value, operation) : operation(value);
  };
}

function compileName(node: NameNode, scope: Scope): Code {
  const place = node.prefix === undefined ? scope.locals.get(node.name.toLowerCase()) : undefined;
  if (place !== undefined) return (frame) => frame.locals[place] ?? null;
  if (node.parameter) return () => nameError;
  if (node.functionValue) return compileFunctionName(node.name, scope);
  const sheets = sheetsOf(node.prefix, scope);
  if (sheets === undefined) return () => referenceError;
  const { services } = scope;
  const { name } = node;
  if (services.isTable(name)) return compileValue({ kind: 'structured', table: name, items: [] }, scope);
  let code: Code | undefined;
  return (frame) => {
    // Looked up when first needed: names may refer to each other, and to themselves.
    code ??= services.nameCode(name, sheets.first) ?? (() => nameError);
    return frame.tooDeep ? numberError : code(frame.enter([]));
  };
}

/** A function's bare name in place of a lambda, `BYROW(A1:B2,SUM)`; the file writes `_xleta.SUM`. */
function compileFunctionName(name: string, scope: Scope): Code {
  const descriptor = functions.get(name.toUpperCase());
  if (!descriptor?.evaluate) return () => nameError;
  return (frame) => ({
    kind: 'lambda',
    minimum: descriptor.minimum,
    maximum: descriptor.maximum,
    call: (args) =>
      callFunction(
        descriptor,
        args.map((arg) => (arg === undefined ? empty : arg)),
        scope.arrayMode,
        frame,
      ),
  });
}

/** Calls a value that should be a lambda. */
export function applyLambda(callee: Value, args: readonly (Value | undefined)[]): Value {
  if (isError(callee)) return callee;
  if (!isLambda(callee)) return referenceError;
  return args.length < callee.minimum || args.length > callee.maximum ? valueError : callee.call(args);
}

function compileApplication(callee: Code, nodes: readonly Node[], scope: Scope): Code {
  const args = nodes.map((node) => (node.kind === 'missing' ? () => undefined : compileValue(node, scope)));
  return (frame) => {
    const lambda = callee(frame);
    if (isError(lambda)) return lambda;
    return applyLambda(
      lambda,
      args.map((arg) => arg(frame)),
    );
  };
}

function compileCall(node: CallNode, scope: Scope): Code {
  const place = scope.locals.get(node.name.toLowerCase());
  if (place !== undefined) return compileApplication((frame) => frame.locals[place] ?? null, node.arguments, scope);
  const form = specialForms[node.name];
  if (form) return form(node, scope);
  const descriptor = functions.get(node.name);
  if (descriptor) return compileFunction(descriptor, node, scope);
  const name = compileName({ kind: 'name', name: node.name }, scope);
  return compileApplication(name, node.arguments, scope);
}

function compileFunction(descriptor: FunctionDescriptor, node: CallNode, scope: Scope): Code {
  const { arguments: nodes } = node;
  if (nodes.length < descriptor.minimum || nodes.length > descriptor.maximum) return () => valueError;
  const count = nodes.length;
  const args = nodes.map((argument, i): ((frame: Frame) => ActualArgument) => {
    if (argument.kind === 'missing') return () => empty;
    const parameter = descriptor.parameters[i] ?? descriptor.rest;
    return compileValue(argument, parameter?.kind === 'array' ? inArrayMode(scope) : scope);
  });
  const { arrayMode } = scope;
  const call = descriptor.purity === 'random' ? scope.counters.randomCalls++ : -1;
  return (frame) => {
    const actual: ActualArgument[] = new Array(count);
    for (let i = 0; i < count; i++) actual[i] = args[i]!(frame);
    if (call >= 0) frame.call = call;
    return callFunction(descriptor, actual, arrayMode, frame);
  };
}

/** Compiles a node; its value may be a reference. */
export function compileValue(node: Node, scope: Scope): Code {
  switch (node.kind) {
    case 'number':
    case 'text':
    case 'boolean':
    case 'error': {
      const constant = constantOf(node);
      return () => constant;
    }
    case 'array': {
      const values = node.rows.flat().map(constantOf);
      const array = arrayOf(node.rows.length, node.rows[0]?.length ?? 0, values);
      return () => array;
    }
    case 'missing':
      return () => null;
    case 'parentheses':
      return compileValue(node.inner, scope);
    case 'cell':
    case 'area':
      return compileReference(node, scope);
    case 'name':
      return compileName(node, scope);
    case 'structured':
      return (frame) => {
        const area = frame.services.structuredArea(node, frame);
        return area ? referenceTo(frame.source, area) : referenceError;
      };
    case 'unary':
      return compileUnary(node, scope);
    case 'binary':
      return compileBinary(node, scope);
    case 'call':
      return compileCall(node, scope);
    case 'apply':
      return compileApplication(compileValue(node.callee, scope), node.arguments, scope);
  }
}

/** Compiles a node whose cells are read: what operators and conditions work on. */
export function compileOperand(node: Node, scope: Scope): OperandCode {
  if (node.kind === 'parentheses') return compileOperand(node.inner, scope);
  if (node.kind === 'cell') return compileCellRead(node, scope);
  const value = compileValue(node, scope);
  const { arrayMode } = scope;
  return (frame) => {
    const given = value(frame);
    return typeof given !== 'object' ? given : scalarOrArray(given, arrayMode, frame);
  };
}

/** Compiles a whole formula. */
export const compileFormula = (node: Node, services: WorkbookServices, sheet: number, arrayMode: boolean): Code =>
  compileValue(node, { services, sheet, arrayMode, locals: new Map(), counters: { locals: 0, randomCalls: 0 } });
