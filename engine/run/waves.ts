/**
 * A run with a stop rule goes in waves. After each it is looked whether every output's statistic is known as precisely as the rule asks;
 * two such waves in a row end the run. Where waves end follows from the request alone, so that the result does not depend on who runs
 * it, and any wave's result is that of a run of so many iterations.
 */
import { isPrecise } from '../statistics/index.ts';
import type { Program } from './program.ts';
import { decodeRun, outputPlan } from './state.ts';

/** Where a run stands between waves. */
export interface WaveProgress {
  /** The wave that comes next. */
  wave: number;
  /** How many of the last waves in a row were precise. */
  precise: number;
}

export const beforeFirstWave: WaveProgress = { wave: 0, precise: 0 };

/** Sobol points are even only at powers of two; others may stop soon after they could. */
const growth = { sobol: 2, other: 1.25 };
const preciseWaves = 2;

/** The chunk counts at which waves end; one wave where there is no stop rule. */
export const waveEnds = ({ chunks, request: { stop, sampling } }: Pick<Program, 'chunks' | 'request'>): number[] => {
  if (!stop) return [chunks];
  const factor = sampling === 'sobol' ? growth.sobol : growth.other;
  const ends: number[] = [];
  for (let end = 1; end < chunks; end = Math.max(end + 1, Math.floor(end * factor))) ends.push(end);
  return [...ends, chunks];
};

/** The chunks of the next wave. */
export const nextWave = (program: Pick<Program, 'chunks' | 'request'>, { wave }: WaveProgress) => {
  const ends = waveEnds(program);
  const firstChunk = ends[wave - 1] ?? 0;
  return { firstChunk, chunks: ends[wave]! - firstChunk };
};

/** Looks at the merged state of all waves so far: undefined when the run has ended. */
export const afterWave = (
  program: Program,
  state: Uint8Array,
  { wave, precise }: WaveProgress,
): WaveProgress | undefined => {
  const next = { wave: wave + 1, precise: isPreciseRun(program, state) ? precise + 1 : 0 };
  return next.precise === preciseWaves || next.wave === waveEnds(program).length ? undefined : next;
};

/** Whether every output's statistic is as precise as the stop rule asks; false without one. */
export const isPreciseRun = (program: Program, encoded: Uint8Array): boolean => {
  const { stop, sampling } = program.request;
  if (!stop) return false;
  const { outputs } = decodeRun(encoded).state;
  const plan = outputPlan(program);
  return program.outputs.every((_, i) => isPrecise(plan, outputs, i, sampling, stop));
};
