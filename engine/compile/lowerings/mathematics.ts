/** Scalar mathematics; see functions/mathematics.ts for the rules. */
import type { ElementaryName } from '../../kernels/elementary.ts';
import { power } from '../arithmetic.ts';
import type { NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import { floor15, type RoundingRule, roundTo } from '../rounding.ts';
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

const round = (rule: RoundingRule, digitsNeeded: boolean): Lowering =>
  ofNumbers(digitsNeeded ? 2 : 1, 2, (lower, [x, digits], err) => {
    const { graph } = lower.values;
    const places = digits === undefined ? 0 : graph.constantOf(digits);
    if (places === undefined) throw new Unlowerable('rounding to digits that vary');
    if (!digitsNeeded && Math.trunc(places) === 0) return { x: graph.op('trunc', x!), err };
    const rounded = roundTo(graph, x!, places, rule);
    if (rounded === undefined) throw new Unlowerable('rounding to very many digits');
    return { x: rounded, err };
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

export const mathematics: Lowerings = {
  ABS: simple(({ values: { graph } }, x) => graph.op('abs', x)),
  SIGN: simple(({ values: { graph } }, x) => {
    const zero = graph.constant(0);
    const below = graph.op('select', graph.op('lt', x, zero), graph.constant(-1), zero);
    return graph.op('select', graph.op('gt', x, zero), graph.constant(1), below);
  }),
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
    const b = base === undefined ? 10 : graph.constantOf(base);
    if (b === undefined || b <= 0 || b === 1) throw new Unlowerable('a logarithm whose base varies');
    const guarded = values.guard(err, graph.op('le', x!, graph.constant(0)), '#NUM!');
    if (b === 10) return { x: graph.call('log10', x!), err: guarded };
    if (b === 2) return { x: graph.call('log2', x!), err: guarded };
    return { x: graph.op('div', graph.call('log', x!), graph.call('log', graph.constant(b))), err: guarded };
  }),
  POWER: ofNumbers(2, 2, (lower, [a, b], err) => power(lower.values, { a: a!, b: b!, err })),
  SIN: kernel('sin', sizeBelow(largestAngle)),
  COS: kernel('cos', sizeBelow(largestAngle)),
  TAN: kernel('tan', sizeBelow(largestAngle)),
  ASIN: kernel('asin', sizeAtMost(1)),
  ACOS: kernel('acos', sizeAtMost(1)),
  ATAN: kernel('atan'),
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
  MOD: ofNumbers(2, 2, (lower, [x, divisor], err) => modulo(lower, x!, divisor!, err)),
  QUOTIENT: ofNumbers(2, 2, (lower, [x, divisor], err) => {
    const { values } = lower;
    const { graph } = values;
    const guarded = values.guard(err, graph.op('eq', divisor!, graph.constant(0)), '#DIV/0!');
    return { x: integer(lower, graph.op('div', x!, divisor!)), err: guarded };
  }),
};
