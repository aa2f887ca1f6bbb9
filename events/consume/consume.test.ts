import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { logger } from '../../shared/telemetry.ts';
import { fileDeletedV1, fileParsedV1 } from '../file.ts';
import { defineConsumer, on } from './consume.ts';
import type { DeadLetters } from './deadLetters.ts';

const fileId = 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const context = {
  tenant: 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  subject: fileId,
  sequence: 1,
  at: new Date('2026-03-01T12:00:00Z'),
  correlationId: 'cor_1',
} as const;

const message = (messageId: string, detail: unknown, attempt = 1) =>
  ({
    messageId,
    body: JSON.stringify({ detail }),
    attributes: { ApproximateReceiveCount: String(attempt) },
  }) as SQSRecord;
const deleted = fileDeletedV1.create(context, { fileId });
const poison = fileDeletedV1.create(context, { fileId: 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBD' });

const consume = async (
  records: SQSRecord[],
  send: DeadLetters['send'] = async () => {},
  hold: () => Promise<void> = async () => {},
) => {
  const handled: string[] = [];
  const letters: { body: string; [attribute: string]: string | undefined }[] = [];
  const deadLetters: DeadLetters = {
    attempts: 5,
    async send(body, attributes) {
      await send(body, attributes);
      letters.push({ body, ...attributes });
    },
  };
  const rows = [
    on(fileDeletedV1, async ({ data }) => {
      await hold();
      if (data.fileId !== fileId) throw new RangeError('no such file');
      handled.push(data.fileId);
    }),
  ];
  const result = await defineConsumer(rows, { deadLetters })({ Records: records } satisfies SQSEvent, {} as Context);
  return { handled, letters, failed: result?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
};

/** What is logged, line by line. */
const logLines = () => {
  const lines: Record<string, unknown>[] = [];
  const keep = (text: string | Uint8Array) => {
    lines.push(JSON.parse(String(text)));
    return true;
  };
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(keep);
  return lines;
};
afterEach(() => void vi.restoreAllMocks());

describe('a consumer', () => {
  it('handles the neighbours of a message that fails', async () => {
    const { handled, failed } = await consume([message('1', deleted), message('2', poison), message('3', deleted)]);

    expect(handled).toHaveLength(2);
    expect(failed).toEqual(['2']);
  });

  it.each([
    [
      'a type that it does not handle',
      fileParsedV1.create(context, { fileId, sheets: 1, formulas: 1 }),
      'unknown-type',
    ],
    ['a version that it does not handle', { ...deleted, dataschema: '2' }, 'unknown-version'],
    ['data that is not of its shape', { ...deleted, data: { fileId: 7 } }, 'invalid-data'],
    ['no envelope', { fileId }, 'not-an-event'],
    ['an event of no tenant', { ...deleted, tenantid: undefined }, 'not-an-event'],
    ['nothing', null, 'not-an-event'],
  ])('sends %s to the dead letters at once, with the reason', async (_name, detail, reason) => {
    const sent = message('1', detail);

    const { letters, failed } = await consume([sent]);

    expect(failed).toEqual([]);
    expect(letters).toMatchObject([{ body: sent.body, reason, errorName: 'Unprocessable', attempts: '1' }]);
  });

  it('sends a body that is not JSON there as it is', async () => {
    const { letters } = await consume([{ messageId: '1', body: '{' } as SQSRecord]);

    expect(letters).toMatchObject([{ body: '{', reason: 'not-json' }]);
  });

  it('tries what may succeed the next time until its last attempt, then tells why it gave up', async () => {
    const attempts = await Promise.all([1, 2, 3, 4, 5].map((attempt) => consume([message('1', poison, attempt)])));

    expect(attempts.map(({ failed }) => failed)).toEqual([['1'], ['1'], ['1'], ['1'], []]);
    expect(attempts.flatMap(({ letters }) => letters)).toEqual([
      {
        body: message('1', poison).body,
        reason: 'handler-failed',
        detail: 'no such file',
        errorName: 'RangeError',
        attempts: '5',
        correlationId: 'cor_1',
        eventId: poison.id,
        type: 'file.deleted',
      },
    ]);
  });

  it('leaves a message to its queue where the dead letters take none', async () => {
    const { letters, failed } = await consume([message('1', poison, 5), message('2', { fileId })], () =>
      Promise.reject(new Error('AWS.SimpleQueueService.NonExistentQueue')),
    );

    expect(letters).toEqual([]);
    expect(failed).toEqual(['1', '2']);
  });

  it('takes a body of 256 KiB, and one that large which it does not understand', async () => {
    const large = { ...deleted, data: { fileId, padding: 'x'.repeat(255 * 1024) } };

    const { handled, letters } = await consume([message('1', large), message('2', { ...large, dataschema: '2' })]);

    expect(handled).toEqual([fileId]);
    expect(letters).toMatchObject([{ reason: 'unknown-version' }]);
  });

  it('says on every line of its log whose request a message belongs to, and on no line of the next one', async () => {
    const lines = logLines();
    const next = fileDeletedV1.create({ ...context, correlationId: 'cor_2' }, { fileId });

    await consume(
      [
        message('1', poison),
        message('2', { ...next, dataschema: '2' }),
        message('3', next),
        { messageId: '4', body: '{' } as SQSRecord,
      ],
      undefined,
      async () => logger.info('within'),
    );

    const told = lines.filter(({ message: text }) => text !== undefined);
    expect(told.map(({ message: text, correlationId }) => [text, correlationId])).toEqual([
      ['within', 'cor_1'],
      ['message failed', 'cor_1'],
      ['message failed', 'cor_2'],
      ['dead letter', 'cor_2'],
      ['within', 'cor_2'],
      ['consumed', 'cor_2'],
      ['message failed', undefined],
      ['dead letter', undefined],
    ]);
  });
});
