import type { SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Destination } from './letter.ts';
import type { LetterQueue } from './letterQueue.ts';
import { moveOneByOne, redrive } from './redrive.ts';

const queue: LetterQueue = {
  name: 'billing-onEvent',
  url: 'https://queue/simsheet-billing-onEvent-dead-letters',
  arn: 'arn:aws:sqs:us-east-1:000000000000:simsheet-billing-onEvent-dead-letters',
  depth: 1,
  consumed: 'arn:aws:sqs:us-east-1:000000000000:simsheet-billing-onEvent',
};

class Killed extends Error {}

/** A dead-letter queue with SQS's visibility, on which the process can be killed before any of its calls. */
const aQueue = (bodies: readonly string[], sentAt = 1000) => {
  const kept = new Map(bodies.map((body, index) => [String(index), { body, sentAt, held: false }]));
  let callsLeft = Number.POSITIVE_INFINITY;
  const answer = (name: string, input: Record<string, unknown>): unknown => {
    if (name === 'ReceiveMessageCommand') {
      const free = [...kept].filter(([, { held }]) => !held).slice(0, 10);
      for (const [, letter] of free) letter.held = true;
      const Messages = free.map(([id, { body, sentAt: at }]) => ({
        MessageId: id,
        ReceiptHandle: id,
        Body: body,
        Attributes: { SentTimestamp: String(at) },
      }));
      return { Messages };
    }
    if (name === 'DeleteMessageCommand') kept.delete(String(input.ReceiptHandle));
    if (name === 'ChangeMessageVisibilityBatchCommand') {
      for (const { ReceiptHandle } of input.Entries as { ReceiptHandle: string }[]) {
        const letter = kept.get(ReceiptHandle);
        if (letter) letter.held = false;
      }
    }
    if (name === 'StartMessageMoveTaskCommand')
      throw Object.assign(new Error('no such action'), { name: 'InvalidAction' });
    return {};
  };
  const client = {
    send: async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
      callsLeft -= 1;
      if (callsLeft < 0) throw new Killed();
      return answer(command.constructor.name, command.input);
    },
  } as unknown as SQSClient;
  return {
    client,
    left: () => [...kept.values()].map(({ body }) => body),
    held: () => [...kept.values()].filter(({ held }) => held).length,
    dieAfter: (count: number) => {
      callsLeft = count;
    },
    /** A minute later, in a new process. */
    revive: () => {
      callsLeft = Number.POSITIVE_INFINITY;
      for (const letter of kept.values()) letter.held = false;
    },
    add: (body: string, at: number) => kept.set(`late-${body}`, { body, sentAt: at, held: false }),
  };
};

const arriving = () => {
  const arrived: string[] = [];
  const send = async (destination: Destination) => {
    if (destination.kind === 'queue') arrived.push(destination.body);
  };
  return { arrived, send };
};

/** SQS with a move task that goes through these states. */
const movingQueue = (
  ...states: { Status: string; ApproximateNumberOfMessagesMoved?: number; FailureReason?: string }[]
) => {
  const asked: unknown[] = [];
  const client = {
    send: async ({ constructor: { name: command }, input }: { constructor: { name: string }; input: unknown }) => {
      if (command === 'StartMessageMoveTaskCommand') {
        asked.push(input);
        return {};
      }
      return { Results: [states.length > 1 ? states.shift() : states[0]] };
    },
  } as unknown as SQSClient;
  return { client, asked };
};

describe('sending dead letters again', () => {
  it('is left to SQS where it can, to the queue that they come from, until it is done', async () => {
    const { client, asked } = movingQueue(
      { Status: 'CREATED' },
      { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 7 },
    );

    expect(await redrive(client, arriving().send, queue)).toEqual({ sent: 7, kept: [] });

    expect(asked).toEqual([{ SourceArn: queue.arn, DestinationArn: queue.consumed }]);
  });

  it('tells why SQS stopped', async () => {
    const { client } = movingQueue({ Status: 'FAILED', FailureReason: 'the queue is gone' });

    await expect(redrive(client, arriving().send, queue)).rejects.toThrow(
      'SQS stopped after 0 messages: the queue is gone',
    );
  });

  it('is done one by one where SQS has no task for it', async () => {
    const letters = aQueue(['a', 'b', 'c']);
    const { arrived, send } = arriving();

    expect(await redrive(letters.client, send, queue)).toEqual({ sent: 3, kept: [] });

    expect(arrived).toEqual(['a', 'b', 'c']);
    expect(letters.left()).toEqual([]);
  });

  it('loses none, whenever the process is killed, and sends all of them when it is done again', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 25 }), fc.nat({ max: 60 }), async (count, calls) => {
        const bodies = Array.from({ length: count }, (_, index) => `letter ${index}`);
        const letters = aQueue(bodies);
        const { arrived, send } = arriving();
        letters.dieAfter(calls);
        await moveOneByOne(letters.client, send, queue).catch((error) => expect(error).toBeInstanceOf(Killed));

        expect(new Set([...arrived, ...letters.left()])).toEqual(new Set(bodies));

        letters.revive();
        await moveOneByOne(letters.client, send, queue);
        expect(new Set(arrived)).toEqual(new Set(bodies));
        // At most the one that was under way came twice.
        expect(arrived.length).toBeLessThanOrEqual(count + 1);
        expect(letters.left()).toEqual([]);
      }),
    ));

  it('leaves what comes meanwhile, or what fails at once would go round for ever', async () => {
    const letters = aQueue(['a']);
    const { arrived, send } = arriving();

    await moveOneByOne(
      letters.client,
      async (destination) => {
        await send(destination);
        letters.add(`again ${arrived.length}`, Date.now() + 1000);
      },
      queue,
    );

    expect(arrived).toEqual(['a']);
    expect(letters.left()).toEqual(['again 1']);
    expect(letters.held()).toBe(0);
  });

  it('keeps what does not arrive, and lets go of it at once', async () => {
    const letters = aQueue(['a', 'b']);

    await expect(
      moveOneByOne(letters.client, () => Promise.reject(new Error('the queue is gone')), queue),
    ).rejects.toThrow('the queue is gone');

    expect(letters.left()).toEqual(['a', 'b']);
    expect(letters.held()).toBe(0);
  });

  it('keeps what nobody can tell the destination of', async () => {
    const letters = aQueue(['a']);
    const { send } = arriving();

    const { sent, kept } = await moveOneByOne(letters.client, send, { ...queue, consumed: null });

    expect([sent, kept.length, letters.held()]).toEqual([0, 1, 0]);
  });
});
