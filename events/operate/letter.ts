import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { jsonOrNull } from '../../shared/jsonOrNull.ts';
import { deadLetterAttributes } from '../consume/deadLetters.ts';
import { poisonReasons } from '../consume/poison.ts';

/** Where a letter goes when it is sent again. */
export type Destination =
  | { kind: 'queue'; arn: string; body: string }
  | { kind: 'function'; arn: string; payload: string }
  | { kind: 'execution'; arn: string; input: string };

/** A message of a dead-letter queue, as far as it says what it is. */
export interface Letter {
  messageId: string;
  sentAt: number;
  /** For people. */
  reason: string;
  consumer: string | null;
  type: string | null;
  correlationId: string | null;
  eventId: string | null;
  body: string;
  /** Null where nobody can tell. */
  destination: Destination | null;
}

/** What a function's on-failure destination is told: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const failedInvocation = z.object({
  requestContext: z.object({ functionArn: z.string(), condition: z.string() }),
  requestPayload: z.unknown(),
  responsePayload: z.object({ errorType: z.string(), errorMessage: z.string() }).partial().nullish(),
});

/** What is said in an event that is a letter's body, be it ours or another's. */
const aboutEvent = z
  .object({ detail: z.object({ id: z.string(), type: z.string(), correlationid: z.string() }).partial() })
  .partial();

/**
 * Reads a letter. Three kinds of senders leave something here: a consumer, with attributes of ours, or its queue without
 * any; a rule that could not deliver, with attributes of EventBridge's; and a function that failed, with all of it in
 * the body. `consumed` is the queue that the letters come from, if they come from one.
 */
export const readLetter = (message: Message, consumed: string | null): Letter => {
  const { Body: body = '', MessageId: messageId = '', Attributes = {}, MessageAttributes = {} } = message;
  const attributes = Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
  );
  const content = jsonOrNull(body);
  const about = aboutEvent.safeParse(content).data?.detail;
  const letter = {
    messageId,
    sentAt: Number(Attributes.SentTimestamp ?? 0),
    body,
    type: attributes.type ?? about?.type ?? null,
    correlationId: attributes.correlationId ?? about?.correlationid ?? null,
    eventId: attributes.eventId ?? about?.id ?? null,
  };
  return { ...letter, ...(ofRule(attributes, body) ?? ofFunction(content) ?? ofConsumer(attributes, consumed, body)) };
};

type Sender = Pick<Letter, 'reason' | 'consumer' | 'destination'>;

const ofConsumer = (attributes: Record<string, string>, consumed: string | null, body: string): Sender => {
  const destination = consumed === null ? null : ({ kind: 'queue', arn: consumed, body } as const);
  const ours = deadLetterAttributes.partial({ detail: true }).safeParse(attributes).data;
  if (ours === undefined) return { reason: untold, consumer: null, destination };
  const { reason, errorName, detail = '', consumer } = ours;
  return { reason: `${reason} (${poisonReasons[reason]}): ${errorName}: ${detail}`, consumer, destination };
};
const untold = 'not told: the function crashed or ran out of time at every attempt, see its log';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
const ofRule = ({ RULE_ARN, TARGET_ARN, ...rest }: Record<string, string>, body: string): Sender | null => {
  if (RULE_ARN === undefined || TARGET_ARN === undefined) return null;
  const reason = `a rule could not deliver it: ${rest.ERROR_CODE ?? ''} ${rest.ERROR_MESSAGE ?? ''}`.trimEnd();
  return { reason, consumer: nameIn(TARGET_ARN), destination: ofTarget(TARGET_ARN, body) };
};

const ofTarget = (arn: string, body: string): Destination | null => {
  const service = arn.split(':')[2];
  if (service === 'sqs') return { kind: 'queue', arn, body };
  if (service === 'lambda') return { kind: 'function', arn, payload: body };
  if (service === 'states') return { kind: 'execution', arn, input: body };
  return null;
};

const ofFunction = (content: unknown): Sender | null => {
  const { data } = failedInvocation.safeParse(content);
  if (data === undefined) return null;
  const { functionArn: arn, condition } = data.requestContext;
  const { errorType = '', errorMessage = 'no error was given' } = data.responsePayload ?? {};
  return {
    reason: `a function failed (${condition}): ${errorType === '' ? '' : `${errorType}: `}${errorMessage}`,
    consumer: nameIn(arn),
    destination: { kind: 'function', arn, payload: JSON.stringify(data.requestPayload) },
  };
};

/** The name of a function, with or without a version behind it, or of a queue or a state machine. */
const nameIn = (arn: string): string => {
  const parts = arn.split(':');
  return (parts[2] === 'lambda' ? parts[6] : parts.at(-1)) ?? arn;
};
