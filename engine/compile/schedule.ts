/** Which nodes are computed when: stages between what the interpreter does, cut into functions of moderate size. */
import type { AssembledStep } from './assemble.ts';
import type { Graph, NodeId } from './graph.ts';

/** Larger functions take longer to compile and hold more than the registers do; cutting costs a plane per value that lives on. */
const largestStep = 1200;

export interface Scheduled {
  /** Per stage, the steps in their order. */
  stages: AssembledStep[][];
  /** Planes of nodes that other steps read. */
  planeOf: Map<NodeId, number>;
}

export interface Root {
  node: NodeId;
  plane: number;
}

/** The stage of every node: that of the latest plane it depends on. */
export function stagesOf(graph: Graph, stageOfPlane: (plane: number) => number): (id: NodeId) => number {
  const known: number[] = [];
  return (id) => {
    for (let next = known.length; next <= id; next++) {
      const { op, args, plane } = graph.at(next);
      let stage = op === 'load' ? stageOfPlane(plane!) : 0;
      for (const argument of args) stage = Math.max(stage, known[argument]!);
      known[next] = stage;
    }
    return known[id]!;
  };
}

export function reachable(graph: Graph, roots: readonly Pick<Root, 'node'>[]): NodeId[] {
  const needed = new Set<NodeId>();
  const waiting = roots.map(({ node }) => node);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    waiting.push(...graph.at(id).args);
  }
  return [...needed].toSorted((a, b) => a - b);
}

/**
 * Nodes in the order in which to compute them: what an expression needs just before it, from left to right, so that few values have to be
 * held; a trap as soon as what it looks at is there.
 */
function ordered(graph: Graph, roots: readonly NodeId[], traps: readonly NodeId[]): NodeId[] {
  const place = new Map<NodeId, number>();
  /** What the root needs and is not placed yet, itself last. */
  const visit = (root: NodeId, found: (id: NodeId) => void) => {
    const waiting: { id: NodeId; next: number }[] = [{ id: root, next: 0 }];
    for (let top = waiting.at(-1); top; top = waiting.at(-1)) {
      const argument = graph.at(top.id).args[top.next++];
      if (argument !== undefined) {
        if (!place.has(argument)) waiting.push({ id: argument, next: 0 });
        continue;
      }
      waiting.pop();
      if (!place.has(top.id)) found(top.id);
    }
  };
  const order: NodeId[] = [];
  for (const root of roots) visit(root, (id) => void place.set(id, order.push(id) - 1));
  const after = new Map<number, NodeId[]>();
  for (const trap of traps) {
    const own: NodeId[] = [];
    let latest = 0;
    visit(trap, (id) => {
      for (const argument of graph.at(id).args) latest = Math.max(latest, place.get(argument)!);
      place.set(id, latest);
      own.push(id);
    });
    for (const id of own) place.set(id, latest);
    after.set(latest, [...(after.get(latest) ?? []), ...own]);
  }
  return order.length === 0 ? (after.get(0) ?? []) : order.flatMap((id, i) => [id, ...(after.get(i) ?? [])]);
}

export function schedule(
  graph: Graph,
  roots: readonly Root[],
  stage: (id: NodeId) => number,
  scratch: (node: NodeId) => number,
  traps: readonly NodeId[] = [],
): Scheduled {
  const nodes = ordered(
    graph,
    roots.map(({ node }) => node),
    traps,
  ).filter((id) => {
    const { op } = graph.at(id);
    return op !== 'constant' && op !== 'load';
  });
  const last = Math.max(0, ...nodes.map(stage), ...roots.map(({ node }) => stage(node)));
  const segments: NodeId[][][] = Array.from({ length: last + 1 }, () => []);
  for (const id of nodes) {
    const ofStage = segments[stage(id)]!;
    const current = ofStage.at(-1);
    if (!current || current.length >= largestStep) ofStage.push([id]);
    else current.push(id);
  }
  const segmentOf = new Map<NodeId, NodeId[]>();
  for (const segment of segments.flat()) for (const id of segment) segmentOf.set(id, segment);

  const planeOf = new Map<NodeId, number>();
  const storesOf = new Map<NodeId[], { node: NodeId; plane: number }[]>();
  const storeIn = (segment: NodeId[], node: NodeId, plane: number) => {
    const stores = storesOf.get(segment) ?? [];
    stores.push({ node, plane });
    storesOf.set(segment, stores);
  };
  for (const id of nodes) {
    for (const argument of graph.at(id).args) {
      const home = segmentOf.get(argument);
      if (!home || home === segmentOf.get(id) || planeOf.has(argument)) continue;
      const plane = scratch(argument);
      planeOf.set(argument, plane);
      storeIn(home, argument, plane);
    }
  }
  for (const { node, plane } of roots) {
    let home = segmentOf.get(node);
    if (!home) {
      // A constant or a plane copied as it is: by the last step of its stage.
      const ofStage = segments[stage(node)]!;
      home = ofStage.at(-1);
      if (!home) {
        home = [];
        ofStage.push(home);
      }
    }
    storeIn(home, node, plane);
  }
  return {
    stages: segments.map((ofStage) =>
      ofStage.map((segment) => {
        const own = new Set(segment);
        return { nodes: own, stores: storesOf.get(segment) ?? [], traps: traps.filter((trap) => own.has(trap)) };
      }),
    ),
    planeOf,
  };
}
