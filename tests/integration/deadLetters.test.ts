import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, inject, it } from 'vitest';
import { simulationCompletedV1 } from '../../events/simulation.ts';
import { clientSettings } from '../../localstack/clouds.ts';
import { newId } from '../../shared/ids.ts';
import { until } from '../support/api.ts';
import { operate } from '../support/command.ts';
import { asAda } from '../support/people.ts';

const aCompletion = async (iterations: number) => {
  const { userId, organizationId } = (await asAda()('/api/users/me')).body;
  const simulationId = newId('sim');
  return simulationCompletedV1.create(
    { tenant: organizationId, subject: simulationId, sequence: 3, at: new Date(), correlationId: newId('cor') },
    { simulationId, userId, name: 'Poison', iterations },
  );
};

const put = async (event: { source: string; type: string }): Promise<void> => {
  const bus = new EventBridgeClient(clientSettings(inject('cloud').endpoint));
  const { source: Source, type: DetailType } = event;
  const Entries = [{ EventBusName: 'simsheet-events', Source, DetailType, Detail: JSON.stringify(event) }];
  expect((await bus.send(new PutEventsCommand({ Entries }))).FailedEntryCount).toBe(0);
};

interface Shown {
  messageId: string;
  reason: string;
  correlationId: string | null;
  consumer: string | null;
}
const show = async (queue: string): Promise<Shown[]> =>
  JSON.parse((await operate('deadLetters', 'show', queue, '--json')).stdout);

const shownUntil = async (queue: string, wanted: (letters: Shown[]) => boolean): Promise<Shown[]> => {
  for (let attempt = 1; ; attempt += 1) {
    const letters = await show(queue);
    if (wanted(letters)) return letters;
    if (attempt === 20) throw new Error(`still ${JSON.stringify(letters)}`);
  }
};

describe('an event that no consumer can handle', () => {
  it('is told with its reason at once, and given up by its id', async () => {
    const event = { ...(await aCompletion(1)), dataschema: 'urn:simsheet:event:simulation.completed:99' };
    await put(event);

    const isIt = ({ correlationId }: Shown) => correlationId === event.correlationid;
    const queue = 'billing-onEvent';
    const letter = (await shownUntil(queue, (letters) => letters.some(isIt))).find(isIt);
    expect(letter).toMatchObject({ consumer: 'simsheet-billing-onEvent' });
    expect(letter?.reason).toMatch(/^unknown-version .* Unprocessable: no handler for/);

    // Each consumer has its own.
    await shownUntil('notifications-onEvent', (letters) => letters.some(isIt));
    const list = await operate('deadLetters', 'list');
    expect(list.stdout).toMatch(/billing-onEvent +1\n {2}1 × unknown-version/);
    expect(list.stdout).toMatch(/notifications-onEvent +1\n {2}1 × unknown-version/);

    const { code } = await operate('deadLetters', 'delete', queue, letter?.messageId ?? '');
    expect(code).toBe(0);
    expect((await show(queue)).some(isIt)).toBe(false);
  });
});

describe('a dead letter that can be handled by now', () => {
  it('is sent again and takes effect once, however often that is done', async () => {
    const api = asAda();
    const usage = async () => (await api('/api/billing/usage')).body.total.iterations;
    const before = await usage();
    const event = await aCompletion(777);
    const sqs = new SQSClient(clientSettings(inject('cloud').endpoint));
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'simsheet-billing-onEvent-dead-letters' }));
    const MessageBody = JSON.stringify({ 'detail-type': event.type, source: event.source, detail: event });

    for (let times = 1; times <= 2; times += 1) {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      expect(await operate('deadLetters', 'redrive', 'billing-onEvent', '--json')).toMatchObject({
        code: 0,
        stdout: `${JSON.stringify({ sent: 1, kept: 0 })}\n`,
      });
      expect(await show('billing-onEvent')).toEqual([]);
      await until(
        () => api('/api/billing/usage'),
        ({ body }) => body.total.iterations >= before + 777,
      );
    }

    // Another event behind them shows that they have been handled.
    await put(await aCompletion(1000));
    await until(
      () => api('/api/billing/usage'),
      ({ body }) => body.total.iterations >= before + 1777,
    );
    expect(await usage()).toBe(before + 1777);
  });
});

describe('the command', () => {
  it.each([
    [['show', 'nowhere'], 'There is no queue nowhere. There are: billing, billing-onErase, billing-onEvent,'],
    [['explode'], 'There is no explode here.'],
    [['list', '--quick'], "Unknown option '--quick'"],
    [['delete', 'billing-onEvent', 'no-such-id'], 'billing-onEvent holds no message no-such-id.'],
  ])('answers %j with what is wrong and how it is used, and exit code 2', async (args, told) => {
    const { code, stderr } = await operate('deadLetters', ...args);

    expect(code).toBe(2);
    expect(stderr).toContain(told);
    expect(stderr).toContain('npm run dead-letters -- COMMAND');
  });
});
