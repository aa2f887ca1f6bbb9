import { setTimeout as sleep } from 'node:timers/promises';
import { InvocationType, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { CloudToOperate } from './cloud.ts';
import type { Destination } from './letter.ts';
import { type HeldLetter, hold, type LetterQueue, letGo, remove } from './letterQueue.ts';

export interface Redriven {
  sent: number;
  /** Letters of which nobody can tell where they belong: they stay. */
  kept: HeldLetter[];
}

/** Sends a letter to where it failed to arrive. */
export type Send = (destination: Destination) => Promise<void>;

/** A queue's letters by SQS itself where it can, all others one by one. */
export const redrive = async (sqs: SQSClient, send: Send, queue: LetterQueue): Promise<Redriven> => {
  if (queue.consumed !== null) {
    const sent = await moveBySqs(sqs, queue, queue.consumed);
    if (sent !== null) return { sent, kept: [] };
  }
  return moveOneByOne(sqs, send, queue);
};

/** How clouds say that they know no such thing. */
const unknownActions = /InvalidAction|UnsupportedOperation|UnknownOperation|NotImplemented|InternalFailure/;
const pollMs = 500;

/** The number of messages; null where SQS has no such task. The task goes on, whatever becomes of this process. */
const moveBySqs = async (sqs: SQSClient, { arn, depth }: LetterQueue, destination: string): Promise<number | null> => {
  if (depth === 0) return 0;
  try {
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn, DestinationArn: destination }));
  } catch (error) {
    if (unknownActions.test((error as Error).name)) return null;
    throw error;
  }
  for (;;) {
    const { Results: [task] = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }));
    const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
    if (task?.Status === 'FAILED') throw new Error(`SQS stopped after ${moved} messages: ${task.FailureReason}`);
    if (task?.Status === 'COMPLETED' || task?.Status === 'CANCELLED') return moved;
    await sleep(pollMs);
  }
};

/**
 * Receive, send, delete: whatever moment this ends at, a letter is here, there, or in both, and its handler applies it once.
 * What comes while it runs is left, or a letter that fails at once would go round for ever.
 */
export const moveOneByOne = async (sqs: SQSClient, send: Send, queue: LetterQueue): Promise<Redriven> => {
  const startedAt = Date.now();
  const kept: HeldLetter[] = [];
  let sent = 0;
  try {
    for (let some = await hold(sqs, queue); some.length > 0; some = await hold(sqs, queue)) {
      const mine = some.filter(({ sentAt, destination }) => sentAt < startedAt && destination !== null);
      kept.push(...some.filter((letter) => !mine.includes(letter)));
      for (const letter of mine) {
        try {
          await send(letter.destination!);
        } catch (error) {
          kept.push(...mine.slice(mine.indexOf(letter)));
          throw error;
        }
        await remove(sqs, queue, letter);
        sent += 1;
      }
      if (mine.length === 0) break;
    }
  } finally {
    await letGo(sqs, queue, kept);
  }
  return { sent, kept: kept.filter(({ sentAt }) => sentAt < startedAt) };
};

export const sender = ({ client }: CloudToOperate, sqs: SQSClient): Send => {
  const lambda = new LambdaClient(client);
  const workflows = new SFNClient(client);
  return async (destination) => {
    if (destination.kind === 'queue') {
      const QueueName = destination.arn.split(':').at(-1);
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: destination.body }));
    } else if (destination.kind === 'function') {
      const { arn: FunctionName, payload: Payload } = destination;
      await lambda.send(new InvokeCommand({ FunctionName, Payload, InvocationType: InvocationType.Event }));
    } else {
      const { arn: stateMachineArn, input } = destination;
      await workflows.send(new StartExecutionCommand({ stateMachineArn, input }));
    }
  };
};
