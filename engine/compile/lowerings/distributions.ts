/** Quantiles that workbooks apply to RAND(); see functions/distributions.ts. */
import type { Node } from '../../formula/ast.ts';
import type { NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import { type Err, Unlowerable } from '../values.ts';
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

/** Cumulative only: the density is rare where numbers are drawn. */
const cumulative = (lower: Lower, node: Node | undefined): void => {
  const given = node && lower.constant(node);
  if (typeof given !== 'boolean' && typeof given !== 'number') throw new Unlowerable('a density');
  if (!given) throw new Unlowerable('a density');
};

const normalCumulative = ofNumbers(4, 4, (lower, [x, mean, deviation], err, nodes) => {
  cumulative(lower, nodes[3]);
  const { graph } = lower.values;
  const z = graph.op('div', graph.op('sub', x!, mean!), deviation!);
  return { x: graph.call('normalCdf', z), err: positive(lower, deviation!, err) };
});
const standardCumulative: Lowering = ofNumbers(1, 2, (lower, [z], err, nodes) => {
  if (nodes.length > 1) cumulative(lower, nodes[1]);
  return { x: lower.values.graph.call('normalCdf', z!), err };
});

export const distributions: Lowerings = {
  'NORM.DIST': normalCumulative,
  NORMDIST: normalCumulative,
  'NORM.S.DIST': (args, lower) => {
    required(args, 2);
    return standardCumulative(args, lower);
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
