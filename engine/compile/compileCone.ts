/** Compiles the cells that vary: what can be lowered into a WebAssembly module, the rest into a list for the interpreter. */
import { createInterpreter } from '../interpret/interpreter.ts';
import type { CellAddress, SheetArea } from '../model/address.ts';
import { indexFormulas } from '../model/formulas.ts';
import type { CellValue, Workbook } from '../workbook/workbook.ts';
import { filledFrom } from './arrays.ts';
import { assemble } from './assemble.ts';
import type { Facts, NodeId } from './graph.ts';
import type { LibraryCall } from './library.ts';
import { type LoweringContext, lowerFormula } from './lower.ts';
import { optimistic } from './optimistic.ts';
import { type Scheduled, schedule, stagesOf } from './schedule.ts';
import { bitOf, everyError, type Tags, tag, Unlowerable, type Val, Values } from './values.ts';

/** A random number of the model: a uniform plane, and the value that a distribution makes of it. */
export interface ConeDraw {
  /** The input's cell, or that of the formula that draws. */
  cell: CellAddress;
  /** The number of the call in the cell's formula; absent for an input with a distribution. */
  call?: number;
  /** Where its uniform numbers are wanted, -1 for nowhere but in statistics. */
  uniformPlane: number;
  /** Where its values are wanted; -1 for a random call, whose value is its uniform number. */
  valuePlane: number;
}

/** Where a value lies in memory: the plane of its numbers and that of its tags, or what it always is. */
export interface Place {
  plane: number;
  constant?: number;
  tagPlane: number;
  /** The tag where there is no plane of them. */
  tag: number;
}

export interface InterpretedCell {
  cell: CellAddress;
  /** Cells that it reads and that vary. */
  reads: { cell: CellAddress; place: Place }[];
  /** Where its values go: one cell, or those that an array formula fills. */
  fills: { cell: CellAddress; plane: number; tagPlane: number; tags: Tags }[];
  /** Why it was not lowered. */
  reason: string;
  /** The cells of a circular reference, of which this is the first: they are calculated over and over. */
  loop?: CellAddress[];
}

/** A distribution whose parameters vary: the interpreter computes them, the runner the quantile. */
export interface VaryingDraw {
  draw: number;
  reads: { cell: CellAddress; place: Place }[];
  plane: number;
  tagPlane: number;
}

export type Step =
  | { kind: 'lanes'; export: string }
  | { kind: 'cells'; cells: InterpretedCell[] }
  | { kind: 'draws'; draws: VaryingDraw[] };

export interface CompiledCone {
  module: Uint8Array<ArrayBuffer>;
  steps: Step[];
  /** The same for blocks in which nothing rare happens, the flag of the traps tells; absent where there is nothing to leave out. */
  optimisticSteps?: Step[];
  /** Byte offset of each plane, and whether it has a place for each iteration of a stripe or of a block. */
  offsets: number[];
  wide: boolean[];
  memoryBytes: number;
  /** Iterations in a stripe and in a block. */
  stripe: number;
  block: number;
  draws: ConeDraw[];
  outputs: (Place & { tags: Tags })[];
  /** Random cells whose values are reported as inputs'. */
  observed: Place[];
  texts: string[];
  /** What the module imports, see `libraryImports`. */
  library: LibraryCall[];
  /** Cells lowered, and those that were not with the reason. */
  lowered: number;
}

export interface ConeInput {
  workbook: Workbook;
  cells: readonly CellAddress[];
  /** Inputs with a distribution, and the bounds of their values; `reads` where the parameters vary. */
  distributions: readonly { cell: CellAddress; support: readonly [number, number]; whole: boolean; varies: boolean }[];
  outputs: readonly CellAddress[];
  observed: readonly CellAddress[];
  /** Circular references, whose cells stand together in `cells`. */
  loops: readonly (readonly CellAddress[])[];
  /** The varying areas that a formula reads. */
  readsOf(cell: CellAddress): SheetArea[];
  varies(area: SheetArea): boolean;
}

const keyOf = ({ sheet, row, column }: CellAddress) => `${sheet}:${row}:${column}`;
const largestStripe = 65_536;
const wideBudget = 96 * 2 ** 20;
const scratchBudget = 256 * 2 ** 10;
const firstPlane = 64;

export function compileCone(input: ConeInput): CompiledCone {
  const { workbook } = input;
  const formulas = indexFormulas(workbook);
  const interpreter = createInterpreter(workbook);
  const values = new Values();
  const { graph } = values;

  const wide: boolean[] = [];
  const stageOfPlane: number[] = [];
  const newPlane = (isWide: boolean, stage = 0): number => {
    stageOfPlane.push(stage);
    return wide.push(isWide) - 1;
  };
  const stage = stagesOf(graph, (plane) => stageOfPlane[plane]!);

  const known = new Map<string, Val>();
  const draws: ConeDraw[] = [];
  const drawIndex = new Map<string, number>();
  const roots: { node: NodeId; plane: number }[] = [];
  const rootPlanes = new Map<NodeId, number>();

  /** A plane that holds the node's value from its stage on. */
  const planeFor = (node: NodeId): number => {
    const { op, plane } = graph.at(node);
    if (op === 'load') return plane!;
    const before = rootPlanes.get(node);
    if (before !== undefined) return before;
    const fresh = newPlane(false, stage(node));
    rootPlanes.set(node, fresh);
    roots.push({ node, plane: fresh });
    return fresh;
  };
  const only = (tags: Tags) => ((tags & (tags - 1)) === 0 ? 31 - Math.clz32(tags) : 0);
  const placeOf = (value: Val): Place => {
    const constant = graph.constantOf(value.num);
    return {
      plane: constant === undefined ? planeFor(value.num) : -1,
      ...(constant !== undefined && { constant }),
      tagPlane: value.tag === undefined || graph.constantOf(value.tag) !== undefined ? -1 : planeFor(value.tag),
      tag: value.tag === undefined ? only(value.tags) : (graph.constantOf(value.tag) ?? 0),
    };
  };

  const distribution = new Map<string, number>();
  for (const { cell, support, whole, varies } of input.distributions) {
    const valuePlane = varies ? -1 : newPlane(true);
    distribution.set(keyOf(cell), draws.length);
    draws.push({ cell, uniformPlane: -1, valuePlane });
    if (varies) continue;
    const [low, high] = support;
    known.set(keyOf(cell), values.number(graph.load(valuePlane, finiteFacts({ low, high, whole }))));
  }

  const context: LoweringContext = {
    formulas,
    interpreter,
    values,
    varying: (cell) => known.get(keyOf(cell)),
    varies: input.varies,
    draw: (cell, call) => {
      const key = `${keyOf(cell)}#${call}`;
      let index = drawIndex.get(key);
      if (index === undefined) {
        index = draws.push({ cell, call, uniformPlane: newPlane(true), valuePlane: -1 }) - 1;
        drawIndex.set(key, index);
      }
      return graph.load(draws[index]!.uniformPlane, { low: 2 ** -53, high: 1 - 2 ** -53 });
    },
  };

  const loopOf = new Map(input.loops.flatMap((loop) => loop.map((cell) => [keyOf(cell), loop] as const)));
  const interpreted: { stage: number; cell: InterpretedCell }[] = [];
  const varyingDraws: { stage: number; draw: VaryingDraw }[] = [];
  const readsOf = (...cells: readonly CellAddress[]) => {
    const reads = new Map<string, { cell: CellAddress; place: Place }>();
    let latest = 0;
    for (const area of cells.flatMap((cell) => input.readsOf(cell))) {
      for (let row = area.top; row <= area.bottom; row++) {
        for (let column = area.left; column <= area.right; column++) {
          const read = { sheet: area.sheet, row, column };
          const value = known.get(keyOf(read));
          if (!value || reads.has(keyOf(read))) continue;
          latest = Math.max(latest, stage(value.num), value.tag === undefined ? 0 : stage(value.tag));
          reads.set(keyOf(read), { cell: read, place: placeOf(value) });
        }
      }
    }
    return { reads: [...reads.values()], latest };
  };

  /** What an interpreted cell fills, known from here on by its planes. */
  const filledBy = (cell: CellAddress, stageBefore: number): InterpretedCell['fills'] => {
    const owned = formulas.ownedBy(cell);
    return cellsIn(owned && !fillsOne(owned) ? owned : undefined, cell).map((filled) => {
      const tags = expectedTags(formulas.cellAt(filled)?.value);
      const [plane, tagPlane] = [newPlane(false, stageBefore + 1), newPlane(false, stageBefore + 1)];
      const kind = graph.load(tagPlane, { low: 0, high: 31, whole: true });
      known.set(keyOf(filled), values.loaded(graph.load(plane), kind, tags));
      return { cell: filled, plane, tagPlane, tags };
    });
  };

  let lowered = 0;
  for (const cell of input.cells) {
    const loop = loopOf.get(keyOf(cell));
    if (loop) {
      if (keyOf(loop[0]!) !== keyOf(cell)) continue;
      const { reads, latest } = readsOf(...loop);
      const fills = loop.flatMap((member) => filledBy(member, latest));
      const reason = 'a circular reference, calculated iteratively';
      interpreted.push({ stage: latest, cell: { cell, reads, fills, reason, loop: [...loop] } });
      continue;
    }
    const drawn = distribution.get(keyOf(cell));
    if (drawn !== undefined) {
      const { reads, latest } = readsOf(cell);
      const plane = newPlane(true, latest + 1);
      const tagPlane = newPlane(false, latest + 1);
      draws[drawn]!.valuePlane = plane;
      varyingDraws.push({ stage: latest, draw: { draw: drawn, reads, plane, tagPlane } });
      const tags = bitOf(tag.number) | everyError;
      known.set(
        keyOf(cell),
        values.loaded(graph.load(plane), graph.load(tagPlane, { low: 0, high: 31, whole: true }), tags),
      );
      continue;
    }
    const owned = formulas.ownedBy(cell);
    try {
      if (owned?.kind === 'dataTable') throw new Unlowerable('a data table');
      const tree = formulas.treeOf(cell);
      if (!tree?.ok) throw new Unlowerable('no formula');
      const value = lowerFormula(context, tree.value, cell, owned !== undefined);
      for (const filled of cellsIn(owned, cell))
        known.set(keyOf(filled), filledFrom(values, value, filled.row - cell.row, filled.column - cell.column));
      lowered++;
    } catch (error) {
      if (!(error instanceof Unlowerable)) throw error;
      const { reads, latest } = readsOf(cell);
      interpreted.push({ stage: latest, cell: { cell, reads, fills: filledBy(cell, latest), reason: error.message } });
    }
  }

  const wideRoots = new Map<NodeId, number>();
  const widePlane = (node: NodeId): number => {
    const { op, plane } = graph.at(node);
    if (op === 'load' && wide[plane!]) return plane!;
    const before = wideRoots.get(node);
    if (before !== undefined) return before;
    const fresh = newPlane(true, stage(node));
    wideRoots.set(node, fresh);
    roots.push({ node, plane: fresh });
    return fresh;
  };
  const reported = (cell: CellAddress): Place & { tags: Tags } => {
    const value = known.get(keyOf(cell)) ?? values.of(interpreter.grid.read(cell.sheet, cell.row, cell.column));
    return {
      plane: widePlane(value.num),
      tagPlane: value.tag === undefined ? -1 : widePlane(value.tag),
      tag: only(value.tags),
      tags: value.tags,
    };
  };
  const outputs = input.outputs.map(reported);
  const observed = input.observed.map(reported);

  const scratch: number[] = [];
  const guarded = schedule(graph, roots, stage, () => {
    const plane = newPlane(false);
    scratch.push(plane);
    return plane;
  });
  const quick = optimistic(graph, roots);
  const quickStage = quick && stagesOf(quick.graph, (plane) => stageOfPlane[plane]!);
  // One runs after the other from the beginning, so that they share their planes.
  const quickly =
    quick && schedule(quick.graph, quick.roots, quickStage!, () => scratch.pop() ?? newPlane(false), quick.traps);
  const sizes = sizesOf(wide);
  const last = Math.max(
    guarded.stages.length - 1,
    ...interpreted.map((c) => c.stage),
    ...varyingDraws.map((d) => d.stage),
  );
  let next = 0;
  const stepsOf = ({ stages }: Scheduled): Step[] => {
    const steps: Step[] = [];
    for (let s = 0; s <= last; s++) {
      for (let i = 0; i < (stages[s]?.length ?? 0); i++) steps.push({ kind: 'lanes', export: `step${next++}` });
      const cells = interpreted.filter((c) => c.stage === s).map((c) => c.cell);
      if (cells.length > 0) steps.push({ kind: 'cells', cells });
      const ofStage = varyingDraws.filter((d) => d.stage === s).map((d) => d.draw);
      if (ofStage.length > 0) steps.push({ kind: 'draws', draws: ofStage });
    }
    return steps;
  };
  const steps = stepsOf(guarded);
  const parts = [
    { graph, steps: guarded.stages.flat(), planeOf: guarded.planeOf },
    ...(quick && quickly ? [{ graph: quick.graph, steps: quickly.stages.flat(), planeOf: quickly.planeOf }] : []),
  ];
  return {
    module: assemble(parts, { offsets: sizes.offsets, wide }),
    steps,
    ...(quickly && { optimisticSteps: stepsOf(quickly) }),
    ...sizes,
    // One function and nothing between: it goes over a whole stripe.
    block: steps.length === 1 && !quickly && !wide.includes(false) ? sizes.stripe : sizes.block,
    wide,
    draws,
    outputs,
    observed,
    texts: values.texts,
    library: graph.libraryCalls,
    lowered,
  };
}

const finiteFacts = ({ low, high, whole }: Required<Facts>): Facts => ({
  low: Math.max(low, -Number.MAX_VALUE),
  high: Math.min(high, Number.MAX_VALUE),
  whole,
});

const fillsOne = (owned: SheetArea & { kind?: string }): boolean =>
  owned.top === owned.bottom && owned.left === owned.right && owned.kind !== 'dataTable';

function cellsIn(area: SheetArea | undefined, cell: CellAddress): CellAddress[] {
  if (!area) return [cell];
  const cells: CellAddress[] = [];
  for (let row = area.top; row <= area.bottom; row++)
    for (let column = area.left; column <= area.right; column++) cells.push({ sheet: area.sheet, row, column });
  return cells;
}

/** A cell is expected to go on holding what it holds; a block in which it does not is interpreted whole. */
function expectedTags(held: CellValue | undefined): Tags {
  const kind = typeof held === 'boolean' ? tag.boolean : typeof held === 'string' ? tag.text : tag.number;
  return bitOf(kind) | everyError;
}

/** Places the planes in memory: wide ones within their budget, scratch ones within the processor's nearest caches. */
function sizesOf(wide: readonly boolean[]) {
  const wides = wide.filter(Boolean).length;
  const scratches = wide.length - wides;
  let stripe = largestStripe;
  while (stripe > 1024 && wides * 8 * stripe > wideBudget) stripe /= 2;
  let block = 1024;
  while (block > 32 && (scratches + wides) * 8 * block > scratchBudget) block /= 2;
  block = Math.min(block, stripe);
  let offset = firstPlane;
  const offsets = wide.map((isWide) => {
    const here = offset;
    offset += 8 * (isWide ? stripe : block);
    return here;
  });
  return { offsets, memoryBytes: offset, stripe, block };
}
