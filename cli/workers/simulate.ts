/** A whole run over a pool: the same bytes for any number of threads. */
import {
  afterWave,
  beforeFirstWave,
  mergePasses,
  mergeStates,
  nextPass,
  nextWave,
  type Program,
  type WaveProgress,
  withPass,
} from '../../engine/index.ts';
import type { Job } from './jobs.ts';
import type { Pool } from './pool.ts';

/** Slices per thread: enough that none waits long for the last, few enough that a slice's end costs nothing. */
const slicesPerThread = 8;

/**
 * Goes wave by wave where a stop rule asks for it, and ends with the wave that suffices; then over all of it again where exact percentiles
 * ask for it, and `onProgress` starts anew.
 */
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
    const computed = await overSlices(
      wave,
      pool,
      (slice) => ({ kind: 'run', ...slice }),
      (completed) => onProgress(before + completed),
    );
    state = state === undefined ? mergeStates(program, computed) : mergeStates(program, [state, ...computed]);
  }
  for (let next = nextPass(program, state!); next; next = nextPass(program, state!)) {
    const { pass, ...chunks } = next;
    const found = await overSlices(chunks, pool, (slice) => ({ kind: 'refine', pass, ...slice }), onProgress);
    state = withPass(state!, mergePasses(found));
  }
  return state!;
}

interface Slice {
  firstChunk: number;
  chunks: number;
}

function overSlices(
  { firstChunk, chunks }: Slice,
  pool: Pool,
  jobOf: (slice: Slice) => Job & { kind: 'run' | 'refine' },
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
      pool.do(jobOf(slice), (done) => {
        total += done - completed[i]!;
        completed[i] = done;
        onProgress(total);
      }),
    ),
  );
}
