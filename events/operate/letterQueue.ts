import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  paginateListQueues,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type Letter, readLetter } from './letter.ts';

/** A dead-letter queue. */
export interface LetterQueue {
  /** Without the installation's name and the ending, such as billing-onEvent or simulations. */
  name: string;
  url: string;
  arn: string;
  /** Messages, those included that somebody looks at just now. */
  depth: number;
  /** The queue whose messages end here; null where rules and functions send theirs. */
  consumed: string | null;
}

const ending = '-dead-letters';

/** All dead-letter queues of an installation, by name. */
export const letterQueues = async (client: SQSClient, installation: string): Promise<LetterQueue[]> => {
  const urls: string[] = [];
  for await (const { QueueUrls = [] } of paginateListQueues({ client }, { QueueNamePrefix: `${installation}-` }))
    urls.push(...QueueUrls);
  const queues = await Promise.all(urls.map((url) => describe(client, url)));
  const sources = new Map(queues.map(({ arn, lettersTo }) => [lettersTo, arn]));
  return queues
    .map((queue) => ({ ...queue, name: nameOf(queue.url, installation) }))
    .filter(({ name }) => name.endsWith(ending))
    .map(({ name, url, arn, depth }) => ({
      name: name.slice(0, -ending.length),
      url,
      arn,
      depth,
      consumed: sources.get(arn) ?? null,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
};

/** Of a dedicated cell's it begins with the cell's name. */
const nameOf = (url: string, installation: string): string =>
  url.slice(url.lastIndexOf('/') + installation.length + 2).replace(/^-/, '');

const describe = async (client: SQSClient, url: string) => {
  const { Attributes: of = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
  );
  const redrive = of.RedrivePolicy === undefined ? {} : JSON.parse(of.RedrivePolicy);
  const depth = Number(of.ApproximateNumberOfMessages ?? 0) + Number(of.ApproximateNumberOfMessagesNotVisible ?? 0);
  return { url, arn: of.QueueArn ?? '', depth, lettersTo: String(redrive.deadLetterTargetArn ?? '') };
};

/** A letter that is held: nobody else gets it until it is let go, deleted, or the time is up. */
export interface HeldLetter extends Letter {
  receipt: string;
}

const atOnce = 10;
const heldSeconds = 60;

/** Takes up to ten letters for a minute. Where this ends by force, they come back by themselves. */
export const hold = async (client: SQSClient, { url, consumed }: LetterQueue): Promise<HeldLetter[]> => {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: atOnce,
      VisibilityTimeout: heldSeconds,
      MessageSystemAttributeNames: ['SentTimestamp'],
      MessageAttributeNames: ['All'],
      // Asks all of the queue's servers, and not only some.
      WaitTimeSeconds: 1,
    }),
  );
  return Messages.map((message: Message) => ({
    ...readLetter(message, consumed),
    receipt: message.ReceiptHandle ?? '',
  }));
};

export const remove = (client: SQSClient, { url }: LetterQueue, { receipt }: HeldLetter) =>
  client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receipt }));

export const letGo = async (client: SQSClient, { url }: LetterQueue, letters: readonly HeldLetter[]): Promise<void> => {
  for (let start = 0; start < letters.length; start += atOnce) {
    const Entries = letters
      .slice(start, start + atOnce)
      .map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt, VisibilityTimeout: 0 }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
  }
};

/** Looks at letters without taking them away: holds up to `most`, tells what they are, and lets go all that are left. */
export const look = async <Answer>(
  client: SQSClient,
  queue: LetterQueue,
  most: number,
  tell: (letters: readonly HeldLetter[]) => Answer | Promise<Answer>,
): Promise<Answer> => {
  const held: HeldLetter[] = [];
  try {
    for (let some = await hold(client, queue); some.length > 0; some = await hold(client, queue)) {
      const isAround = some.some(({ messageId }) => held.some((known) => known.messageId === messageId));
      held.push(...some);
      // So many that the first ones came back meanwhile.
      if (isAround || held.length >= most) break;
    }
    return await tell(held);
  } finally {
    await letGo(client, queue, held);
  }
};
