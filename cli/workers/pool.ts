/** Threads that share a program's work. Which thread does what never shows in the results. */
import { Worker } from 'node:worker_threads';
import { encodeProgram, type Program } from '../../engine/index.ts';
import { Failure } from '../failures.ts';
import type { Answers, Job, Message } from './jobs.ts';

export interface Pool {
  readonly size: number;
  /** Waits for a free thread. */
  do<K extends Job['kind']>(job: Job & { kind: K }, onProgress?: (completed: number) => void): Promise<Answers[K]>;
  close(): void;
}

interface Order {
  job: Job;
  onProgress: ((completed: number) => void) | undefined;
  resolve(answer: Answers[keyof Answers]): void;
  reject(error: Error): void;
}

export function createPool(program: Program, size: number): Pool {
  const bytes = encodeProgram(program);
  // One copy for all threads.
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  const waiting: Order[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Order>();
  const all: Worker[] = [];
  let failure: Error | undefined;

  const next = () => {
    while (waiting.length > 0) {
      const worker = idle.pop() ?? (all.length < size ? start() : undefined);
      if (!worker) return;
      const order = waiting.shift()!;
      busy.set(worker, order);
      worker.postMessage(order.job);
    }
  };

  const fail = (error: Error) => {
    failure ??= error;
    for (const order of [...busy.values(), ...waiting.splice(0)]) order.reject(failure);
    busy.clear();
  };

  const start = (): Worker => {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: shared });
    all.push(worker);
    worker.on('message', (message: Message) => {
      const order = busy.get(worker);
      if (!order) return;
      if (message.kind === 'progress') {
        order.onProgress?.(message.completed);
        return;
      }
      busy.delete(worker);
      idle.push(worker);
      if (message.kind === 'done') order.resolve(message.answer);
      else order.reject(Object.assign(new Error(message.message), { stack: message.stack }));
      next();
    });
    worker.on('error', (error: unknown) => fail(readable(error)));
    worker.on('exit', (code) => {
      if (busy.has(worker)) fail(new Failure(`A worker thread ended unexpectedly (${code}).`));
    });
    return worker;
  };

  return {
    size,
    do<K extends Job['kind']>(job: Job & { kind: K }, onProgress?: (completed: number) => void) {
      return new Promise<Answers[K]>((resolve, reject) => {
        if (failure) {
          reject(failure);
          return;
        }
        waiting.push({ job, onProgress, resolve: resolve as Order['resolve'], reject });
        next();
      });
    },
    close() {
      busy.clear();
      for (const worker of all) void worker.terminate();
    },
  };
}

function readable(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new Failure('A worker thread ran out of memory. Try fewer --workers.')
    : error;
}
