/** Positions of keys in look-ups; see functions/search.ts for the rules. -1 is nowhere. */
import { hasWildcard, wildcardMatcher } from '../../interpret/wildcard.ts';
import { compare, compareNumbers } from '../compare.ts';
import type { NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import { bitOf, everyError, onlyErrors, tag, Unlowerable, type Val } from '../values.ts';

/** The first key equal to what is sought. Like is compared with like only. */
export function exactPosition(lower: Lower, wanted: Val, keys: readonly Val[], wildcards: boolean): NodeId {
  const { values } = lower;
  const { graph } = values;
  const patterns =
    wildcards && wanted.tags & bitOf(tag.text)
      ? [...values.textsOf(wanted)].filter((id) => hasWildcard(values.texts[id]!))
      : [];
  const isText = (value: Val, id: number) =>
    graph.op('both', values.has(value, bitOf(tag.text)), graph.op('eq', value.num, graph.constant(id)));
  let position = graph.constant(-1);
  for (let i = keys.length - 1; i >= 0; i--) {
    const key = keys[i]!;
    if (key.tags & bitOf(tag.blank)) {
      if (key.tags !== bitOf(tag.blank)) throw new Unlowerable('keys that may be blank');
      continue;
    }
    const { mask, err } = compare(values, 'eq', wanted, key);
    let found = graph.op('both', mask, graph.op('eq', err.node, graph.constant(0)));
    if (patterns.length > 0 && key.tags & bitOf(tag.text)) {
      for (const pattern of patterns) {
        const matcher = wildcardMatcher(values.texts[pattern]!);
        let matched = graph.constant(0);
        for (const id of values.textsOf(key))
          if (matcher.test(values.texts[id]!)) matched = graph.op('either', matched, isText(key, id));
        const asked = isText(wanted, pattern);
        found = graph.op('either', graph.op('both', found, graph.op('not', asked)), graph.op('both', asked, matched));
      }
    }
    position = graph.op('select', found, graph.constant(i), position);
  }
  return position;
}

const types = [tag.number, tag.boolean, tag.text] as const;

/** A value where it has the type. */
const asType = ({ tag: _, ...value }: Val, type: number): Val => ({ ...value, tags: bitOf(type) });

/** A key's only type; one that is an error or blank is stepped over. */
function onlyTypeOf(key: Val): number | undefined {
  if ((key.tags & ~(everyError | bitOf(tag.blank))) === 0) return undefined;
  const type = types.find((t) => key.tags === bitOf(t));
  if (type === undefined) throw new Unlowerable('a descending look-up in keys of types that vary');
  return type;
}

/** Where types vary each comparison may be made in many parts of the list. */
const mostParts = 4000;

/** The binary search for the last key of a type that is at most what is sought, as the tree of comparisons that it makes. */
function ascendingPosition({ values }: Lower, type: number, sought: Val, keys: readonly Val[]): NodeId {
  const { graph } = values;
  const parts = new Map<number, NodeId>();
  /** In low..high, where all before low is at most what is sought. */
  const within = (low: number, high: number): NodeId => {
    if (low > high) return graph.constant(low - 1);
    const part = low * keys.length + high;
    const before = parts.get(part);
    if (before !== undefined) return before;
    if (parts.size > mostParts) throw new Unlowerable('a sorted look-up in many keys of types that vary');
    const middle = (low + high) >> 1;
    // Keys of another type are stepped over, upwards; the nearest of its own is compared.
    const tests: { probe: number; isOfType: NodeId }[] = [];
    for (let probe = middle; probe <= high; probe++) {
      const isOfType = values.has(keys[probe]!, bitOf(type));
      if (graph.constantOf(isOfType) === 0) continue;
      tests.push({ probe, isOfType });
      if (graph.constantOf(isOfType) === 1) break;
    }
    let position = within(low, middle - 1);
    const below = position;
    for (const { probe, isOfType } of tests.reverse()) {
      const { mask } = compare(values, 'le', asType(keys[probe]!, type), sought);
      const compared = graph.op('select', mask, within(probe + 1, high), below);
      position = graph.op('select', isOfType, compared, position);
    }
    parts.set(part, position);
    return position;
  };
  return within(0, keys.length - 1);
}

/** The same for descending keys: the first of a run of equal ones, else the last that is at least what is sought. */
function descendingPosition({ values }: Lower, type: number, sought: Val, keys: readonly Val[]): NodeId {
  const { graph } = values;
  const typeOf = keys.map(onlyTypeOf);
  const order = (operation: 'ge' | 'eq', i: number) => compare(values, operation, keys[i]!, sought).mask;
  const firstOfRun = (i: number): NodeId => {
    let first = 0;
    for (let k = i; k > 0; k--) if (typeOf[k - 1] !== type) first = Math.max(first, k);
    let position = graph.constant(first);
    for (let k = first + 1; k <= i; k++) position = graph.op('select', order('eq', k - 1), position, graph.constant(k));
    return position;
  };
  const within = (low: number, high: number, found: NodeId): NodeId => {
    if (low > high) return found;
    const middle = (low + high) >> 1;
    let probe = middle;
    while (probe <= high && typeOf[probe] !== type) probe++;
    if (probe > high) return within(low, middle - 1, found);
    const after = within(probe + 1, high, graph.constant(probe));
    const before = within(low, middle - 1, found);
    const from = graph.op('select', order('eq', probe), firstOfRun(probe), after);
    return graph.op('select', order('ge', probe), from, before);
  };
  return within(0, keys.length - 1, graph.constant(-1));
}

/** The position in sorted keys, of those of the type of what is sought. */
export function sortedPosition(lower: Lower, wanted: Val, keys: readonly Val[], descending: boolean): NodeId {
  const { values } = lower;
  const { graph } = values;
  const search = descending ? descendingPosition : ascendingPosition;
  let position = graph.constant(-1);
  for (const type of types) {
    if ((wanted.tags & bitOf(type)) === 0) continue;
    const found = search(lower, type, asType(wanted, type), keys);
    position = graph.op('select', values.has(wanted, bitOf(type)), found, position);
  }
  return position;
}

/** The first equal number, else the nearest below (-1) or above (1); keys and what is sought must be numbers. */
export function nearestPosition(lower: Lower, wanted: Val, keys: readonly Val[], direction: -1 | 1): NodeId {
  const { values } = lower;
  const { graph } = values;
  const isNumber = (value: Val) => (value.tags & ~onlyErrors(value.tags)) === bitOf(tag.number);
  if (!isNumber(wanted) || keys.some((key) => key.tags !== bitOf(tag.number)))
    throw new Unlowerable('a look-up of the nearest among what is no number');
  let best = graph.constant(-1);
  let bestValue = wanted.num;
  for (const [i, { num }] of keys.entries()) {
    const beside = compareNumbers(graph, direction === 1 ? 'ge' : 'le', num, wanted.num);
    const nearer = compareNumbers(graph, direction === 1 ? 'lt' : 'gt', num, bestValue);
    const none = graph.op('eq', best, graph.constant(-1));
    const takes = graph.op('both', beside, graph.op('either', none, nearer));
    best = graph.op('select', takes, graph.constant(i), best);
    bestValue = graph.op('select', takes, num, bestValue);
  }
  const exact = exactPosition(lower, wanted, keys, false);
  return graph.op('select', graph.op('ge', exact, graph.constant(0)), exact, best);
}
