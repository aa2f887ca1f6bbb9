/** A thread that runs a program's chunks. */
import { parentPort, workerData } from 'node:worker_threads';
import { createRunner, decodeProgram, type Runner } from '../../engine/worker.ts';
import { csvLines } from '../export/csv.ts';
import type { Answers, Job, Message } from './jobs.ts';

const port = parentPort;
if (!port) throw new Error('worker.ts runs as a worker thread only');
const post = (message: Message, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

const program = decodeProgram(workerData as Uint8Array);
const created = createRunner(program);

const onProgress = (completed: number) => post({ kind: 'progress', completed });

const work = async (runner: Runner, job: Job): Promise<Answers[keyof Answers]> => {
  switch (job.kind) {
    case 'run':
      return await runner.run(job, { onProgress });
    case 'refine':
      return await runner.refine(job, { onProgress });
    case 'sample':
      return await runner.sample(job.chunk);
    case 'csv':
      return csvLines(await runner.sample(job.chunk), job.chunk * program.chunkSize);
  }
};

const answer = async (job: Job): Promise<void> => {
  try {
    const result = await work(await created, job);
    // Bytes that fill a buffer of their own change hands without a copy.
    const isWhole = result instanceof Uint8Array && result.byteLength === result.buffer.byteLength;
    post({ kind: 'done', answer: result }, isWhole && result.buffer instanceof ArrayBuffer ? [result.buffer] : []);
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    post({ kind: 'failed', message, stack });
  }
};

port.on('message', (job: Job) => void answer(job));
