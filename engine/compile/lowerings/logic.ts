/** IF and its family choose by mask; AND, OR, NOT and XOR. See functions/logic.ts and interpret/specialForms.ts. */
import type { Node } from '../../formula/ast.ts';
import { broadcast } from '../arrays.ts';
import { compare } from '../compare.ts';
import type { NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import { type Arr, bitOf, everyError, isArr, tag, tagOfError, Unlowerable, type Val } from '../values.ts';
import { type Lowerings, required } from './lowering.ts';

const branch = (node: Node | undefined, lower: Lower, otherwise: Val): Val => {
  if (!node) return otherwise;
  return node.kind === 'missing' ? lower.values.constant(0) : lower.scalar(node);
};

/** `value` where `condition` has no error, else that. */
function unlessError(lower: Lower, err: { node: NodeId; tags: number }, value: Val): Val {
  if (err.tags === 0) return value;
  const { graph } = lower.values;
  const failed: Val = { tags: err.tags, num: graph.constant(0), tag: err.node };
  return lower.values.choose(graph.op('eq', err.node, graph.constant(0)), value, failed);
}

function chooseBy(lower: Lower, condition: Val, whenTrue: () => Val, whenFalse: () => Val): Val {
  const { mask, err } = lower.values.toLogical(condition);
  const known = lower.values.graph.constantOf(mask);
  const chosen =
    known === undefined ? lower.values.choose(mask, whenTrue(), whenFalse()) : known === 0 ? whenFalse() : whenTrue();
  return unlessError(lower, err, chosen);
}

/** IF over arrays, element by element. */
function arrayIf(args: readonly Node[], lower: Lower): Val | Arr {
  const [test, yes, no] = args;
  const condition = lower.any(test!);
  const part = (node: Node | undefined): Val | Arr =>
    !node ? lower.values.of(false) : node.kind === 'missing' ? lower.values.constant(0) : lower.any(node);
  const parts = [condition, part(yes), part(no)];
  const either = parts.slice(1);
  // One of the branches is taken as it is: both must be of the same shape for lanes to differ.
  if (!isArr(condition) && either.some(isArr)) {
    const [a, b] = either;
    const alike = isArr(a!) && isArr(b!) && a.rows === b.rows && a.columns === b.columns;
    if (!alike || lower.values.toLogical(condition).err.tags !== 0) throw new Unlowerable('a branch that is an array');
  }
  return broadcast(lower.values, parts, ([test_, a, b]) =>
    chooseBy(
      lower,
      test_!,
      () => a!,
      () => b!,
    ),
  );
}

const catching =
  (caught: number): Lowerings[string] =>
  (args, lower) => {
    required(args, 2);
    const { values } = lower;
    const tried = lower.any(args[0]!);
    const other = args[1]!.kind === 'missing' ? values.constant(0) : lower.any(args[1]!);
    const settle = (value: Val, instead: Val): Val => {
      if ((value.tags & caught) === 0) return value;
      const isCaught = values.has(value, caught & value.tags);
      const chosen = values.choose(isCaught, instead, value);
      return narrowed(lower, chosen, chosen.tags & ((value.tags & ~caught) | instead.tags));
    };
    const alike = !isArr(other) || (isArr(tried) && tried.rows === other.rows && tried.columns === other.columns);
    if (!alike) throw new Unlowerable('an array instead of an error');
    // A blank comes out as 0, but for a blank of an array.
    const given = isArr(tried) ? tried : values.stored(tried);
    return broadcast(values, [given, other], ([value, instead]) => settle(value!, instead!));
  };

/** The same value, known to have no other tags. */
function narrowed(lower: Lower, value: Val, tags: number): Val {
  if (value.tags === tags) return value;
  const { tag: node, ...rest } = value;
  const isOne = (tags & (tags - 1)) === 0;
  return isOne || node === undefined ? { ...rest, tags } : { ...rest, tags, tag: node ?? lower.values.tagNode(value) };
}

/** Where a value is the text without a character, which counts as nothing. */
function emptyText({ values }: Lower, value: Val): NodeId {
  const { graph } = values;
  if ((value.tags & bitOf(tag.text)) === 0) return graph.constant(0);
  let empty = graph.constant(0);
  for (const id of values.textsOf(value))
    if (values.texts[id] === '') empty = graph.op('either', empty, graph.op('eq', value.num, graph.constant(id)));
  return graph.op('both', values.has(value, bitOf(tag.text)), empty);
}

/** The logical values that count; of ranges only booleans and numbers. */
function logicals(args: readonly Node[], lower: Lower, each: (mask: NodeId, counts: NodeId) => void) {
  const { values } = lower;
  const { graph } = values;
  let err = values.none;
  let any = graph.constant(0);
  for (const { value, direct } of lower.items(args)) {
    err = values.first(err, values.errorOf(value));
    if (direct) {
      const empty = emptyText(lower, value);
      const { mask, err: failed } = values.toLogical(value);
      const counts = graph.op('not', empty);
      err = values.first(err, values.only(failed, counts));
      any = graph.op('either', any, counts);
      each(mask, counts);
      continue;
    }
    const counts = values.has(value, bitOf(tag.number) | bitOf(tag.boolean));
    if (graph.constantOf(counts) === 0) continue;
    any = graph.op('either', any, counts);
    each(graph.op('ne', value.num, graph.constant(0)), counts);
  }
  return { err: values.guard(err, graph.op('not', any), '#VALUE!') };
}

const junction =
  (kind: 'both' | 'either'): Lowerings[string] =>
  (args, lower) => {
    const { graph } = lower.values;
    let all = graph.constant(kind === 'both' ? 1 : 0);
    const { err } = logicals(args, lower, (mask, counts) => {
      all =
        kind === 'both'
          ? graph.op('both', all, graph.op('either', mask, graph.op('not', counts)))
          : graph.op('either', all, graph.op('both', mask, counts));
    });
    return lower.values.truth(all, err);
  };

export const logic: Lowerings = {
  IF: (args, lower) => {
    required(args, 2, 3);
    if (lower.arrayMode) return arrayIf(args, lower);
    return chooseBy(
      lower,
      lower.scalar(args[0]!),
      () => branch(args[1], lower, lower.values.of(false)),
      () => branch(args[2], lower, lower.values.of(false)),
    );
  },
  IFERROR: catching(everyError),
  IFNA: catching(bitOf(tagOfError('#N/A'))),
  IFS: (args, lower) => {
    if (args.length < 2 || args.length % 2 === 1) throw new Unlowerable('IFS without pairs');
    let result = lower.values.error('#N/A');
    for (let i = args.length - 2; i >= 0; i -= 2) {
      const otherwise = result;
      result = chooseBy(
        lower,
        lower.scalar(args[i]!),
        () => branch(args[i + 1], lower, otherwise),
        () => otherwise,
      );
    }
    return result;
  },
  SWITCH: (args, lower) => {
    if (args.length < 3) throw new Unlowerable('SWITCH without pairs');
    const { values } = lower;
    const subject = lower.scalar(args[0]!);
    const rest = args.slice(1);
    const pairs = rest.length - (rest.length % 2);
    let result = pairs < rest.length ? branch(rest[pairs], lower, values.of(false)) : values.error('#N/A');
    for (let i = pairs - 2; i >= 0; i -= 2) {
      const { mask, err } = compare(values, 'eq', subject, lower.scalar(rest[i]!));
      result = unlessError(lower, err, values.choose(mask, branch(rest[i + 1], lower, values.of(false)), result));
    }
    return result;
  },
  CHOOSE: (args, lower) => {
    if (args.length < 2) throw new Unlowerable('CHOOSE without choices');
    const { values } = lower;
    const { graph } = values;
    const index = lower.number(args[0]!);
    const place = graph.op('trunc', index.x);
    let result = values.error('#VALUE!');
    for (let i = args.length - 1; i >= 1; i--) {
      const here = graph.op('eq', place, graph.constant(i));
      if (graph.constantOf(here) === 0) continue;
      result = values.choose(here, branch(args[i], lower, values.of(false)), result);
    }
    return unlessError(lower, index.err, result);
  },
  AND: junction('both'),
  OR: junction('either'),
  XOR: (args, lower) => {
    const { graph } = lower.values;
    let odd = graph.constant(0);
    const { err } = logicals(args, lower, (mask, counts) => {
      const held = graph.op('both', mask, counts);
      odd = graph.op(
        'either',
        graph.op('both', odd, graph.op('not', held)),
        graph.op('both', graph.op('not', odd), held),
      );
    });
    return lower.values.truth(odd, err);
  },
  NOT: (args, lower) => {
    required(args, 1);
    const { mask, err } = lower.values.toLogical(lower.scalar(args[0]!));
    return lower.values.truth(lower.values.graph.op('not', mask), err);
  },
};

const isTag =
  (tags: number, wanted = true): Lowerings[string] =>
  (args, lower) => {
    required(args, 1);
    const mask = lower.values.has(lower.scalar(args[0]!), tags);
    return lower.values.boolean(wanted ? mask : lower.values.graph.op('not', mask));
  };

export const information: Lowerings = {
  ISNUMBER: isTag(bitOf(tag.number)),
  ISTEXT: isTag(bitOf(tag.text)),
  ISNONTEXT: isTag(bitOf(tag.text), false),
  ISLOGICAL: isTag(bitOf(tag.boolean)),
  ISBLANK: isTag(bitOf(tag.blank)),
  ISERROR: isTag(everyError),
  ISERR: isTag(everyError & ~bitOf(tagOfError('#N/A'))),
  ISNA: isTag(bitOf(tagOfError('#N/A'))),
  N: (args, lower) => {
    required(args, 1);
    const { values } = lower;
    const value = lower.scalar(args[0]!);
    const counts = values.has(value, bitOf(tag.number) | bitOf(tag.boolean));
    const { graph } = values;
    return values.result({ x: graph.op('select', counts, value.num, graph.constant(0)), err: values.errorOf(value) });
  },
};
