/** Scalar mathematics; see functions/mathematics.ts for the rules. */
import type { ElementaryName } from '../../kernels/elementary.ts';
import { power } from '../arithmetic.ts';
import type { Graph, NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import { ceiling15, floor15, half15, type RoundingRule, roundTo } from '../rounding.ts';
import { type Err, type Num, Unlowerable } from '../values.ts';
import { integer, type Lowering, type Lowerings, ofNumbers } from './lowering.ts';

type Domain = (lower: Lower, x: NodeId) => NodeId;

const compared =
  (operation: 'lt' | 'le' | 'gt' | 'ge', bound: number): Domain =>
  ({ values: { graph } }, x) =>
    graph.op(operation, x, graph.constant(bound));
const sizeBelow =
  (bound: number): Domain =>
  ({ values: { graph } }, x) =>
    graph.op('lt', graph.op('abs', x), graph.constant(bound));
const sizeAtMost =
  (bound: number): Domain =>
  ({ values: { graph } }, x) =>
    graph.op('le', graph.op('abs', x), graph.constant(bound));

const kernel = (name: ElementaryName, inside?: Domain): Lowering =>
  ofNumbers(1, 1, (lower, [x], err) => {
    const { values } = lower;
    const guarded = inside ? values.guard(err, values.graph.op('not', inside(lower, x!)), '#NUM!') : err;
    return { x: values.graph.call(name, x!), err: guarded };
  });

const simple = (build: (lower: Lower, x: NodeId) => NodeId): Lowering =>
  ofNumbers(1, 1, (lower, [x], err) => ({ x: build(lower, x!), err }));

const largestAngle = 2 ** 27;

/** As many numbers of digits that vary are rounded to, one after the other. */
const mostDigits = 24;

const round = (rule: RoundingRule, digitsNeeded: boolean): Lowering =>
  ofNumbers(digitsNeeded ? 2 : 1, 2, (lower, [x, digits], err) => {
    const { graph } = lower.values;
    const to = (places: number): NodeId => {
      if (!digitsNeeded && places === 0) return graph.op('trunc', x!);
      const rounded = roundTo(graph, x!, places, rule);
      if (rounded === undefined) throw new Unlowerable('rounding to very many digits');
      return rounded;
    };
    const places = digits === undefined ? graph.constant(0) : integer(lower, digits);
    const known = graph.constantOf(places);
    if (known !== undefined) return { x: to(known), err };
    const { low, high } = graph.at(places);
    if (!(high - low < mostDigits)) throw new Unlowerable('rounding to digits that vary');
    let result = to(high);
    for (let n = high - 1; n >= low; n--)
      result = graph.op('select', graph.op('le', places, graph.constant(n)), to(n), result);
    return { x: result, err };
  });

/** Rounding to a multiple of a step: the quotient counts at 15 digits. */
const steps =
  (rounded: (graph: Graph, quotient: NodeId) => NodeId) =>
  (graph: Graph, x: NodeId, step: NodeId): NodeId =>
    graph.op('mul', rounded(graph, graph.op('div', x, step)), step);
const ceilingTo = steps(ceiling15);
const floorTo = steps(floor15);

/** CEILING.MATH and FLOOR.MATH without a mode: towards plus or minus infinity. */
const towards = (rounding: typeof ceilingTo): Lowering =>
  ofNumbers(1, 2, (lower, [x, significance], err, nodes) => {
    const { graph } = lower.values;
    if (nodes[1]?.kind === 'missing') throw new Unlowerable('a significance left empty');
    const zero = graph.constant(0);
    const step = significance === undefined ? graph.constant(1) : graph.op('abs', significance);
    const none = graph.op('either', graph.op('eq', step, zero), graph.op('eq', x!, zero));
    return { x: graph.op('select', none, zero, rounding(graph, x!, step)), err };
  });

/** CEILING and FLOOR: a positive number with a negative significance is #NUM!. */
const toMultiple = (rounding: typeof ceilingTo, dividesByZero: boolean): Lowering =>
  ofNumbers(2, 2, (lower, [x, step], err) => {
    const { values } = lower;
    const { graph } = values;
    const zero = graph.constant(0);
    const noStep = graph.op('eq', step!, zero);
    const noNumber = graph.op('eq', x!, zero);
    const mismatched = graph.op('both', graph.op('gt', x!, zero), graph.op('lt', step!, zero));
    const guarded = dividesByZero
      ? values.guard(err, graph.op('both', noStep, graph.op('not', noNumber)), '#DIV/0!')
      : err;
    const none = graph.op('either', noStep, noNumber);
    return {
      x: graph.op('select', none, zero, rounding(graph, x!, step!)),
      err: values.guard(guarded, mismatched, '#NUM!'),
    };
  });

/** The nearest even (0) or odd (1) number away from zero. */
const awayToParity = (parity: 0 | 1): Lowering =>
  simple(({ values: { graph } }, x) => {
    const up = ceiling15(graph, graph.op('abs', x));
    const half = graph.op('mul', graph.op('sub', up, graph.constant(parity)), graph.constant(0.5));
    const fits = graph.op('eq', half, graph.op('floor', half));
    const size = graph.op('select', fits, up, graph.op('add', up, graph.constant(1)));
    return graph.op('select', graph.op('lt', x, graph.constant(0)), graph.op('sub', graph.constant(0), size), size);
  });

/** 1 / f(x), #DIV/0! where f(x) is 0. */
const reciprocal = (name: ElementaryName, inside?: Domain): Lowering =>
  ofNumbers(1, 1, (lower, [x], err) => {
    const { values } = lower;
    const { graph } = values;
    const value = graph.call(name, x!);
    const guarded = inside ? values.guard(err, graph.op('not', inside(lower, x!)), '#NUM!') : err;
    return {
      x: graph.op('div', graph.constant(1), value),
      err: values.guard(guarded, graph.op('eq', value, graph.constant(0)), '#DIV/0!'),
    };
  });

/** Beyond this quotient Excel gives up; see `modulo` in functions/mathematics.ts. */
const largestQuotient = 1_125_900_000_000;

/** The exact remainder with the sign of the divisor. */
function modulo(lower: Lower, x: NodeId, divisor: NodeId, err: Err): Num {
  const { values } = lower;
  const { graph } = values;
  const zero = graph.constant(0);
  const quotient = graph.op('abs', graph.op('div', x, divisor));
  let guarded = values.guard(err, graph.op('eq', divisor, zero), '#DIV/0!');
  guarded = values.guard(guarded, graph.op('ge', quotient, graph.constant(largestQuotient)), '#NUM!');
  const rest = graph.call('remainder', x, divisor);
  const negative = graph.op('lt', rest, zero);
  const positive = graph.op('gt', rest, zero);
  const divisorNegative = graph.op('lt', divisor, zero);
  const differ = graph.op(
    'either',
    graph.op('both', negative, graph.op('not', divisorNegative)),
    graph.op('both', positive, divisorNegative),
  );
  return { x: graph.op('select', differ, graph.op('add', rest, divisor), rest), err: guarded };
}

function sign(graph: Graph, x: NodeId): NodeId {
  const zero = graph.constant(0);
  const below = graph.op('select', graph.op('lt', x, zero), graph.constant(-1), zero);
  return graph.op('select', graph.op('gt', x, zero), graph.constant(1), below);
}

export const mathematics: Lowerings = {
  ABS: simple(({ values: { graph } }, x) => graph.op('abs', x)),
  SIGN: simple(({ values: { graph } }, x) => sign(graph, x)),
  SQRT: ofNumbers(1, 1, (lower, [x], err) => {
    const { values } = lower;
    const guarded = values.guard(err, values.graph.op('lt', x!, values.graph.constant(0)), '#NUM!');
    return { x: values.graph.op('sqrt', x!), err: guarded };
  }),
  EXP: kernel('exp'),
  LN: kernel('log', compared('gt', 0)),
  LOG10: kernel('log10', compared('gt', 0)),
  LOG: ofNumbers(1, 2, (lower, [x, base], err) => {
    const { values } = lower;
    const { graph } = values;
    const zero = graph.constant(0);
    const b = base ?? graph.constant(10);
    const is = (n: number) => graph.op('eq', b, graph.constant(n));
    const outside = graph.op('either', graph.op('le', x!, zero), graph.op('le', b, zero));
    const guarded = values.guard(values.guard(err, outside, '#NUM!'), is(1), '#DIV/0!');
    const known = graph.constantOf(b);
    const quotient = () => graph.op('div', graph.call('log', x!), graph.call('log', b));
    if (known !== undefined) {
      return {
        x: known === 10 ? graph.call('log10', x!) : known === 2 ? graph.call('log2', x!) : quotient(),
        err: guarded,
      };
    }
    const other = graph.op('select', is(2), graph.call('log2', x!), quotient());
    return { x: graph.op('select', is(10), graph.call('log10', x!), other), err: guarded };
  }),
  POWER: ofNumbers(2, 2, (lower, [a, b], err) => power(lower.values, { a: a!, b: b!, err })),
  SIN: kernel('sin', sizeBelow(largestAngle)),
  COS: kernel('cos', sizeBelow(largestAngle)),
  TAN: kernel('tan', sizeBelow(largestAngle)),
  ASIN: kernel('asin', sizeAtMost(1)),
  ACOS: kernel('acos', sizeAtMost(1)),
  ATAN: kernel('atan'),
  ATAN2: ofNumbers(2, 2, (lower, [x, y], err) => {
    const { values } = lower;
    const { graph } = values;
    const is0 = (n: NodeId) => graph.op('eq', n, graph.constant(0));
    // The sign of a zero would choose the side: there is none in a cell.
    const unsigned = (n: NodeId) => graph.op('select', is0(n), graph.constant(0), n);
    const none = graph.op('both', is0(x!), is0(y!));
    return { x: graph.call('atan2', unsigned(y!), unsigned(x!)), err: values.guard(err, none, '#DIV/0!') };
  }),
  COT: reciprocal('tan', sizeBelow(largestAngle)),
  SEC: reciprocal('cos', sizeBelow(largestAngle)),
  CSC: reciprocal('sin', sizeBelow(largestAngle)),
  SINH: kernel('sinh'),
  COSH: kernel('cosh'),
  TANH: kernel('tanh'),
  ASINH: kernel('asinh'),
  ACOSH: kernel('acosh', compared('ge', 1)),
  ATANH: kernel('atanh', sizeBelow(1)),
  DEGREES: simple(({ values: { graph } }, x) =>
    graph.op('div', graph.op('mul', x, graph.constant(180)), graph.constant(Math.PI)),
  ),
  RADIANS: simple(({ values: { graph } }, x) =>
    graph.op('div', graph.op('mul', x, graph.constant(Math.PI)), graph.constant(180)),
  ),
  INT: simple(({ values: { graph } }, x) => floor15(graph, x)),
  TRUNC: round('down', false),
  ROUND: round('half', true),
  ROUNDUP: round('up', true),
  ROUNDDOWN: round('down', true),
  MROUND: ofNumbers(2, 2, (lower, [x, multiple], err) => {
    const { values } = lower;
    const { graph } = values;
    const zero = graph.constant(0);
    const none = graph.op('either', graph.op('eq', x!, zero), graph.op('eq', multiple!, zero));
    const below = graph.op('lt', graph.op('mul', sign(graph, x!), sign(graph, multiple!)), zero);
    const rounded = steps(half15)(graph, x!, multiple!);
    return { x: graph.op('select', none, zero, rounded), err: values.guard(err, below, '#NUM!') };
  }),
  CEILING: toMultiple(ceilingTo, false),
  FLOOR: toMultiple(floorTo, true),
  'CEILING.MATH': towards(ceilingTo),
  'FLOOR.MATH': towards(floorTo),
  'CEILING.PRECISE': towards(ceilingTo),
  'ISO.CEILING': towards(ceilingTo),
  'FLOOR.PRECISE': towards(floorTo),
  EVEN: awayToParity(0),
  ODD: awayToParity(1),
  MOD: ofNumbers(2, 2, (lower, [x, divisor], err) => modulo(lower, x!, divisor!, err)),
  QUOTIENT: ofNumbers(2, 2, (lower, [x, divisor], err) => {
    const { values } = lower;
    const { graph } = values;
    const guarded = values.guard(err, graph.op('eq', divisor!, graph.constant(0)), '#DIV/0!');
    return { x: integer(lower, graph.op('div', x!, divisor!)), err: guarded };
  }),
};
