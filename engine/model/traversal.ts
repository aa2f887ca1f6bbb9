/** Walks over the dependency graph. All are iterative and near-linear in cells and intervals, whatever the chains' length. */
import type { DependencyGraph } from './dependencyGraph.ts';

export interface Order {
  /** Everything that the roots depend on and the roots themselves, precedents first, but for circular references. */
  cells: Int32Array;
  /** A cell's place in `cells`, -1 if it is not among them. */
  rank: Int32Array;
  /** The dependent from which the walk first came to a cell, -1 for roots. */
  cameFrom: Int32Array;
}

/** Depth-first from the roots towards precedents; constants are left out. */
export function orderFrom(graph: DependencyGraph, roots: readonly number[]): Order {
  const { count } = graph.index;
  // unvisited[i] leads to the first unvisited cell at or after i, so that a range is searched without passing over visited ones.
  const unvisited = new Int32Array(count + 1);
  for (let cell = 0; cell < count; cell++) unvisited[cell] = graph.relevant[cell] ? cell : cell + 1;
  unvisited[count] = count;
  const firstUnvisited = (from: number) => {
    let cell = from;
    while (unvisited[cell] !== cell) {
      unvisited[cell] = unvisited[unvisited[cell]!]!;
      cell = unvisited[cell]!;
    }
    return cell;
  };

  const cells: number[] = [];
  const rank = new Int32Array(count).fill(-1);
  const cameFrom = new Int32Array(count).fill(-1);
  const path: number[] = [];
  /** For each cell of the path, the interval that is being searched. */
  const cursors: number[] = [];
  const ends: number[] = [];
  const enter = (cell: number) => {
    unvisited[cell] = cell + 1;
    const { start, end } = graph.precedents(cell);
    path.push(cell);
    cursors.push(start);
    ends.push(end);
  };

  for (const root of roots) {
    if (!graph.relevant[root] || firstUnvisited(root) !== root) continue;
    enter(root);
    while (path.length > 0) {
      const top = path.length - 1;
      const cell = path[top]!;
      const pool = graph.pool();
      let next = -1;
      let cursor = cursors[top]!;
      for (const end = ends[top]!; cursor < end; cursor += 2) {
        const candidate = firstUnvisited(pool[cursor]!);
        if (candidate < pool[cursor + 1]!) {
          next = candidate;
          break;
        }
      }
      cursors[top] = cursor;
      if (next >= 0) {
        cameFrom[next] = cell;
        enter(next);
      } else {
        rank[cell] = cells.length;
        cells.push(cell);
        path.pop();
        cursors.pop();
        ends.pop();
      }
    }
  }
  return { cells: Int32Array.from(cells), rank, cameFrom };
}

/** Which cells of the order are sources or depend on one. */
export function dependentsOf(graph: DependencyGraph, { cells }: Order, sources: readonly number[]): Uint8Array {
  const { count } = graph.index;
  const marked = new Uint8Array(count);
  // A Fenwick tree of marks: how many lie below a cell.
  const tree = new Int32Array(count + 1);
  const mark = (cell: number) => {
    marked[cell] = 1;
    for (let i = cell + 1; i <= count; i += i & -i) tree[i]!++;
  };
  const below = (cell: number) => {
    let sum = 0;
    for (let i = cell; i > 0; i -= i & -i) sum += tree[i]!;
    return sum;
  };
  const anyIn = (from: number, to: number) => {
    if (to - from > 16) return below(to) > below(from);
    for (let cell = from; cell < to; cell++) if (marked[cell]) return true;
    return false;
  };
  for (const source of sources) if (!marked[source]) mark(source);
  const pool = graph.pool();
  // One pass suffices unless a circular reference puts a precedent later.
  for (let changed = true; changed; ) {
    changed = false;
    let back = false;
    for (const cell of cells) {
      if (marked[cell]) continue;
      const { start, end } = graph.precedents(cell);
      for (let i = start; i < end; i += 2) {
        if (anyIn(pool[i]!, pool[i + 1]!)) {
          mark(cell);
          back = true;
          break;
        }
      }
    }
    changed = back;
  }
  return marked;
}

/** Circles among the cells for which `among` holds, each as the cells on the way round; circles that share a cell are one. */
export function circlesIn(graph: DependencyGraph, order: Order, among: Uint8Array): number[][] {
  const { rank, cameFrom, cells } = order;
  const highest = rangeMaximum(rank);
  const pool = graph.pool();
  const seen = new Set<number>();
  const circles: number[][] = [];
  for (const cell of cells) {
    if (!among[cell] || seen.has(cell)) continue;
    const { start, end } = graph.precedents(cell);
    for (let i = start; i < end; i += 2) {
      const from = pool[i]!;
      const to = pool[i + 1]!;
      if (highest(from, to) < rank[cell]!) continue;
      let precedent = from;
      while (rank[precedent]! < rank[cell]!) precedent++;
      // A precedent that was finished later was on the path when this cell was: the way from it led here.
      const circle = [cell];
      for (let at = cell; at !== precedent; ) {
        at = cameFrom[at]!;
        circle.push(at);
      }
      if (circle.some((member) => seen.has(member))) break;
      for (const member of circle) seen.add(member);
      circles.push(circle.reverse());
      break;
    }
  }
  return circles;
}

/**
 * The cells that depend on each other all round, a list per such group (Tarjan's strongly connected components), among the cells for
 * which `among` holds. Follows every single dependence: to be asked only where there are circles.
 */
export function loopsIn(graph: DependencyGraph, { cells }: Order, among: Uint8Array): number[][] {
  const { count } = graph.index;
  const found = new Int32Array(count).fill(-1);
  const lowest = new Int32Array(count);
  const isOpen = new Uint8Array(count);
  const open: number[] = [];
  const loops: number[][] = [];
  let next = 0;
  interface Visit {
    cell: number;
    precedents: number[];
    at: number;
  }
  const visit = (cell: number): Visit => {
    found[cell] = lowest[cell] = next++;
    isOpen[cell] = 1;
    open.push(cell);
    const precedents: number[] = [];
    const pool = graph.pool();
    const { start, end } = graph.precedents(cell);
    for (let i = start; i < end; i += 2)
      for (let precedent = pool[i]!; precedent < pool[i + 1]!; precedent++)
        if (among[precedent] && graph.relevant[precedent]) precedents.push(precedent);
    return { cell, precedents, at: 0 };
  };
  for (const root of cells) {
    if (!among[root] || found[root]! >= 0) continue;
    const path = [visit(root)];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const precedent = top.precedents[top.at++];
      if (precedent !== undefined) {
        if (found[precedent]! < 0) path.push(visit(precedent));
        else if (isOpen[precedent]) lowest[top.cell] = Math.min(lowest[top.cell]!, found[precedent]!);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) lowest[above.cell] = Math.min(lowest[above.cell]!, lowest[top.cell]!);
      if (lowest[top.cell] !== found[top.cell]) continue;
      const loop = open.splice(open.lastIndexOf(top.cell));
      for (const member of loop) isOpen[member] = 0;
      if (loop.length > 1 || top.precedents.includes(top.cell)) loops.push(loop);
    }
  }
  return loops;
}

/** The largest value in [from, to). */
function rangeMaximum(values: Int32Array): (from: number, to: number) => number {
  const size = values.length;
  const tree = new Int32Array(2 * size);
  tree.set(values, size);
  for (let i = size - 1; i > 0; i--) tree[i] = Math.max(tree[2 * i]!, tree[2 * i + 1]!);
  return (from, to) => {
    let highest = -1;
    for (let low = from + size, high = to + size; low < high; low >>= 1, high >>= 1) {
      if (low & 1) highest = Math.max(highest, tree[low++]!);
      if (high & 1) highest = Math.max(highest, tree[--high]!);
    }
    return highest;
  };
}

export interface Influence {
  /** For each start, how many cells of the order depend on it, directly or not. */
  dependents: number[];
  /** For each cell, on how many of the starts it depends. */
  sources: Uint16Array;
}

/** How far each of the starts' influence goes. Takes one pass over the order per 32 starts. */
export function influenceOf(graph: DependencyGraph, { cells }: Order, starts: readonly number[]): Influence {
  const { count } = graph.index;
  const dependents: number[] = [];
  const sources = new Uint16Array(count);
  for (let first = 0; first < starts.length; first += 32) {
    const group = starts.slice(first, first + 32);
    // One bit per start; a tree of unions answers for whole intervals.
    const tree = new Int32Array(2 * count);
    const add = (cell: number, bits: number) => {
      for (let i = cell + count; i > 0 && (tree[i]! | bits) !== tree[i]; i >>= 1) tree[i]! |= bits;
    };
    const anyOf = (from: number, to: number) => {
      let bits = 0;
      for (let low = from + count, high = to + count; low < high; low >>= 1, high >>= 1) {
        if (low & 1) bits |= tree[low++]!;
        if (high & 1) bits |= tree[--high]!;
      }
      return bits;
    };
    const totals = new Array<number>(group.length).fill(0);
    for (const [bit, start] of group.entries()) add(start, 1 << bit);
    const pool = graph.pool();
    for (const cell of cells) {
      const { start, end } = graph.precedents(cell);
      let bits = 0;
      for (let i = start; i < end; i += 2) bits |= anyOf(pool[i]!, pool[i + 1]!);
      if (bits === 0) continue;
      add(cell, bits);
      for (; bits !== 0; bits &= bits - 1) {
        totals[31 - Math.clz32(bits & -bits)]!++;
        sources[cell]!++;
      }
    }
    dependents.push(...totals);
  }
  return { dependents, sources };
}

/** For every cell, how many of these formulas refer to it directly. */
export function directDependents(graph: DependencyGraph, cells: Int32Array): Int32Array {
  const changes = new Int32Array(graph.index.count + 1);
  const pool = graph.pool();
  for (const cell of cells) {
    const { start, end } = graph.precedents(cell);
    for (let i = start; i < end; i += 2) {
      changes[pool[i]!]!++;
      changes[pool[i + 1]!]!--;
    }
  }
  for (let i = 1; i < changes.length; i++) changes[i]! += changes[i - 1]!;
  return changes.subarray(0, graph.index.count);
}

/** The length of the longest way from a constant to each cell. */
export function depthsOf(graph: DependencyGraph, { cells }: Order): Int32Array {
  const { count } = graph.index;
  const tree = new Int32Array(2 * count);
  const pool = graph.pool();
  for (const cell of cells) {
    const { start, end } = graph.precedents(cell);
    let depth = 0;
    for (let i = start; i < end; i += 2) {
      for (let low = pool[i]! + count, high = pool[i + 1]! + count; low < high; low >>= 1, high >>= 1) {
        if (low & 1) depth = Math.max(depth, tree[low++]!);
        if (high & 1) depth = Math.max(depth, tree[--high]!);
      }
    }
    depth++;
    for (let i = cell + count; i > 0 && tree[i]! < depth; i >>= 1) tree[i] = depth;
  }
  return tree.subarray(count);
}
