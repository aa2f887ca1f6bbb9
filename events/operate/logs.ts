import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { atOnce } from '../../shared/atOnce.ts';
import type { CloudToOperate } from './cloud.ts';

/** A line that a function of ours logged. */
export interface LogLine {
  /** Without the installation's name, such as billing-onEvent; of a dedicated cell with the cell's, acme-billing-onEvent. */
  from: string;
  at: number;
  message: string;
  [key: string]: unknown;
}

export interface Search {
  /** A text that lines contain, without quotes. */
  text: string;
  since: number;
  /** Only functions whose name ends so. */
  endingIn?: string;
}

/** The lines of all functions' logs that contain a text, in the order of their time. */
export type SearchLogs = (search: Search) => Promise<LogLine[]>;

/** Groups read at once: an account has few requests a second for that. */
const groupsAtOnce = 4;

export const logSearch = ({ client, name }: CloudToOperate): SearchLogs => {
  const logs = new CloudWatchLogsClient(client);
  const prefix = `/aws/lambda/${name}-`;
  let known: Promise<string[]> | undefined;

  const groupNames = async (): Promise<string[]> => {
    const names: string[] = [];
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, { logGroupNamePrefix: prefix }))
      names.push(...logGroups.map(({ logGroupName = '' }) => logGroupName));
    return names;
  };

  const linesOf = async (logGroupName: string, { text, since }: Search): Promise<LogLine[]> => {
    const lines: LogLine[] = [];
    const query = { logGroupName, filterPattern: `"${text}"`, startTime: since };
    for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, query)) {
      lines.push(
        ...events.flatMap((event) => readLine(logGroupName.slice(prefix.length).replace(/^-/, ''), event, text)),
      );
    }
    return lines;
  };

  return async (search) => {
    known ??= groupNames();
    const groups = (await known).filter((group) => group.endsWith(search.endingIn ?? ''));
    const found: LogLine[] = [];
    await atOnce(groupsAtOnce, groups, async (group) => {
      found.push(...(await linesOf(group, search)));
    });
    return found.toSorted((a, b) => a.at - b.at);
  };
};

/** Lines of ours are JSON; others, such as Lambda's own, are not. A local cloud may filter by less than we asked for. */
const readLine = (from: string, { message = '', timestamp = 0 }: FilteredLogEvent, text: string): LogLine[] => {
  if (!message.includes(text)) return [];
  try {
    const line = JSON.parse(message);
    if (typeof line?.message !== 'string') return [];
    const at = Date.parse(line.timestamp);
    return [{ ...line, from, at: Number.isNaN(at) ? timestamp : at }];
  } catch {
    return [];
  }
};
