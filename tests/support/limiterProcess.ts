/** A process with a limiter on a real table, told by messages how to take tokens; it answers with what it was given. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type RateLimiter, rateLimiter } from '../../shared/rateLimit/rateLimiter.ts';
import { dynamoRateLimitStore } from '../../shared/rateLimit/store.ts';

interface Settings {
  requestsPerSecond: number;
  burst: number;
  blockSize: number;
}
export type Order =
  /** Gets itself a limiter. */
  | { kind: 'use'; table: string; settings: Settings }
  /** Takes tokens of a key one after the other. */
  | { kind: 'take'; key: string; count: number }
  /** Takes tokens of a key for so long, without heeding refusals. */
  | { kind: 'hammer'; key: string; milliseconds: number };

export interface Answer {
  allowed: number;
  refused: number;
  /** How many of the decisions were made without the table. */
  alone: number;
  /** When the first token was asked for and the last one answered, as epoch times in milliseconds. */
  from: number;
  to: number;
}

/** Long enough for every answer on a busy machine: whether an answer is late is not what these tests are about. */
const patientMs = 20_000;

let limiter: RateLimiter;

const take = async (key: string, goOn: (taken: number) => boolean, pauseMs: number): Promise<Answer> => {
  const answer: Answer = { allowed: 0, refused: 0, alone: 0, from: Date.now(), to: 0 };
  while (goOn(answer.allowed + answer.refused)) {
    const { allowed, shared } = await limiter.take(key);
    if (allowed) answer.allowed += 1;
    else answer.refused += 1;
    if (!shared) answer.alone += 1;
    await sleep(pauseMs);
  }
  return { ...answer, to: Date.now() };
};

const obey = async (order: Order): Promise<Answer> => {
  switch (order.kind) {
    case 'use': {
      const store = dynamoRateLimitStore({ tableName: order.table, deadlineMs: patientMs });
      await store.connect();
      limiter = rateLimiter({ policy: 'credential', store, settings: order.settings });
      return take('', () => false, 0);
    }
    case 'take':
      return take(order.key, (taken) => taken < order.count, 0);
    case 'hammer': {
      const end = Date.now() + order.milliseconds;
      return take(order.key, () => Date.now() < end, 5);
    }
  }
};

process.on('message', async (order: Order) => process.send?.(await obey(order)));
