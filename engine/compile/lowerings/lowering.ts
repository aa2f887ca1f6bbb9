import type { Node } from '../../formula/ast.ts';
import type { NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import { type Arr, type Err, type Num, Unlowerable, type Val } from '../values.ts';

/** Builds the value of a function's call; throws Unlowerable for forms of it that only the interpreter knows. */
export type Lowering = (args: readonly Node[], lower: Lower) => Val | Arr;
export type Lowerings = Readonly<Record<string, Lowering>>;

/** Arguments that must be there; the interpreter knows what is wrong with others. */
export function required(args: readonly Node[], minimum: number, maximum = minimum): void {
  if (args.length < minimum || args.length > maximum) throw new Unlowerable('another number of arguments');
}

/** A scalar function of scalar numbers: coerces, hands on errors in the order of the arguments. */
export const ofNumbers =
  (
    minimum: number,
    maximum: number,
    build: (lower: Lower, args: NodeId[], err: Err, nodes: readonly Node[]) => Num | Val,
  ): Lowering =>
  (nodes, lower) => {
    required(nodes, minimum, maximum);
    let err = lower.values.none;
    const args: NodeId[] = [];
    for (const node of nodes) {
      const { x, err: failed } =
        node.kind === 'missing' ? lower.values.toNumber(lower.values.of(null)) : lower.number(node);
      err = lower.values.first(err, failed);
      args.push(x);
    }
    const built = build(lower, args, err, nodes);
    return 'x' in built ? lower.values.settled(built) : built;
  };

/** An integer argument: cut to its whole part. */
export const integer = (lower: Lower, x: NodeId): NodeId => lower.values.graph.op('trunc', x);
