/** The same run cut into two slices, each on a thread of its own, against one after the other on one. */
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createRunner, decodeProgram, encodeProgram, type Program } from '../../engine/index.ts';

if (!isMainThread && parentPort) {
  const port = parentPort;
  const runner = await createRunner(decodeProgram(workerData as Uint8Array));
  await runner.measure();
  port.on('message', async (slice: { firstChunk: number; chunks: number }) => {
    port.postMessage(await runner.run(slice));
  });
  port.postMessage('ready');
}

const next = (worker: Worker) => new Promise((resolve) => worker.once('message', resolve));

/** Seconds with one worker and with two. */
export async function oneAndTwoWorkers(program: Program): Promise<[number, number]> {
  const bytes = encodeProgram(program);
  const workers = [0, 1].map(() => new Worker(fileURLToPath(import.meta.url), { workerData: bytes }));
  await Promise.all(workers.map(next));
  const half = Math.floor(program.chunks / 2);
  const slices = [
    { firstChunk: 0, chunks: half },
    { firstChunk: half, chunks: program.chunks - half },
  ];
  const timed = async (work: () => Promise<unknown>) => {
    const from = performance.now();
    await work();
    return (performance.now() - from) / 1000;
  };
  const run = (worker: number, slice: number) => {
    const answer = next(workers[worker]!);
    workers[worker]!.postMessage(slices[slice]!);
    return answer;
  };
  try {
    const two = () => timed(() => Promise.all([run(0, 0), run(1, 1)]));
    const one = () =>
      timed(async () => {
        await run(0, 0);
        await run(0, 1);
      });
    await two();
    const [ones, twos] = [
      [await one(), await one()],
      [await two(), await two()],
    ];
    return [Math.min(...ones), Math.min(...twos)];
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
