import { type ClassCounts, mergeClasses } from './classes.ts';
import { mergeNodes, type NodeValues } from './node.ts';
import type { Counted } from './order.ts';

/** A complete subtree of the tree of chunk numbers: the chunks index 2^level .. (index + 1) 2^level - 1. */
export interface Root {
  level: number;
  index: number;
  /** Per output. */
  nodes: readonly NodeValues[];
}

/** Iterations that ended in one kind of error, and the first of them. */
export interface ErrorCount {
  kind: number;
  count: number;
  first: number;
}

export interface OutputState {
  /** Values of the iterations without error, in their order, a part per run of chunks; or their counts. */
  samples: readonly Float64Array[];
  classes: ClassCounts;
  /** The classes with exact values where further passes found them, see refine.ts; of whole runs only. */
  refined?: Counted & { exact: boolean };
  /** By kind, ascending. */
  errors: readonly ErrorCount[];
  /** Iterations per text, by its number, ascending. */
  texts: readonly { text: number; count: number }[];
  /** How many of the values were booleans. */
  booleans: number;
  /** All values so far are whole numbers. */
  integers: boolean;
}

/** What a slice, a run of whole chunks, says: the roots of its maximal complete subtrees, and integers that simply add. */
export interface SliceState {
  firstChunk: number;
  chunks: number;
  iterations: number;
  roots: readonly Root[];
  outputs: readonly OutputState[];
}

/** Adjacent siblings meet, their parent may meet its own sibling, and so on: as carries do when counting in binary. */
const pairUp = (roots: readonly Root[]): Root[] => {
  const stack: Root[] = [];
  for (const root of roots) {
    let right = root;
    for (;;) {
      const left = stack.at(-1);
      if (!left || left.level !== right.level || left.index + 1 !== right.index || left.index % 2 !== 0) break;
      stack.pop();
      right = {
        level: left.level + 1,
        index: left.index / 2,
        nodes: left.nodes.map((node, output) => mergeNodes(node, right.nodes[output]!)),
      };
    }
    stack.push(right);
  }
  return stack;
};

const mergeErrors = (a: readonly ErrorCount[], b: readonly ErrorCount[]): ErrorCount[] => {
  const byKind = new Map(a.map((error) => [error.kind, error]));
  for (const error of b) {
    const known = byKind.get(error.kind);
    byKind.set(error.kind, {
      kind: error.kind,
      count: error.count + (known?.count ?? 0),
      first: Math.min(error.first, known?.first ?? Infinity),
    });
  }
  return [...byKind.values()].sort((x, y) => x.kind - y.kind);
};

const mergeTexts = (a: OutputState['texts'], b: OutputState['texts']): { text: number; count: number }[] => {
  const counts = new Map(a.map(({ text, count }) => [text, count]));
  for (const { text, count } of b) counts.set(text, count + (counts.get(text) ?? 0));
  return [...counts].map(([text, count]) => ({ text, count })).sort((x, y) => x.text - y.text);
};

const mergeOutputs = (a: OutputState, b: OutputState): OutputState => ({
  samples: [...a.samples, ...b.samples],
  classes: mergeClasses(a.classes, b.classes),
  errors: mergeErrors(a.errors, b.errors),
  texts: mergeTexts(a.texts, b.texts),
  booleans: a.booleans + b.booleans,
  integers: a.integers && b.integers,
});

/** Slices that together are one run of chunks, in any order, as one. Any grouping gives the same bytes. */
export const mergeStates = (states: readonly SliceState[]): SliceState => {
  const sorted = [...states].sort((a, b) => a.firstChunk - b.firstChunk);
  const [first, ...rest] = sorted;
  if (!first) throw new Error('There is no state to merge');
  let end = first.firstChunk + first.chunks;
  for (const state of rest) {
    if (state.firstChunk !== end)
      throw new Error(`Slices do not meet: one ends at ${end}, the next begins at ${state.firstChunk}`);
    end += state.chunks;
  }
  return {
    firstChunk: first.firstChunk,
    chunks: end - first.firstChunk,
    iterations: sorted.reduce((sum, state) => sum + state.iterations, 0),
    roots: pairUp(sorted.flatMap((state) => state.roots)),
    outputs: first.outputs.map((_, i) => sorted.map((state) => state.outputs[i]!).reduce(mergeOutputs)),
  };
};

/** The whole run's moments of one output: its roots, merged from the left. */
export const totalOf = (state: SliceState, output: number): NodeValues =>
  state.roots.map((root) => root.nodes[output]!).reduce(mergeNodes);
