import type { SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { attributeText, sqsDeadLetters } from './deadLetters.ts';

afterEach(() => void vi.unstubAllEnvs());

describe('a dead letter', () => {
  it('keeps its body and says in attributes why it is one, who gave it up, and whose request it belongs to', async () => {
    vi.stubEnv('DEAD_LETTERS', 'https://queue');
    vi.stubEnv('ATTEMPTS', '5');
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'simsheet-billing-onEvent');
    const sent: unknown[] = [];
    const client = { send: async ({ input }: { input: unknown }) => void sent.push(input) } as unknown as SQSClient;
    const letters = sqsDeadLetters(client);

    await letters.send('{', { reason: 'not-json', detail: '', errorName: 'Unprocessable', attempts: '1' });

    expect(letters.attempts).toBe(5);
    expect(sent).toEqual([
      {
        QueueUrl: 'https://queue',
        MessageBody: '{',
        // SQS takes no empty value.
        MessageAttributes: {
          reason: { DataType: 'String', StringValue: 'not-json' },
          errorName: { DataType: 'String', StringValue: 'Unprocessable' },
          attempts: { DataType: 'String', StringValue: '1' },
          consumer: { DataType: 'String', StringValue: 'simsheet-billing-onEvent' },
        },
      },
    ]);
  });

  it('has only characters that SQS takes in its attributes, and not many', () => {
    const refused = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        expect(attributeText(text)).not.toMatch(refused);
        expect(attributeText(text).length).toBeLessThanOrEqual(1000);
      }),
    );
    expect(attributeText('a\u0000\ud800b')).toBe('a\ufffd\ufffdb');
  });
});
