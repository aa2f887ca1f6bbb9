import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { environmentFor } from '../../localstack/clouds.ts';

/** Processes of their own that a test tells by messages what to do, and that answer each order with one message. */
export const forkedProcesses = <Order extends object, Answer>(file: string, endpoint: string, count: number) => {
  const children = Array.from({ length: count }, () =>
    fork(join(import.meta.dirname, file), { env: environmentFor(endpoint) }),
  );
  const ask = async (child: ChildProcess, order: Order): Promise<Answer> => {
    const answer = once(child, 'message');
    child.send(order);
    const [message] = await answer;
    return message as Answer;
  };
  return {
    children,
    askAll: (order: Order, only: readonly ChildProcess[] = children) =>
      Promise.all(only.map((child) => ask(child, order))),
    end: () =>
      Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const gone = once(child, 'exit');
          child.kill('SIGKILL');
          await gone;
        }),
      ),
  };
};
