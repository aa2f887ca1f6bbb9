import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { setting } from '../../shared/environment.ts';
import { poisonReasons } from './poison.ts';

/** What a dead letter says about itself, as attributes of the message: its body stays as it came. */
export const deadLetterAttributes = z.object({
  reason: z.enum(Object.keys(poisonReasons) as (keyof typeof poisonReasons)[]),
  detail: z.string(),
  errorName: z.string(),
  /** The function that gave it up. */
  consumer: z.string(),
  /** How often it was delivered. */
  attempts: z.string(),
  correlationId: z.string().optional(),
  eventId: z.string().optional(),
  type: z.string().optional(),
});
export type DeadLetterAttributes = z.infer<typeof deadLetterAttributes>;

/** Where a consumer puts messages that it cannot handle, with the reason. */
export interface DeadLetters {
  /** Deliveries after which the queue itself would give a message up, without a reason. */
  attempts: number;
  send(body: string, attributes: Omit<DeadLetterAttributes, 'consumer'>): Promise<void>;
}

/** A local cloud's queues have addresses that are not the one at which it is reached. */
export const queueClient = { useQueueUrlAsEndpoint: false };

/** The consumer's dead-letter queue: see infra/constructs/Consumer.ts. */
export const sqsDeadLetters = (client: SQSClient = new SQSClient(queueClient)): DeadLetters => {
  const QueueUrl = setting('DEAD_LETTERS');
  const consumer = setting('AWS_LAMBDA_FUNCTION_NAME');
  return {
    attempts: Number(setting('ATTEMPTS')),
    async send(body, attributes) {
      const MessageAttributes = Object.fromEntries(
        Object.entries({ ...attributes, consumer })
          .map(([name, value]) => [name, attributeText(value ?? '')] as const)
          .filter(([, value]) => value !== '')
          .map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      );
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes }));
    },
  };
};

const longestAttribute = 1000;

/** SQS takes the characters of XML 1.0; half of a surrogate pair is none. */
export const attributeText = (text: string): string =>
  text
    .slice(0, longestAttribute)
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
