/** Quantiles that workbooks apply to RAND(), and the normal distribution; see functions/distributions.ts. */
import type { Node } from '../../formula/ast.ts';
import type { Graph, NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import type { Err } from '../values.ts';
import { library } from './library.ts';
import { type Lowering, type Lowerings, ofNumbers, required } from './lowering.ts';

/** #NUM! unless 0 < p < 1. */
function probability({ values }: Lower, p: NodeId, err: Err): Err {
  const { graph } = values;
  const inside = graph.op('both', graph.op('gt', p, graph.constant(0)), graph.op('lt', p, graph.constant(1)));
  return values.guard(err, graph.op('not', inside), '#NUM!');
}
const positive = ({ values }: Lower, x: NodeId, err: Err): Err =>
  values.guard(err, values.graph.op('le', x, values.graph.constant(0)), '#NUM!');

const normalInverse = ofNumbers(3, 3, (lower, [p, mean, deviation], err) => {
  const { graph } = lower.values;
  return {
    x: graph.op('add', mean!, graph.op('mul', deviation!, graph.call('normalQuantile', p!))),
    err: positive(lower, deviation!, probability(lower, p!, err)),
  };
});
const standardInverse = ofNumbers(1, 1, (lower, [p], err) => ({
  x: lower.values.graph.call('normalQuantile', p!),
  err: probability(lower, p!, err),
}));
const lognormalInverse = ofNumbers(3, 3, (lower, [p, mu, sigma], err) => {
  const { graph } = lower.values;
  const z = graph.op('add', mu!, graph.op('mul', sigma!, graph.call('normalQuantile', p!)));
  return { x: graph.call('exp', z), err: positive(lower, sigma!, probability(lower, p!, err)) };
});

/** Whether a distribution function is asked for or its density; undefined where iterations may differ in it. */
function isCumulative(lower: Lower, node: Node): boolean | undefined {
  const given = lower.constant(node);
  return typeof given === 'boolean' || typeof given === 'number' ? Boolean(given) : undefined;
}

/** exp(-z^2 / 2) / sqrt(2 pi), in the interpreter's order. */
function normalDensity(graph: Graph, z: NodeId): NodeId {
  const squared = graph.op('mul', graph.op('sub', graph.constant(0), z), z);
  const power = graph.call('exp', graph.op('div', squared, graph.constant(2)));
  return graph.op('div', power, graph.constant(Math.sqrt(2 * Math.PI)));
}

const normal = (name: string): Lowering => {
  const decided = ofNumbers(4, 4, (lower, [x, mean, deviation], err, nodes) => {
    const { graph } = lower.values;
    const z = graph.op('div', graph.op('sub', x!, mean!), deviation!);
    const guarded = positive(lower, deviation!, err);
    if (isCumulative(lower, nodes[3]!)) return { x: graph.call('normalCdf', z), err: guarded };
    return lower.values.finite(graph.op('div', normalDensity(graph, z), deviation!), guarded);
  });
  return (nodes, lower) => {
    required(nodes, 4);
    return isCumulative(lower, nodes[3]!) === undefined ? library[name]!(nodes, lower) : decided(nodes, lower);
  };
};
const standardCumulative = ofNumbers(1, 2, (lower, [z], err) => ({ x: lower.values.graph.call('normalCdf', z!), err }));
const standardDensity = ofNumbers(2, 2, (lower, [z], err) => ({ x: normalDensity(lower.values.graph, z!), err }));

export const distributions: Lowerings = {
  'NORM.DIST': normal('NORM.DIST'),
  NORMDIST: normal('NORMDIST'),
  'NORM.S.DIST': (args, lower) => {
    required(args, 2);
    const cumulative = isCumulative(lower, args[1]!);
    if (cumulative === undefined) return library['NORM.S.DIST']!(args, lower);
    return cumulative ? standardCumulative(args, lower) : standardDensity(args, lower);
  },
  NORMSDIST: (args, lower) => {
    required(args, 1);
    return standardCumulative(args, lower);
  },
  'NORM.INV': normalInverse,
  NORMINV: normalInverse,
  'NORM.S.INV': standardInverse,
  NORMSINV: standardInverse,
  'LOGNORM.INV': lognormalInverse,
  LOGINV: lognormalInverse,
};
