import type { CallNode, Node } from '../formula/ast.ts';
import { broadcast, scalarOrArray } from './call.ts';
import { toLogical, toNumber } from './coerce.ts';
import { equalScalars } from './compare.ts';
import { compileOperand, compileValue, inArrayMode, type OperandCode, type Scope, withLocal } from './compile.ts';
import type { Code, Frame } from './frame.ts';
import {
  type ArrayValue,
  isArray,
  isError,
  type LambdaValue,
  notAvailable,
  numberError,
  type Scalar,
  type Value,
  valueError,
} from './value.ts';

/**
 * The functions that evaluate their own arguments: only the branch that is taken, and with names of their own. Where a
 * condition is an array, every branch is evaluated and chosen from element by element.
 */
type SpecialForm = (node: CallNode, scope: Scope) => Code;

const zero: Code = () => 0;
/** A branch left empty (`IF(A1,,2)`) is 0. */
const branch = (node: Node, scope: Scope): Code => (node.kind === 'missing' ? zero : compileValue(node, scope));

/** A branch's value where it meets the elements of an array. */
const elementwise = (value: Value, frame: Frame): Scalar | ArrayValue => scalarOrArray(value, true, frame);

const tooFew: Code = () => valueError;

function compileIf({ arguments: nodes }: CallNode, scope: Scope): Code {
  const [test, yes, no] = nodes;
  if (!test || !yes || nodes.length > 3) return tooFew;
  const condition = compileOperand(test, scope);
  const whenTrue = branch(yes, scope);
  const whenFalse: Code = no ? branch(no, scope) : () => false;
  return (frame) => {
    const decided = condition(frame);
    if (!isArray(decided)) {
      const taken = toLogical(decided);
      return isError(taken) ? taken : taken ? whenTrue(frame) : whenFalse(frame);
    }
    const either = [decided, elementwise(whenTrue(frame), frame), elementwise(whenFalse(frame), frame)];
    return broadcast(either, ([flag = null, a = null, b = null]) => {
      const taken = toLogical(flag);
      return isError(taken) ? taken : taken ? a : b;
    });
  };
}

function compileIfError(catches: (value: Scalar) => boolean): SpecialForm {
  return ({ arguments: nodes }, scope) => {
    const [tried, otherwise] = nodes;
    if (!tried || !otherwise || nodes.length > 2) return tooFew;
    const attempt = compileValue(tried, scope);
    const fallback = branch(otherwise, scope);
    const { arrayMode } = scope;
    return (frame) => {
      const reference = attempt(frame);
      const value = scalarOrArray(reference, arrayMode, frame);
      // A blank comes out as 0, not as a blank.
      if (!isArray(value)) return catches(value) ? fallback(frame) : (value ?? 0);
      if (!value.values.some(catches)) return value;
      return broadcast([value, elementwise(fallback(frame), frame)], ([a = null, b = null]) => (catches(a) ? b : a));
    };
  };
}

function compileChoose({ arguments: nodes }: CallNode, scope: Scope): Code {
  const [index, ...choices] = nodes;
  if (!index || choices.length === 0) return tooFew;
  const chosen = compileOperand(index, scope);
  const codes = choices.map((choice) => branch(choice, scope));
  const place = (value: Scalar): number | Scalar => {
    const number = toNumber(value);
    return isError(number) ? number : Math.trunc(number) - 1;
  };
  return (frame) => {
    const value = chosen(frame);
    if (!isArray(value)) {
      const at = place(value);
      return typeof at === 'number' ? (codes[at]?.(frame) ?? valueError) : at;
    }
    const all = codes.map((code) => elementwise(code(frame), frame));
    return broadcast([value, ...all], ([wanted = null, ...options]) => {
      const at = place(wanted);
      return typeof at === 'number' ? (at in options ? (options[at] ?? null) : valueError) : at;
    });
  };
}

/** Runs through (test, result) pairs until a test holds. */
function firstThatHolds(
  tests: readonly OperandCode[],
  results: readonly Code[],
  otherwise: Code,
  holds: (test: Scalar, subject: Scalar) => boolean | Value,
  subject: OperandCode,
): Code {
  const eager: Code = (frame) => {
    const columns: (Scalar | ArrayValue)[] = [subject(frame)];
    for (let i = 0; i < tests.length; i++) columns.push(tests[i]!(frame), elementwise(results[i]!(frame), frame));
    columns.push(elementwise(otherwise(frame), frame));
    return broadcast(columns, (row) => {
      for (let i = 0; i < tests.length; i++) {
        const held = holds(row[1 + 2 * i] ?? null, row[0] ?? null);
        if (held === true) return row[2 + 2 * i] ?? null;
        if (held !== false) return held;
      }
      return row[row.length - 1] ?? null;
    });
  };
  return (frame) => {
    const value = subject(frame);
    if (isArray(value)) return eager(frame);
    for (let i = 0; i < tests.length; i++) {
      const test = tests[i]!(frame);
      if (isArray(test)) return eager(frame);
      const held = holds(test, value);
      if (held === true) return results[i]!(frame);
      if (held !== false) return held;
    }
    return otherwise(frame);
  };
}

function compileIfs({ arguments: nodes }: CallNode, scope: Scope): Code {
  if (nodes.length < 2 || nodes.length % 2 === 1) return nodes.length === 0 ? tooFew : () => notAvailable;
  const tests = nodes.filter((_, i) => i % 2 === 0).map((node) => compileOperand(node, scope));
  const results = nodes.filter((_, i) => i % 2 === 1).map((node) => branch(node, scope));
  return firstThatHolds(
    tests,
    results,
    () => notAvailable,
    (test) => toLogical(test),
    () => null,
  );
}

function compileSwitch({ arguments: nodes }: CallNode, scope: Scope): Code {
  const [subject, ...rest] = nodes;
  if (!subject || rest.length < 2) return tooFew;
  const pairs = rest.length - (rest.length % 2);
  const tests = rest
    .slice(0, pairs)
    .filter((_, i) => i % 2 === 0)
    .map((node) => compileOperand(node, scope));
  const results = rest
    .slice(0, pairs)
    .filter((_, i) => i % 2 === 1)
    .map((node) => branch(node, scope));
  const last = rest[pairs];
  const otherwise: Code = last ? branch(last, scope) : () => notAvailable;
  const holds = (test: Scalar, value: Scalar): boolean | Value => {
    if (isError(value)) return value;
    if (isError(test)) return test;
    // SWITCH, unlike =, tells a text from the number it reads as and a blank from neither.
    return equalScalars(value, test);
  };
  return firstThatHolds(tests, results, otherwise, holds, compileOperand(subject, scope));
}

const nameOf = (node: Node): string | undefined => (node.kind === 'name' && !node.prefix ? node.name : undefined);

function compileLet({ arguments: nodes }: CallNode, scope: Scope): Code {
  if (nodes.length < 3 || nodes.length % 2 === 0) return tooFew;
  let inner = scope;
  const bindings: { place: number; code: Code }[] = [];
  for (let i = 0; i + 1 < nodes.length; i += 2) {
    const name = nameOf(nodes[i]!);
    if (name === undefined) return tooFew;
    const code = branch(nodes[i + 1]!, inner);
    const local = withLocal(inner, name);
    inner = local.scope;
    bindings.push({ place: local.place, code });
  }
  const body = compileValue(nodes[nodes.length - 1]!, inner);
  return (frame) => {
    for (const { place, code } of bindings) frame.locals[place] = code(frame);
    return body(frame);
  };
}

/** In the file an optional parameter is `[name]`; whether one was given is what ISOMITTED asks. */
function compileLambda({ arguments: nodes }: CallNode, scope: Scope): Code {
  const bodyNode = nodes[nodes.length - 1];
  if (!bodyNode) return tooFew;
  let inner = inArrayMode(scope);
  const places: number[] = [];
  let minimum = 0;
  for (const node of nodes.slice(0, -1)) {
    const optional = optionalParameter(node);
    const name = optional ?? nameOf(node);
    if (name === undefined) return tooFew;
    const local = withLocal(inner, name);
    inner = local.scope;
    places.push(local.place);
    if (optional === undefined) minimum = places.length;
  }
  const body = compileValue(bodyNode, inner);
  return (frame): LambdaValue => ({
    kind: 'lambda',
    minimum,
    maximum: places.length,
    call: (args) => {
      if (frame.tooDeep) return numberError;
      const locals = frame.locals.slice();
      for (let i = 0; i < places.length; i++) locals[places[i]!] = args[i];
      const called = frame.enter(locals);
      callDepth++;
      try {
        return callDepth > deepestLambda ? numberError : body(called);
      } finally {
        callDepth--;
      }
    },
  });
}

/** Lambdas that call each other through their captured frames are counted here, as their frames do not nest. */
let callDepth = 0;
const deepestLambda = 1000;

/** `[x]` reads as a structured reference to a column of the formula's own table. */
function optionalParameter(node: Node): string | undefined {
  if (node.kind === 'name' && /^_xlop\./i.test(node.name)) return node.name.slice(6);
  if (node.kind !== 'structured' || node.table !== undefined || node.items.length > 0) return undefined;
  return node.firstColumn?.replace(/^_xlpm\./i, '');
}

function compileIsOmitted({ arguments: nodes }: CallNode, scope: Scope): Code {
  const name = nodes[0] && nameOf(nodes[0]);
  const place = name === undefined ? undefined : scope.locals.get(name.toLowerCase());
  if (nodes.length !== 1) return tooFew;
  if (place === undefined) return () => false;
  return (frame) => frame.locals[place] === undefined;
}

export const specialForms: Readonly<Record<string, SpecialForm>> = {
  IF: compileIf,
  IFERROR: compileIfError(isError),
  IFNA: compileIfError((value) => value === notAvailable),
  CHOOSE: compileChoose,
  IFS: compileIfs,
  SWITCH: compileSwitch,
  LET: compileLet,
  LAMBDA: compileLambda,
  ISOMITTED: compileIsOmitted,
};
