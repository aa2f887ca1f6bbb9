import { describe, expect, it } from 'vitest';
import { readLetter } from './letter.ts';

const queue = 'arn:aws:sqs:us-east-1:000000000000:simsheet-billing-onEvent';
const fn = 'arn:aws:lambda:us-east-1:000000000000:function:simsheet-simulations-onExecutionEnd';
const event = { detail: { id: 'evt_1', type: 'simulation.completed', correlationid: 'cor_1' } };

const message = (body: unknown, attributes: Record<string, string> = {}) => ({
  MessageId: 'm1',
  Body: typeof body === 'string' ? body : JSON.stringify(body),
  Attributes: { SentTimestamp: '1000' },
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  ),
});

describe('a dead letter', () => {
  it('of a consumer tells why, and belongs to its queue', () => {
    const attributes = { reason: 'unknown-version', detail: 'no handler', errorName: 'Unprocessable' };
    const sent = message(event, { ...attributes, consumer: 'simsheet-billing-onEvent', attempts: '1' });

    expect(readLetter(sent, queue)).toMatchObject({
      messageId: 'm1',
      sentAt: 1000,
      reason: 'unknown-version (the consumer has no handler for its version): Unprocessable: no handler',
      consumer: 'simsheet-billing-onEvent',
      type: 'simulation.completed',
      correlationId: 'cor_1',
      eventId: 'evt_1',
      destination: { kind: 'queue', arn: queue, body: sent.Body },
    });
  });

  it('of a queue whose function crashed says where to look', () => {
    expect(readLetter(message(event), queue)).toMatchObject({
      reason: expect.stringContaining('see its log'),
      destination: { kind: 'queue', arn: queue },
    });
  });

  it.each([
    ['a queue', queue, { kind: 'queue', arn: queue }],
    ['a function', fn, { kind: 'function', arn: fn }],
    [
      'a workflow',
      'arn:aws:states:us-east-1:000000000000:stateMachine:rounds',
      { kind: 'execution', arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:rounds' },
    ],
  ])('of a rule belongs to the target that it could not reach, such as %s', (_name, TARGET_ARN, destination) => {
    const attributes = { RULE_ARN: 'arn:rule', TARGET_ARN, ERROR_CODE: 'NO_PERMISSIONS', ERROR_MESSAGE: 'denied' };

    expect(readLetter(message(event, attributes), null)).toMatchObject({
      reason: 'a rule could not deliver it: NO_PERMISSIONS denied',
      destination,
    });
  });

  it('of a function that failed belongs to the function, with what it was invoked with', () => {
    const body = {
      requestContext: { functionArn: `${fn}:$LATEST`, condition: 'RetriesExhausted' },
      requestPayload: { detail: { status: 'FAILED' } },
      responsePayload: { errorType: 'Error', errorMessage: 'no table' },
    };

    expect(readLetter(message(body), null)).toMatchObject({
      reason: 'a function failed (RetriesExhausted): Error: no table',
      consumer: 'simsheet-simulations-onExecutionEnd',
      destination: { kind: 'function', payload: '{"detail":{"status":"FAILED"}}' },
    });
  });

  it.each([['{'], ['null'], ['7'], ['{"detail":7}'], ['']])('that is %s is shown and goes nowhere', (body) => {
    expect(readLetter(message(body), null)).toMatchObject({ body, type: null, destination: null });
  });
});
