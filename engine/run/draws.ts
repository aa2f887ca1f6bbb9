/** The uniform numbers of a run, a sequence per draw. */
import type { DrawIdentity } from '../interpret/frame.ts';
import type { CellAddress } from '../model/address.ts';
import { keyOf, uniformAt } from '../sampling/philox.ts';
import { createSampler } from '../sampling/sampler.ts';
import { streamOf, streamsOf } from '../sampling/streams.ts';
import type { Program } from './program.ts';

export interface Draws {
  /** Fills out[0..length-1] with draw `draw` of iterations offset.. of the chunk. */
  fill(draw: number, chunk: number, offset: number, length: number, out: Float64Array): void;
  /** One of these numbers. */
  one(draw: number, chunk: number, offset: number): number;
  /** A draw that was not foreseen, of an array or within a lambda: plain random numbers. */
  other(identity: DrawIdentity, iteration: number): number;
  /** Number `element`, from 1 on, of those that a draw needs beyond its own in an iteration: plain random numbers of its stream. */
  further(draw: number, element: number, iteration: number): number;
  /** How many draws have no Sobol sequence. */
  readonly beyondSobol: number;
}

/** A stream is named by what the draw belongs to, so that another input changes nobody's numbers. */
export function createDraws(program: Program): Draws {
  const seed = BigInt(program.request.seed);
  const identity = ({ sheet, row, column }: CellAddress, call: number | string) =>
    `${program.sheets[sheet]}!R${row + 1}C${column + 1}#${call}`;
  const streamOfDraw = new Map(program.inputs.map(({ draw, stream }) => [draw, stream]));
  const streams = streamsOf(
    program.cone.draws.map(({ cell, call }, i) => streamOfDraw.get(i) ?? identity(cell, call ?? 'input')),
  );
  const sampler = createSampler({
    method: program.request.sampling,
    seed,
    iterations: program.iterations,
    chunkSize: program.chunkSize,
    dependences: program.dependences,
    dimensions: streams.map((stream) => ({ stream, draw: 0 })),
  });
  const single = new Float64Array(1);
  const key = keyOf(seed);
  return {
    fill: (draw, chunk, offset, length, out) => sampler.fillUniforms(draw, chunk, offset, length, out),
    one: (draw, chunk, offset) => {
      sampler.fillUniforms(draw, chunk, offset, 1, single);
      return single[0]!;
    },
    other: ({ call, element, ...cell }, iteration) =>
      uniformAt({ key, purpose: 'value', stream: streamOf(identity(cell, call)), draw: element }, iteration),
    further: (draw, element, iteration) =>
      uniformAt({ key, purpose: 'value', stream: streams[draw]!, draw: element }, iteration),
    beyondSobol: sampler.beyondSobol,
  };
}
