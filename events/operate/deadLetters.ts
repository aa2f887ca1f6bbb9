/** `npm run dead-letters`: what could not be handled, why, and how to send it again. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { queueClient } from '../consume/deadLetters.ts';
import { findCloud } from './cloud.ts';
import { cloudHelp, cloudOptions, firstLine, readArguments, runCommand, UsageError } from './commandLine.ts';
import type { Letter } from './letter.ts';
import { type LetterQueue, letterQueues, look, remove } from './letterQueue.ts';
import { redrive, sender } from './redrive.ts';

const help = `npm run dead-letters -- COMMAND [options]

  list               all dead-letter queues with their depth and the reasons; those that hold something
  show QUEUE         its messages, with reason and body
  redrive QUEUE      sends them to where they failed to arrive; what was done about them is not done twice
  delete QUEUE ID    gives one message up, by the id that show tells

  --all            with list: the empty ones too
${cloudHelp}

A QUEUE is called as list calls it, such as billing-onEvent. What to do first: docs/runbooks/dead-letters.md.`;

/** As many as are looked at; more say nothing new. */
const most = 100;

const deadLetters = async (): Promise<void> => {
  const { values, positionals } = readArguments({
    options: { ...cloudOptions, all: { type: 'boolean', default: false } },
  });
  const [command = '', queueName, ...rest] = positionals;
  const commands = { list: 0, show: 1, redrive: 1, delete: 2 };
  if (!(command in commands)) throw new UsageError(command === '' ? 'Which command?' : `There is no ${command} here.`);
  const wanted = commands[command as keyof typeof commands];
  if (positionals.length - 1 !== wanted) {
    throw new UsageError(`${command} takes ${['no queue', 'one queue', 'a queue and the id of a message'][wanted]}.`);
  }

  const cloud = await findCloud(values);
  const client = new SQSClient({ ...cloud.client, ...queueClient });
  const queues = await letterQueues(client, cloud.name);
  if (queueName === undefined) {
    await list(
      client,
      queues.filter(({ depth }) => values.all || depth > 0),
      values.json,
    );
    return;
  }
  const queue = queues.find(({ name }) => name === queueName);
  if (queue === undefined) {
    throw new UsageError(`There is no queue ${queueName}. There are: ${queues.map(({ name }) => name).join(', ')}.`);
  }
  if (command === 'show') await show(client, queue, values.json);
  else if (command === 'delete') await giveUp(client, queue, rest[0]!);
  else {
    const { sent, kept } = await redrive(client, sender(cloud, client), queue);
    if (values.json) console.log(JSON.stringify({ sent, kept: kept.length }));
    else console.log(`Sent ${sent} again.${kept.length > 0 ? ` ${kept.length} stay: nobody can tell where to.` : ''}`);
  }
};

const list = async (client: SQSClient, queues: readonly LetterQueue[], json: boolean): Promise<void> => {
  const found = [];
  for (const queue of queues) {
    const letters = queue.depth === 0 ? [] : await look(client, queue, most, (all) => all.map(({ reason }) => reason));
    const reasons = Object.fromEntries(
      Object.entries(Object.groupBy(letters, (reason) => firstLine(reason))).map(([reason, all = []]) => [
        reason,
        all.length,
      ]),
    );
    found.push({ queue: queue.name, depth: queue.depth, reasons });
  }
  if (json) console.log(JSON.stringify(found, null, 2));
  else if (found.length === 0) console.log('There are no dead letters.');
  for (const { queue, depth, reasons } of json ? [] : found) {
    console.log(`${queue.padEnd(28)} ${depth}`);
    for (const [reason, count] of Object.entries(reasons)) console.log(`  ${count} × ${reason}`);
  }
};

const show = (client: SQSClient, queue: LetterQueue, json: boolean): Promise<void> =>
  look(client, queue, most, (letters) => {
    const shown = letters.map(({ receipt: _receipt, ...letter }) => letter);
    if (json) console.log(JSON.stringify(shown, null, 2));
    else if (shown.length === 0) console.log(`${queue.name} holds nothing.`);
    else console.log(shown.map(describe).join('\n\n'));
  });

const describe = ({ messageId, sentAt, reason, consumer, type, correlationId, body }: Letter): string =>
  [
    `${messageId}  since ${new Date(sentAt).toISOString()}`,
    `  reason       ${reason.replaceAll('\n', '\n               ')}`,
    `  consumer     ${consumer ?? 'not told'}`,
    `  event        ${type ?? 'none of ours'}`,
    `  correlation  ${correlationId ?? 'not told'}${correlationId === null ? '' : `   (npm run trace -- ${correlationId})`}`,
    `  body         ${body}`,
  ].join('\n');

const giveUp = (client: SQSClient, queue: LetterQueue, messageId: string): Promise<void> =>
  look(client, queue, Number.POSITIVE_INFINITY, async (letters) => {
    const letter = letters.find((each) => each.messageId === messageId);
    if (letter === undefined) throw new UsageError(`${queue.name} holds no message ${messageId}.`);
    await remove(client, queue, letter);
    console.log(`Deleted ${messageId}.`);
  });

await runCommand(help, deadLetters);
