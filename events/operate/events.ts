/** `npm run events`: the events that went to the bus, those that come, and how to send some again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { PlatformEnvelope } from '../envelope.ts';
import { type PublishedEvent, publishedLine, publishedMessage } from '../relay/published.ts';
import { type CloudToOperate, findCloud } from './cloud.ts';
import { cloudHelp, cloudOptions, readArguments, readSince, runCommand, UsageError } from './commandLine.ts';
import { type EventFilter, matches } from './eventFilter.ts';
import { logSearch, type SearchLogs } from './logs.ts';
import { outboxReader } from './outboxItems.ts';

const help = `npm run events -- [options]

Shows the events that the bus has accepted, oldest first.

  --since SPAN     how far back to look: 30s, 10m, 2h or a time; 10m, with --follow now
  --follow         go on with what comes, until Ctrl-C
  --type TYPE      only these types; * stands for anything: 'simulation.*'
  --tenant ORG     only those of one organization
  --data           with their data, which the outbox keeps for a week
  --replay         put them on the bus again, with the same ids: what was done about them is not done twice
${cloudHelp}`;

const options = {
  ...cloudOptions,
  since: { type: 'string' },
  follow: { type: 'boolean', default: false },
  type: { type: 'string' },
  tenant: { type: 'string' },
  data: { type: 'boolean', default: false },
  replay: { type: 'boolean', default: false },
} as const;

const pollMs = 1000;
/** A log takes its time to show a line; what was shown is not shown again. */
const overlapMs = 30_000;

const events = async (): Promise<void> => {
  const { values, positionals } = readArguments({ options });
  if (positionals.length > 0) throw new UsageError(`What is "${positionals[0]}"? Types go with --type.`);
  if (values.follow && values.replay) throw new UsageError('--replay sends what was; it does not go with --follow.');
  const now = Date.now();
  const since = readSince(values.since ?? (values.follow ? '0s' : '10m'), now);
  const cloud = await findCloud(values);
  const search = logSearch(cloud);
  const read = outboxReader(cloud);
  const withData = values.data || values.replay;

  if (values.follow) console.error('Following; Ctrl-C ends it.');
  const shown = new Set<string>();
  let from = since;
  do {
    const found = await publishedSince(search, from, values);
    from = Math.max(since, Date.now() - overlapMs);
    const fresh = found.filter(({ id }) => !shown.has(id));
    for (const event of fresh) {
      shown.add(event.id);
      const whole = withData ? ((await read(event)) ?? null) : event;
      if (values.replay) await replay(cloud, event, whole as PlatformEnvelope | null);
      console.log(values.json ? JSON.stringify(whole ?? event) : line(event, withData ? whole : undefined));
    }
    if (values.follow) await sleep(pollMs);
  } while (values.follow);
  if (shown.size === 0) console.error(`No such event since ${new Date(since).toISOString()}.`);
};

const publishedSince = async (search: SearchLogs, since: number, filter: EventFilter): Promise<PublishedEvent[]> => {
  const lines = await search({ text: publishedMessage, since, endingIn: '-relay' });
  return lines
    .filter(({ message }) => message === publishedMessage)
    .flatMap((each) => publishedLine.safeParse(each).data?.events ?? [])
    .filter((event) => matches(event, filter));
};

const line = ({ id, type, time, subject, tenantid, correlationid }: PublishedEvent, whole?: unknown): string =>
  [
    time,
    type.padEnd(24),
    subject,
    tenantid ?? '-',
    correlationid,
    whole === undefined ? id : whole === null ? '(its data is not kept any more)' : dataOf(whole),
  ].join('  ');
const dataOf = (whole: unknown): string => JSON.stringify((whole as { data: unknown }).data);

const replay = async ({ client, name }: CloudToOperate, event: PublishedEvent, whole: PlatformEnvelope | null) => {
  if (whole === null) throw new Error(`${event.id} is not in the outbox any more: replay the archive of the bus.`);
  const { Entries = [] } = await new EventBridgeClient(client).send(
    new PutEventsCommand({
      Entries: [
        { EventBusName: `${name}-events`, Source: event.source, DetailType: event.type, Detail: JSON.stringify(whole) },
      ],
    }),
  );
  const refused = Entries.find(({ ErrorCode }) => ErrorCode !== undefined);
  if (refused !== undefined) throw new Error(`The bus refused ${event.id}: ${refused.ErrorMessage}`);
};

// Nothing is left behind by Ctrl-C: what is followed is the log.
process.once('SIGINT', () => process.exit(0));
await runCommand(help, events);
