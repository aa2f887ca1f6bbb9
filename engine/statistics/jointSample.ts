/**
 * The first iterations of a run, value by value: what asks how inputs and outputs go together in a way that sums alone do not tell
 * (regression among many inputs, scatter plots) is computed from these.
 */
import { type ChunkData, type StatisticsPlan, TAGS } from './plan.ts';

/** Columns of equal length, those of the inputs first. NaN stands for what is no number. */
export interface JointSample {
  firstChunk: number;
  columns: readonly Float64Array[];
}

const MOST_ROWS = 16_384;
/** Of all columns together: 64 MiB of doubles. */
const MOST_VALUES = 2 ** 23;

/** How many iterations are kept: a function of the request alone. */
const jointRows = ({ inputs, outputs, iterations }: StatisticsPlan): number =>
  Math.min(iterations, MOST_ROWS, Math.floor(MOST_VALUES / (inputs + outputs)));

/** What a chunk adds to the sample; undefined where it lies behind it. */
export const takeJointSample = (plan: StatisticsPlan, data: ChunkData): JointSample | undefined => {
  const rows = Math.min(data.length, jointRows(plan) - data.chunk * plan.chunkSize);
  if (rows <= 0) return undefined;
  return {
    firstChunk: data.chunk,
    columns: [
      ...data.inputs.map(({ values }) => values.slice(0, rows)),
      ...data.outputs.map(({ values, tags }) =>
        values.slice(0, rows).map((value, i) => (isNumber(tags?.[i]) ? value : Number.NaN)),
      ),
    ],
  };
};

const isNumber = (tag: number | undefined): boolean => tag === undefined || tag === TAGS.number || tag === TAGS.boolean;

/** The parts of adjacent chunks as one, in any order. */
export const joinSamples = (parts: readonly JointSample[]): JointSample | undefined => {
  const sorted = parts.toSorted((a, b) => a.firstChunk - b.firstChunk);
  const [first] = sorted;
  if (!first || sorted.length === 1) return first;
  return {
    firstChunk: first.firstChunk,
    columns: first.columns.map((_, c) => {
      const pieces = sorted.map(({ columns }) => columns[c]!);
      const column = new Float64Array(pieces.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const piece of pieces) {
        column.set(piece, at);
        at += piece.length;
      }
      return column;
    }),
  };
};
