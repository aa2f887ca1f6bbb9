/** A whole run over a pool: the same bytes for any number of threads. */
import {
  afterWave,
  beforeFirstWave,
  mergeStates,
  nextWave,
  type Program,
  type WaveProgress,
} from '../../engine/index.ts';
import type { Pool } from './pool.ts';

/** Slices per thread: enough that none waits long for the last, few enough that a slice's end costs nothing. */
const slicesPerThread = 8;

/** Goes wave by wave where a stop rule asks for it, and ends with the wave that suffices. */
export async function simulate(
  program: Program,
  pool: Pool,
  onProgress: (completed: number) => void,
): Promise<Uint8Array> {
  let state: Uint8Array | undefined;
  for (
    let progress: WaveProgress | undefined = beforeFirstWave;
    progress;
    progress = afterWave(program, state, progress)
  ) {
    const wave = nextWave(program, progress);
    const before = wave.firstChunk * program.chunkSize;
    const computed = await runWave(wave, pool, (completed) => onProgress(before + completed));
    state = state === undefined ? mergeStates(program, computed) : mergeStates(program, [state, ...computed]);
  }
  return state!;
}

function runWave(
  { firstChunk, chunks }: { firstChunk: number; chunks: number },
  pool: Pool,
  onProgress: (completed: number) => void,
): Promise<Uint8Array[]> {
  const size = Math.max(1, Math.ceil(chunks / (pool.size * slicesPerThread)));
  const slices = Array.from({ length: Math.ceil(chunks / size) }, (_, i) => ({
    firstChunk: firstChunk + i * size,
    chunks: Math.min(size, chunks - i * size),
  }));
  const completed = slices.map(() => 0);
  let total = 0;
  return Promise.all(
    slices.map((slice, i) =>
      pool.do({ kind: 'run', ...slice }, (done) => {
        total += done - completed[i]!;
        completed[i] = done;
        onProgress(total);
      }),
    ),
  );
}
