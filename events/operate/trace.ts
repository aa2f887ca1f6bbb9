/** `npm run trace -- CORRELATION_ID`: what a request caused, as a tree, from the logs and what waits in the outboxes. */
import { findCloud } from './cloud.ts';
import { cloudHelp, cloudOptions, readArguments, readSince, runCommand, UsageError } from './commandLine.ts';
import { drawTree } from './drawTree.ts';
import { logSearch, type SearchLogs } from './logs.ts';
import { waitingItems } from './outboxItems.ts';
import { traceTree } from './traceTree.ts';

const help = `npm run trace -- CORRELATION_ID [options]

Shows what a request caused: its events, who consumed them and what followed, with times and durations;
also events that the bus has not accepted yet.
The id is in the header x-correlation-id of every answer, in every problem document and on the web page's errors.

  --since SPAN     how far back to look: 30m, 2h, 7d or a time; 1d
${cloudHelp}`;

const trace = async (): Promise<void> => {
  const { values, positionals } = readArguments({
    options: { ...cloudOptions, since: { type: 'string', default: '1d' } },
  });
  const [correlationId, ...more] = positionals;
  if (correlationId === undefined || more.length > 0) throw new UsageError('Give one correlation id.');
  const since = readSince(values.since, Date.now());
  const cloud = await findCloud(values);
  const search = logSearch(cloud);
  const [lines, waiting] = await Promise.all([
    search({ text: correlationId, since }),
    waitingItems(cloud, correlationId),
  ]);
  const tree = traceTree(correlationId, lines, waiting);
  if (tree.length === 0) {
    const recent = await recentRequests(search);
    throw new UsageError(`The logs since ${new Date(since).toISOString()} say nothing of ${correlationId}.${recent}`);
  }
  console.log(values.json ? JSON.stringify(tree, null, 2) : drawTree(tree).join('\n'));
};

const shown = 5;
const recentMs = 10 * 60_000;

const recentRequests = async (search: SearchLogs): Promise<string> => {
  const lines = await search({ text: 'access', since: Date.now() - recentMs, endingIn: 'gateway-api' });
  const found = lines.filter(({ message }) => message === 'access');
  if (found.length === 0) return '';
  const rows = found.slice(-shown).map(({ correlationId, method, path }) => `  ${correlationId}  ${method} ${path}`);
  return ` The latest requests:\n${rows.join('\n')}`;
};

await runCommand(help, trace);
