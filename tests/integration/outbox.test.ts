import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, inject, it } from 'vitest';
import { publishFileDeleted } from '../../events/file.ts';
import { clientSettings } from '../../localstack/clouds.ts';
import { newId } from '../../shared/ids.ts';
import { documentClient, dynamoTable } from '../../shared/table/table.ts';
import { operate } from '../support/command.ts';

interface Listed {
  id: string;
  service: string;
  status: string;
  reason: string | null;
}

const lambda = new LambdaClient(clientSettings(inject('cloud').endpoint));
const table = dynamoTable('simsheet-users', documentClient(clientSettings(inject('cloud').endpoint)));

const listed = async (): Promise<Listed[]> => JSON.parse((await operate('outbox', 'list', '--json')).stdout);
const listedUntil = async (wanted: (events: Listed[]) => boolean): Promise<Listed[]> => {
  for (let attempt = 1; ; attempt += 1) {
    const events = await listed();
    if (wanted(events)) return events;
    if (attempt === 60) throw new Error(`still ${JSON.stringify(events)}`);
    await sleep(500);
  }
};

/** So old that the relay takes it without the stream. */
const old = 2 * 60_000;

/** Two events of a thing, the first of which nobody can read. */
const aBrokenOutbox = async () => {
  const [tenant, fileId] = [newId('org'), newId('fil')];
  const writes = [1, 2].map((sequence) =>
    publishFileDeleted(
      { tenant, subject: fileId, sequence, at: new Date(Date.now() - old), correlationId: 'cor_broken' },
      { fileId },
    ),
  );
  const keys = writes.map((write) => ('put' in write ? write.put : { pk: '', sk: '' }));
  const [first, second] = writes;
  if (first === undefined || second === undefined || !('put' in first)) throw new Error('an event is a new item');
  await table.transact([{ ...first, put: { ...first.put, outbox: '{' } }, second]);
  return {
    ids: keys.map(({ sk }) => sk.split('#')[2] ?? ''),
    statusOf: async (n: number) => (await table.get(keys[n]!))?.status,
  };
};

describe('an event that cannot be sent', () => {
  it('is parked, told to operators, and lets the next one go when they discard it', async () => {
    const { ids, statusOf } = await aBrokenOutbox();
    const [parked = ''] = ids;

    const found = await listedUntil((events) => events.some(({ id, status }) => id === parked && status === 'PARKED'));
    expect(found.find(({ id }) => id === parked)).toMatchObject({
      service: 'users',
      reason: expect.stringMatching(/^it cannot be read: /),
    });
    expect(await statusOf(1)).toBe('PENDING');
    expect((await operate('outbox', 'discard', parked)).code).toBe(2);
    expect((await operate('outbox', 'release', ids[1]!)).stderr).toMatch(/is not parked/);

    const { code, stdout } = await operate('outbox', 'discard', parked, '--reason', 'a test');

    expect([code, stdout]).toEqual([0, `${parked} is discarded.\n`]);
    expect(await statusOf(0)).toBe('DISCARDED');
    // What the schedule does within a minute.
    await lambda.send(new InvokeCommand({ FunctionName: 'simsheet-users-relay', Payload: '{}' }));
    expect(await statusOf(1)).toBe('SENT');
    expect((await operate('outbox', 'release', parked)).code).toBe(1);
  });
});
