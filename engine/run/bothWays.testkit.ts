/** The same formulas by the compiled code and by the interpreter, on the same numbers, error kinds and types included. */
import { compileCone, type Place, type Step } from '../compile/compileCone.ts';
import { libraryImports } from '../compile/library.ts';
import { errorOfTag, tag } from '../compile/values.ts';
import { createInterpreter } from '../interpret/interpreter.ts';
import { elementAt, errors, isArray, isError, type Scalar } from '../interpret/value.ts';
import { at, workbookOf } from '../model/workbook.testkit.ts';
import { constants, type GeneratedInput, inputs, shared } from './formulas.testkit.ts';
import { filledFrom } from './interpreted.ts';
import { varyingCells } from './varying.ts';

export interface Disagreement {
  formula: string;
  numbers: Record<string, number>;
  compiled: Scalar;
  interpreted: Scalar;
}

export interface Comparison {
  /** Why formulas were left to the interpreter. */
  fallBack: Map<string, string>;
  /** Where compiled code asked for its block to be run again by the interpreter. */
  flagged: boolean;
  disagreements: Disagreement[];
}

declare const WebAssembly: {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
  Memory: new (descriptor: { initial: number }) => { buffer: ArrayBuffer };
};

/** Small, quick, and the same everywhere: Marsaglia's xorshift. */
function uniforms(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function valueFor({ low, high, whole, among }: GeneratedInput, uniform: () => number): number {
  const special = uniform() < 0.4;
  if (special) return among[Math.floor(uniform() * among.length)]!;
  const u = uniform();
  const x = low * (1 - u) + high * u;
  return whole ? Math.floor(x) : x;
}

/** What an array formula of the test fills. */
const arrayRows = 3;
const arrayColumns = ['Y', 'Z'];

/** A formula in braces is an array formula. */
export function bothWays(formulas: readonly string[], seed: number, lanes = 32): Comparison {
  const written = formulas.map((text, i) => {
    const rows = Array.from({ length: arrayRows }, (_, k) => arrayRows * i + k + 1);
    const name = `Y${rows[0]}`;
    if (!text.startsWith('{')) return { text, name, content: `=${text}`, fills: [name] };
    const array = { ref: `${name}:${arrayColumns.at(-1)}${rows.at(-1)}`, dynamic: false };
    const fills = rows.flatMap((row) => arrayColumns.map((column) => `${column}${row}`));
    return { text, name, content: { formula: `=${text.slice(1, -1)}`, array }, fills };
  });
  const all = [
    ...Object.entries(shared).map(([name, text]) => ({ text, name, content: text, fills: [name] })),
    ...written,
  ];
  const zeros = Object.fromEntries(Object.keys(inputs).map((cell) => [cell, 0]));
  const blanks = Object.fromEntries(all.flatMap(({ fills }) => fills.map((cell) => [cell, null])));
  const contents = Object.fromEntries(all.map(({ name, content }) => [name, content]));
  const workbook = workbookOf({ Model: { ...constants, ...zeros, ...blanks, ...contents } });
  const cellOf = (name: string) => at(workbook, `Model!${name}`);
  const cells = all.map(({ name }) => cellOf(name));
  const given = Object.keys(inputs).map(cellOf);
  const varying = varyingCells(workbook, { cells, inputs: given });
  const cone = compileCone({
    workbook,
    cells,
    distributions: Object.entries(inputs).map(([cell, { low, high, whole }]) => ({
      cell: cellOf(cell),
      support: [low, high],
      whole,
      varies: false,
    })),
    outputs: all.flatMap(({ fills }) => fills.map(cellOf)),
    observed: [],
    loops: [],
    readsOf: () => [],
    varies: (area) => varying.any(area),
  });
  const fallBack = new Map<string, string>();
  for (const step of cone.steps) {
    for (const { cell, reason } of step.kind === 'cells' ? step.cells : []) {
      const i = cells.findIndex((other) => other.row === cell.row && other.column === cell.column);
      fallBack.set(all[i]!.text, reason);
    }
  }

  const memory = new WebAssembly.Memory({ initial: Math.ceil(cone.memoryBytes / 65_536) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(cone.module), {
    env: { memory, ...libraryImports(cone.library, memory) },
  });
  const planes = cone.offsets.map(
    (offset, i) => new Float64Array(memory.buffer, offset, cone.wide[i] ? cone.stripe : cone.block),
  );
  const uniform = uniforms(seed);
  const numbers = Object.values(inputs).map((input) => Array.from({ length: lanes }, () => valueFor(input, uniform)));
  for (const [i, draw] of cone.draws.entries()) planes[draw.valuePlane]!.set(numbers[i]!);
  const runLanes = (steps: readonly Step[], start: number, end: number) => {
    for (const step of steps) {
      if (step.kind === 'lanes') (exports[step.export] as (...bytes: number[]) => void)(start * 8, 0, end * 8);
    }
  };
  for (let start = 0; start < lanes; start += cone.block)
    runLanes(cone.steps, start, Math.min(start + cone.block, lanes));
  const flagged = new BigUint64Array(memory.buffer, 0, 2).some((word) => word !== 0n);
  // Again without guards, two lanes at a time, so that a trap in one pair leaves the others as they are.
  const flags = new BigUint64Array(memory.buffer, 0, 4);
  for (let start = 0; start < lanes; start += 2) {
    flags.fill(0n);
    runLanes(cone.optimisticSteps ?? [], start, start + 2);
    if (flags.some((word) => word !== 0n)) runLanes(cone.steps, start, start + 2);
  }

  const compiledAt = ({ plane, tagPlane, tag: fixed }: Place, lane: number): Scalar => {
    const kind = tagPlane < 0 ? fixed : planes[tagPlane]![lane]!;
    const number = planes[plane]![lane]!;
    if (kind === tag.number) return number;
    if (kind === tag.boolean) return number !== 0;
    if (kind === tag.text) return cone.texts[number] ?? `no text ${number}`;
    const error = errorOfTag(kind);
    return error ? errors[error] : `no tag ${kind}`;
  };

  const interpreter = createInterpreter(workbook);
  const { grid } = interpreter;
  const slots = all.map(({ fills }) =>
    fills.map(cellOf).map(({ sheet, row, column }) => grid.ensureSlot(sheet, row, column)),
  );
  const codes = cells.map(({ sheet, row, column }) => interpreter.prepareCell(sheet, row, column));
  const disagreements: Disagreement[] = [];
  for (let lane = 0; lane < lanes; lane++) {
    for (const [i, { sheet, row, column }] of given.entries())
      grid.values[grid.slotOf(sheet, row, column)] = numbers[i]![lane]!;
    let output = 0;
    for (const [i, code] of codes.entries()) {
      const value = code();
      const formula = all[i]!.text;
      for (const [k, slot] of slots[i]!.entries()) {
        const row = Math.floor(k / arrayColumns.length);
        const interpreted = isArray(value)
          ? slots[i]!.length === 1
            ? (elementAt(value, 0, 0) ?? 0)
            : filledFrom(value, row, k % arrayColumns.length)
          : value;
        grid.values[slot] = interpreted;
        const place = cone.outputs[output++]!;
        if (fallBack.has(formula)) continue;
        const compiled = compiledAt(place, lane);
        if (Object.is(compiled, interpreted) || sameError(compiled, interpreted)) continue;
        disagreements.push({
          formula,
          numbers: Object.fromEntries(Object.keys(inputs).map((cell, n) => [cell, numbers[n]![lane]!])),
          compiled,
          interpreted,
        });
      }
    }
  }
  return { fallBack, flagged, disagreements };
}

const sameError = (a: Scalar, b: Scalar): boolean => isError(a) && isError(b) && a.error === b.error;
