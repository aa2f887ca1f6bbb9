import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineEvent } from './envelope.ts';
import { publisher } from './outbox.ts';
import { tenant } from './relay/relay.testkit.ts';

const publish = publisher(
  defineEvent({
    type: 'file.noted',
    version: 1,
    owner: 'files',
    description: 'Somebody said something about a file.',
    schema: z.object({ text: z.string() }),
    example: { text: 'hello' },
  }),
);
const context = { tenant, subject: 'fil_1', sequence: 7, at: new Date(0), correlationId: 'cor_1' } as const;

describe('publishing', () => {
  it('does nothing but make the write for the transaction of the change', () => {
    expect(publish(context, { text: 'hello' })).toMatchObject({
      label: 'file.noted',
      put: {
        pk: `TENANT#${tenant}#fil_1`,
        sk: expect.stringMatching(/^OUTBOX#0000000000000007#evt_\w+#1$/),
        pending: `TENANT#${tenant}#fil_1`,
        status: 'PENDING',
      },
      condition: { ConditionExpression: 'attribute_not_exists(pk)' },
    });
  });

  it('refuses an event over 128 KiB, in bytes, before anything is written', () => {
    expect(() => publish(context, { text: 'x'.repeat(130_000) })).not.toThrow();
    expect(() => publish(context, { text: 'x'.repeat(128 * 1024) })).toThrow(/pass large data by reference/);
    expect(() => publish(context, { text: 'ö'.repeat(66_000) })).toThrow(/pass large data by reference/);
  });

  it('refuses data that is not of the event’s shape', () => {
    expect(() => publish(context, { text: 7 } as never)).toThrow();
  });
});
