import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { defineConsumer, on } from './consume.ts';
import { fileDeletedV1, fileParsedV1 } from './file.ts';

const fileId = 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const context = {
  tenant: 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  subject: fileId,
  sequence: 1,
  at: new Date('2026-03-01T12:00:00Z'),
  correlationId: 'cor_1',
} as const;

const message = (messageId: string, detail: unknown) => ({ messageId, body: JSON.stringify({ detail }) }) as SQSRecord;
const deleted = fileDeletedV1.create(context, { fileId });

const consume = async (records: SQSRecord[]) => {
  const handled: string[] = [];
  const consumer = defineConsumer([
    on(fileDeletedV1, async ({ data }) => {
      if (data.fileId !== fileId) throw new Error('poison');
      handled.push(data.fileId);
    }),
  ]);
  const result = await consumer({ Records: records } satisfies SQSEvent, {} as Context);
  return { handled, failed: result?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
};

describe('a consumer', () => {
  it('handles the neighbours of a poison message', async () => {
    const poison = fileDeletedV1.create(context, { fileId: 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBD' });

    const { handled, failed } = await consume([message('1', deleted), message('2', poison), message('3', deleted)]);

    expect(handled).toHaveLength(2);
    expect(failed).toEqual(['2']);
  });

  it.each([
    ['a type that it does not handle', fileParsedV1.create(context, { fileId, sheets: 1, formulas: 1 })],
    ['a version that it does not handle', { ...deleted, dataschema: '2' }],
    ['data that is not of its shape', { ...deleted, data: { fileId: 7 } }],
    ['no envelope', { fileId }],
    ['nothing', null],
  ])('sends %s to the dead letters', async (_name, detail) => {
    const { failed } = await consume([message('1', detail)]);

    expect(failed).toEqual(['1']);
  });

  it('sends a body that is not JSON to the dead letters', async () => {
    const { failed } = await consume([{ messageId: '1', body: '{' } as SQSRecord]);

    expect(failed).toEqual(['1']);
  });
});
