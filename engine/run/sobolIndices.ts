/**
 * Sobol's indices: which share of an output's variance goes back to an input alone, and which in concert with others. An iteration is
 * computed with its own random numbers (A), with others (B), and for each input with A but for that input's numbers, which come from B.
 * Since a chunk carries its own B, sums of squares add up over chunks in the tree's order like all others.
 * Source: M. J. W. Jansen, Analysis of variance designs for model output, Computer Physics Communications 117 (1999); A. Saltelli et al.,
 * Variance based sensitivity analysis of model output, Computer Physics Communications 181 (2010), table 2 (c) and (f).
 */
import { tag } from '../compile/values.ts';
import { type ChunkData, INPUT, inputOffset, type NodeValues } from '../statistics/index.ts';
import { createDraws, type Draws } from './draws.ts';
import type { Program } from './program.ts';

export interface SobolIndices {
  /** The random numbers: those of the run, but while `add` computes others. */
  readonly draws: Draws;
  /** Takes the chunk's outputs, has `compute` compute them anew with other numbers, pass by pass from 1 on, and adds to the outputs' nodes. */
  add(
    nodes: readonly NodeValues[],
    outputs: ChunkData['outputs'],
    count: number,
    compute: (pass: number) => Promise<void>,
  ): Promise<void>;
}

/** Another stream of random numbers for every seed. */
const otherSeed = 0x9e3779b97f4a7c15n;

export function createSobolIndices(program: Program): SobolIndices {
  const { request, inputs, cone } = program;
  const own = createDraws(program);
  const other = createDraws({
    ...program,
    request: {
      ...request,
      seed: String(BigInt(request.seed) ^ otherSeed),
      // Two scramblings of one Sobol sequence hang together; hypercubes are independent of it.
      sampling: request.sampling === 'sobol' ? 'latin-hypercube' : request.sampling,
    },
  });
  const inputOfCell = new Map(inputs.map(({ address }, i) => [keyOf(address), i]));
  const inputOfDraw = new Map(inputs.flatMap(({ draw }, i) => (draw === undefined ? [] : [[draw, i] as const])));
  const owners = cone.draws.map(({ cell }, draw) => inputOfDraw.get(draw) ?? inputOfCell.get(keyOf(cell)));
  /** The input whose numbers are exchanged. */
  let exchanged: number | 'none' | 'all' = 'none';
  const of = (input: number | undefined): Draws =>
    exchanged === 'all' || (input !== undefined && exchanged === input) ? other : own;

  const width = Math.min(program.chunkSize, program.iterations);
  const [first, second] = [0, 1].map(() => program.outputs.map(() => new Float64Array(width)));

  return {
    draws: {
      fill: (draw, ...rest) => of(owners[draw]).fill(draw, ...rest),
      one: (draw, ...rest) => of(owners[draw]).one(draw, ...rest),
      other: (identity, iteration) => of(inputOfCell.get(keyOf(identity))).other(identity, iteration),
      further: (draw, ...rest) => of(owners[draw]).further(draw, ...rest),
      beyondSobol: own.beyondSobol,
    },
    async add(nodes, outputs, count, compute) {
      try {
        for (const [i, column] of first!.entries()) numbersOf(outputs[i]!, count, column);
        exchanged = 'all';
        await compute(1);
        for (const [i, column] of second!.entries()) numbersOf(outputs[i]!, count, column);
        for (let input = 0; input < inputs.length; input++) {
          exchanged = input;
          await compute(2 + input);
          for (const [i, a] of first!.entries())
            addSquares(nodes[i]!, inputOffset(input), a, second![i]!, outputs[i]!, count);
        }
      } finally {
        exchanged = 'none';
      }
    },
  };
}

const isNumber = (kind: number | undefined) => kind === undefined || kind === tag.number || kind === tag.boolean;

/** NaN for what is no number. */
function numbersOf({ values, tags }: ChunkData['outputs'][number], count: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) out[i] = isNumber(tags?.[i]) ? values[i]! : Number.NaN;
}

/** Over the iterations that give numbers in all three ways. */
function addSquares(
  node: NodeValues,
  at: number,
  a: Float64Array,
  b: Float64Array,
  { values, tags }: ChunkData['outputs'][number],
  count: number,
): void {
  let [all, others, input] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const difference = a[i]! - b[i]!;
    if (!isNumber(tags?.[i]) || Number.isNaN(difference)) continue;
    const [byOthers, byInput] = [b[i]! - values[i]!, a[i]! - values[i]!];
    all += difference * difference;
    others += byOthers * byOthers;
    input += byInput * byInput;
  }
  node[at + INPUT.exchangedAll] = all;
  node[at + INPUT.exchangedOthers] = others;
  node[at + INPUT.exchangedInput] = input;
}

const keyOf = ({ sheet, row, column }: { sheet: number; row: number; column: number }) => `${sheet}:${row}:${column}`;
