import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { newId } from '../shared/ids.ts';
import { memoryTable } from '../shared/table/memoryTable.ts';
import { defineConsumer, on } from './consume/consume.ts';
import { once } from './consume/once.ts';
import { defineEvent } from './envelope.ts';
import { publisher } from './outbox.ts';
import { anOutbox, tenant } from './relay/relay.testkit.ts';

const archived = { type: 'file.archived', owner: 'files', description: 'Nobody asked for the file in a year.' };
const archivedV1 = defineEvent({
  ...archived,
  version: 1,
  schema: z.object({ bytes: z.number() }),
  example: { bytes: 1 },
});
const archivedV2 = defineEvent({
  ...archived,
  version: 2,
  schema: z.object({ size: z.object({ bytes: z.number() }) }),
  example: { size: { bytes: 1 } },
});

describe('an event that is told in two versions', () => {
  it('leaves the outbox in both, and takes effect once for who handles both', async () => {
    const outbox = anOutbox();
    const context = { tenant, subject: 'fil_1', sequence: 1, at: new Date(0), correlationId: 'cor_1' } as const;
    const same = { ...context, id: newId('evt') };
    await outbox.table.transact([
      publisher(archivedV1)(same, { bytes: 7 }),
      publisher(archivedV2)(same, { size: { bytes: 7 } }),
    ]);
    const ledger = memoryTable();
    const add = (bytes: number) => ({
      label: 'total',
      update: { pk: 'total', sk: 'total', expression: 'ADD bytes :bytes' },
      condition: { ExpressionAttributeValues: { ':bytes': bytes } },
    });
    const counting = { table: ledger, consumer: 'billing', now: new Date(0) };
    const consume = defineConsumer(
      [
        on(archivedV1, (event) => once(counting, event, [add(event.data.bytes)])),
        on(archivedV2, (event) => once(counting, event, [add(event.data.size.bytes)])),
      ],
      { deadLetters: { attempts: 5, send: () => Promise.reject(new Error('a dead letter')) } },
    );

    await outbox.sweep();
    const records = outbox.sent.map((detail, n) => ({ messageId: String(n), body: JSON.stringify({ detail }) }));
    const result = await consume({ Records: records as SQSRecord[] } satisfies SQSEvent, {} as Context);

    expect(outbox.sent.map(({ dataschema }) => dataschema.at(-1))).toEqual(['1', '2']);
    expect(result?.batchItemFailures).toEqual([]);
    expect((await ledger.get({ pk: 'total', sk: 'total' }))?.bytes).toBe(7);
  });
});
