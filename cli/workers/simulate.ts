/** A whole run over a pool: the same bytes for any number of threads. */
import { mergeStates, type Program } from '../../engine/index.ts';
import type { Pool } from './pool.ts';

/** Slices per thread: enough that none waits long for the last, few enough that a slice's end costs nothing. */
const slicesPerThread = 8;

export async function simulate(
  program: Program,
  pool: Pool,
  onProgress: (completed: number) => void,
): Promise<Uint8Array> {
  const size = Math.max(1, Math.ceil(program.chunks / (pool.size * slicesPerThread)));
  const slices = Array.from({ length: Math.ceil(program.chunks / size) }, (_, i) => ({
    firstChunk: i * size,
    chunks: Math.min(size, program.chunks - i * size),
  }));
  const completed = slices.map(() => 0);
  let total = 0;
  const states = await Promise.all(
    slices.map((slice, i) =>
      pool.do({ kind: 'run', ...slice }, (done) => {
        total += done - completed[i]!;
        completed[i] = done;
        onProgress(total);
      }),
    ),
  );
  return mergeStates(program, states);
}
