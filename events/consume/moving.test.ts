import type { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../shared/ids.ts';
import { type MemoryTable, memoryTable } from '../../shared/table/memoryTable.ts';
import { absent, partition } from '../../shared/table/table.ts';
import { logger } from '../../shared/telemetry.ts';
import { type Fence, fenceKey, heedFence } from '../../shared/tenancy/fence.ts';
import { fencedTable } from '../../shared/tenancy/fencedTable.ts';
import { fileDeletedV1 } from '../file.ts';
import { defineConsumer, type Moving, on } from './consume.ts';
import type { DeadLetters } from './deadLetters.ts';
import { nameElsewhere, sqsDeliveries } from './deliveries.ts';

logger.setLogLevel('SILENT');

const tenant = newId('org');
const to = { cell: 'acme', names: 'simsheet--acme' };
const aFence = (given: Partial<Fence>) => ({
  ...fenceKey(tenant),
  ...{ state: 'FENCED', moveId: 'm', fenceId: 'f', until: Date.now() + 20_000, to },
  ...given,
});

/** A consumer that notes events of a tenant in its table; `between` happens after it has looked and before it writes. */
const consume = async (
  fence: ReturnType<typeof aFence> | null,
  {
    attempt = 1,
    between = async (_table: MemoryTable): Promise<unknown> => null,
    send = async (_body: string, _names: string) => {},
  } = {},
) => {
  const table = memoryTable();
  if (fence !== null) await table.transact([{ label: 'fence', put: fence }]);
  const fenced = fencedTable(table, 'work');
  const delivered = { postponed: [] as number[], forwarded: [] as string[], dead: 0 };
  const moving: Moving = {
    heed: (of) => heedFence(table, of, Date.now()),
    async postpone(again, milliseconds) {
      await send(again, '');
      delivered.postponed.push(milliseconds);
    },
    async forward(body, names) {
      await send(body, names);
      delivered.forwarded.push(`${names}: ${body}`);
    },
  };
  const deadLetters: DeadLetters = {
    attempts: 5,
    send: async () => {
      delivered.dead += 1;
    },
  };
  const row = on(fileDeletedV1, async ({ id }) => {
    await between(table);
    const put = { pk: partition(tenant, 'NOTED'), sk: id };
    await fenced.transact([{ label: 'noted', put, condition: absent }]);
  });
  const fileId = newId('fil');
  const context = { tenant, subject: fileId, sequence: 1, at: new Date(), correlationId: 'cor_1' };
  const body = JSON.stringify({ detail: fileDeletedV1.create(context, { fileId }) });
  const record = {
    messageId: 'm1',
    receiptHandle: 'r1',
    body,
    attributes: { ApproximateReceiveCount: String(attempt) },
  } as SQSRecord;
  const result = await defineConsumer([row], { moving, deadLetters })(
    { Records: [record] } satisfies SQSEvent,
    {} as Context,
  );
  const noted = table.items().filter(({ pk }) => String(pk).endsWith('#NOTED')).length;
  return { ...delivered, body, noted, failed: result?.batchItemFailures.length, table };
};

describe('an event of a tenant', () => {
  it('that is being moved waits in its queue, anew, until the fence is gone, and no wait counts as an attempt', async () => {
    for (const attempt of [1, 5]) {
      const { postponed, noted, failed, dead } = await consume(aFence({}), { attempt });

      expect([noted, failed, dead]).toEqual([0, 0, 0]);
      expect(postponed).toEqual([expect.closeTo(20_000, -4)]);
    }
  });

  it('whose work is let to its end takes effect', async () => {
    expect(await consume(aFence({ state: 'DRAINING' }))).toMatchObject({ noted: 1, failed: 0, forwarded: [] });
  });

  it('that was moved goes to the same queue of the tenant’s cell, as it came', async () => {
    const { forwarded, body, noted, failed } = await consume(aFence({ state: 'MOVED', until: null }));

    expect(forwarded).toEqual([`simsheet--acme: ${body}`]);
    expect([noted, failed]).toEqual([0, 0]);
  });

  it.each([
    ['brought there', aFence({ state: 'MOVED', until: null })],
    ['put into it anew', aFence({})],
  ])('stays in its queue where it could not be %s', async (_, fence) => {
    const send = async () => {
      throw new Error('throttled');
    };

    expect(await consume(fence, { send })).toMatchObject({ forwarded: [], postponed: [], failed: 1, dead: 0 });
  });
});

describe('a tenant that is moved while its event is handled', () => {
  it('is not written to any more where it was: the event goes after it', async () => {
    const between = (table: MemoryTable) =>
      table.transact([{ label: 'fence', put: aFence({ state: 'MOVED', until: null }) }]);

    const { noted, forwarded, failed } = await consume(aFence({ state: 'DRAINING' }), { between });

    expect([noted, forwarded.length, failed]).toEqual([0, 1, 0]);
  });
});

describe('a message that waits for its tenant', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it.each([
    [1500, 2],
    [20_000, 20],
    [100_000_000, 30],
  ])('of %d ms comes again from its own queue after %d s', async (milliseconds, seconds) => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'simsheet-billing-onEvent');
    vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'billing');
    vi.stubEnv('DEAD_LETTERS', 'https://queues.test/1/simsheet-billing-onEvent-dead-letters');
    const sent: unknown[] = [];
    const client = { send: async ({ input }: SendMessageCommand) => void sent.push(input) };

    await sqsDeliveries(client as unknown as SQSClient).postpone('a message', milliseconds);

    expect(sent).toEqual([
      { QueueUrl: 'https://queues.test/1/simsheet-billing-onEvent', MessageBody: 'a message', DelaySeconds: seconds },
    ]);
  });
});

describe('the queue of a consumer in another cell', () => {
  it.each([
    ['simsheet-files-onObject', 'files', 'simsheet--acme', 'simsheet--acme-files-onObject'],
    ['simsheet--acme-billing-onEvent', 'billing', 'simsheet', 'simsheet-billing-onEvent'],
    ['my-files-results-onExport', 'results', 'my-files--acme', 'my-files--acme-results-onExport'],
  ])('of %s of %s is called after it', (own, service, names, elsewhere) => {
    expect(nameElsewhere(own, service, names)).toBe(elsewhere);
  });
});
