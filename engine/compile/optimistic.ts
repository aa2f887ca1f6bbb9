/**
 * The same computation for blocks in which nothing rare happens: no overflow, no division by zero, no remainder that counts as 0, no tie at
 * the 15th digit. Guards become traps, masks of the lanes in which the other program would have done something else; a block in which a trap
 * holds runs again with the guards.
 */
import { Graph, type NodeId } from './graph.ts';
import { type Root, reachable } from './schedule.ts';

export interface Optimistic {
  graph: Graph;
  roots: Root[];
  traps: NodeId[];
}

/** Undefined where no guard is left, or one always holds. */
export function optimistic(graph: Graph, roots: readonly Root[]): Optimistic | undefined {
  const fast = new Graph(graph.libraryCalls);
  const traps = new Set<NodeId>();
  const known = new Map<NodeId, NodeId>();
  const mapped = (id: NodeId): NodeId => known.get(id)!;
  const needed = new Set(reachable(graph, roots));
  // The signs of masks that are needed, and what they are made of.
  const signs = [...graph.rare].filter(([mask]) => needed.has(mask)).map(([, sign]) => ({ node: sign }));
  for (const id of reachable(graph, signs)) needed.add(id);

  const translated = (id: NodeId): NodeId => {
    const { op, args, value, plane, kernel, library, low, high, whole } = graph.at(id);
    // Other bounds are found anew: those of the original know of its guards.
    if (op === 'constant') return fast.constant(value!);
    if (op === 'load') return fast.load(plane!, { low, high, whole });
    const own = args.map(mapped);
    if (op === 'call') return fast.call(kernel!, ...own);
    if (op === 'library') return fast.library(graph.libraryCalls[library!]!, ...own);
    if (op !== 'rarely') return fast.op(op, ...own);
    traps.add(own[0]!);
    return own[1]!;
  };
  for (const id of [...needed].toSorted((a, b) => a - b)) {
    const same = translated(id);
    const sign = graph.rare.get(id);
    if (sign === id) traps.add(same);
    known.set(id, sign === undefined ? same : fast.constant(0));
  }
  for (const [mask, sign] of graph.rare) if (sign !== mask && needed.has(mask)) traps.add(mapped(sign));
  const left = [...traps].filter((trap) => fast.constantOf(trap) !== 0);
  if (left.length === 0 || left.some((trap) => fast.constantOf(trap) !== undefined)) return undefined;
  return { graph: fast, roots: roots.map(({ node, plane }) => ({ node: mapped(node), plane })), traps: left };
}
