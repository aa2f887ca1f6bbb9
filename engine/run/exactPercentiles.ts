/**
 * Further passes over the chunks of a finished run too long to keep its values, for the exact percentiles that its request asks for. The
 * caller divides a pass among slices as it did the run: nextPass, the runner's refine for each slice, mergePasses, withPass, and again
 * until there is none.
 */
import {
  decodePass,
  encodePass,
  mergePasses as merged,
  nextPass as next,
  PERCENTILES,
  type Wanted,
} from '../statistics/index.ts';
import type { Program } from './program.ts';
import { decodeRun, type Extent, outputPlan } from './state.ts';

export interface RunPass {
  /** The chunks to compute again. */
  firstChunk: number;
  chunks: number;
  /** What to look for in them. */
  pass: Uint8Array;
}

/** Whether a run's percentiles are exact only after further passes, which its request asks for. */
export const needsPasses = (run: Extent & Pick<Program, 'request'>): boolean =>
  run.request.exactPercentiles === true && !outputPlan(run).keepSamples;

/** The pass that the run of a merged state needs; undefined where its percentiles are as exact as they were asked for. */
export function nextPass(program: Program, state: Uint8Array): RunPass | undefined {
  if (!needsPasses(program)) return undefined;
  const { state: run, passes } = decodeRun(state);
  const { firstChunk, chunks, outputs } = run.outputs;
  const pass = next(
    outputs.map(({ classes, integers }, i) => ({ classes, integers, wanted: wantedOf(program, i) })),
    passes,
  );
  return pass && { firstChunk, chunks, pass: encodePass(pass) };
}

/** What slices of a pass found, as one. Any grouping gives the same bytes. */
export const mergePasses = (passes: readonly Uint8Array[]): Uint8Array =>
  passes.length === 1 ? passes[0]! : encodePass(merged(passes.map(decodePass)));

/** The percentiles of the results, and what the workbook asks of its own simulation. */
function wantedOf({ afterwards }: Program, output: number): Wanted {
  const percents = [...PERCENTILES];
  const bounds: number[] = [];
  for (const { output: of, statistic, argument } of afterwards?.statistics ?? []) {
    if (of !== output || typeof argument !== 'number') continue;
    if (statistic === 'percentile') percents.push(100 * argument);
    if (statistic === 'percentileAbove') percents.push(100 * (1 - argument));
    if (statistic === 'percent') percents.push(100 * (argument / 100));
    if (statistic === 'probability' || statistic === 'probabilityAbove' || statistic === 'certainty')
      bounds.push(argument);
  }
  return { percents: percents.filter((percent) => percent >= 0 && percent <= 100), bounds };
}
