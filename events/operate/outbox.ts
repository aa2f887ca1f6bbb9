/** `npm run outbox`: events that the bus has not accepted, and what to do about those that it never will. */
import { findCloud } from './cloud.ts';
import { cloudHelp, cloudOptions, firstLine, readArguments, runCommand, UsageError } from './commandLine.ts';
import { discard, isOverdue, release, serviceOutboxes, type WaitingEvent, waitingEvents } from './waitingEvents.ts';

const help = `npm run outbox -- COMMAND [options]

  list                       what is parked, and what has waited for more than a minute, of all services
  release ID                 gives a parked event its five attempts again; the relay sends it within a minute
  discard ID --reason TEXT   gives an event up for ever, so that the later ones of the same thing go on

  --all            with list: also what has just begun to wait
${cloudHelp}

Exit codes: 0 done, 1 failed, 2 something to mend in the command. What to do first: docs/runbooks/relay.md.`;

const outbox = async (): Promise<void> => {
  const { values, positionals } = readArguments({
    options: { ...cloudOptions, all: { type: 'boolean', default: false }, reason: { type: 'string' } },
  });
  const [command = '', id, ...rest] = positionals;
  if (!['list', 'release', 'discard'].includes(command)) {
    throw new UsageError(command === '' ? 'Which command?' : `There is no ${command} here.`);
  }
  if (command === 'list' ? id !== undefined : id === undefined || rest.length > 0) {
    throw new UsageError(command === 'list' ? 'list takes no id.' : `${command} takes the id of one event.`);
  }
  const reason = values.reason?.trim() ?? '';
  if (command === 'discard' && reason === '') {
    throw new UsageError('Say why, for whoever asks later: --reason TEXT.');
  }

  const outboxes = await serviceOutboxes(await findCloud(values));
  const now = Date.now();
  if (id === undefined) {
    const waiting = await waitingEvents(outboxes, now);
    list(values.all ? waiting : waiting.filter(isOverdue), values.json);
    return;
  }
  const event = command === 'release' ? await release(outboxes, id, now) : await discard(outboxes, id, reason, now);
  if (values.json) console.log(JSON.stringify(describe(event)));
  else console.log(command === 'release' ? `${id} goes within a minute.` : `${id} is discarded.`);
};

const describe = ({ service, id, row, waitedMs }: WaitingEvent) => ({
  service,
  id,
  status: row.status,
  aggregate: row.pk,
  since: row.since,
  waitedMs,
  attempts: row.attempts,
  reason: row.reason,
});

const list = (events: readonly WaitingEvent[], json: boolean): void => {
  if (json) {
    console.log(JSON.stringify(events.map(describe), null, 2));
    return;
  }
  if (events.length === 0) console.log('No event waits for longer than it should.');
  for (const { service, id, row, waitedMs } of events) {
    const waited = waitedMs === null ? '?' : `${Math.round(waitedMs / 1000)} s`;
    console.log(`${row.status.padEnd(8)} ${waited.padStart(9)}  ${id}  ${service.padEnd(13)} ${row.pk}`);
    if (row.reason !== null) console.log(`  ${row.attempts} × ${firstLine(row.reason)}`);
  }
};

await runCommand(help, outbox);
