import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { newId } from '../../shared/ids.ts';
import { type MemoryTable, memoryTable } from '../../shared/table/memoryTable.ts';
import { absent, partition } from '../../shared/table/table.ts';
import { logger } from '../../shared/telemetry.ts';
import { type Fence, fenceKey, heedFence } from '../../shared/tenancy/fence.ts';
import { fencedTable } from '../../shared/tenancy/fencedTable.ts';
import { fileDeletedV1 } from '../file.ts';
import { defineConsumer, type Moving, on } from './consume.ts';
import type { DeadLetters } from './deadLetters.ts';
import { nameElsewhere } from './deliveries.ts';

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
    postpone: async (_record, milliseconds) => void delivered.postponed.push(milliseconds),
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
  it('that is being moved waits in its queue until the fence is gone, and is no dead letter for that', async () => {
    for (const attempt of [1, 5]) {
      const { postponed, noted, failed, dead } = await consume(aFence({}), { attempt });

      expect([noted, failed, dead]).toEqual([0, 1, 0]);
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

  it('stays in its queue where it could not be brought there', async () => {
    const send = async () => {
      throw new Error('throttled');
    };

    expect(await consume(aFence({ state: 'MOVED', until: null }), { send })).toMatchObject({
      forwarded: [],
      failed: 1,
      dead: 0,
    });
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

describe('the queue of a consumer in another cell', () => {
  it.each([
    ['simsheet-files-onObject', 'files', 'simsheet--acme', 'simsheet--acme-files-onObject'],
    ['simsheet--acme-billing-onEvent', 'billing', 'simsheet', 'simsheet-billing-onEvent'],
    ['my-files-results-onExport', 'results', 'my-files--acme', 'my-files--acme-results-onExport'],
  ])('of %s of %s is called after it', (own, service, names, elsewhere) => {
    expect(nameElsewhere(own, service, names)).toBe(elsewhere);
  });
});
