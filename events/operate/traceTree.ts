import { jsonOrNull } from '../../shared/jsonOrNull.ts';
import type { OutboxItem } from '../relay/outboxItem.ts';
import { type PublishedEvent, publishedEvent, publishedLine, publishedMessage } from '../relay/published.ts';
import type { LogLine } from './logs.ts';

/** A request, what it caused, and who handled that. */
export interface TraceNode {
  kind: 'request' | 'event' | 'handling' | 'work';
  label: string;
  /** Milliseconds since 1970. */
  at: number;
  durationMs: number | null;
  /** What else there is to know, for people. */
  note: string;
  failed: boolean;
  /** Of an event. */
  id: string | null;
  children: TraceNode[];
}

/** What logs and outboxes say of one correlation id, as a tree; what has no known cause stands at the top. */
export const traceTree = (
  correlationId: string,
  lines: readonly LogLine[],
  waiting: readonly OutboxItem[] = [],
): TraceNode[] => {
  const requests = lines.filter(isAccess).map(requestNode).toSorted(byTime);
  // What was published and is still marked as waiting, was published.
  const told = [...waitingEvents(correlationId, waiting), ...publishedEvents(correlationId, lines)];
  const events = new Map(told.map((event) => [event.node.id, event]));
  const roots: TraceNode[] = [...requests];
  const requestOf = (at: number) => requests.findLast((request) => request.at <= at) ?? requests[0];
  const put = (node: TraceNode, causationId: unknown) => {
    const cause = events.get(String(causationId))?.node ?? requestOf(node.at);
    (cause?.children ?? roots).push(node);
  };
  for (const { node, causationId } of events.values()) put(node, causationId);
  for (const { node, causationId } of works(lines)) put(node, causationId);
  return sorted(roots);
};

const byTime = (a: TraceNode, b: TraceNode): number => a.at - b.at;
const sorted = (nodes: TraceNode[]): TraceNode[] => {
  for (const { children } of nodes) sorted(children);
  return nodes.sort(byTime);
};

const isAccess = ({ from, message }: LogLine): boolean => from === 'gateway-api' && message === 'access';
const durationOf = ({ durationMs }: LogLine): number | null => (typeof durationMs === 'number' ? durationMs : null);

const requestNode = (line: LogLine): TraceNode => ({
  kind: 'request',
  label: `${line.method} ${line.path} ${line.status}`,
  // It is logged at its end.
  at: line.at - (durationOf(line) ?? 0),
  durationMs: durationOf(line),
  note: '',
  failed: Number(line.status) >= 500,
  id: null,
  children: [],
});

const publishedEvents = (correlationId: string, lines: readonly LogLine[]) => {
  const told = lines
    .filter(({ message }) => message === publishedMessage)
    .flatMap((line) => (publishedLine.safeParse(line).data?.events ?? []).map((event) => ({ event, sentAt: line.at })))
    .filter(({ event }) => event.correlationid === correlationId);
  // One that was sent again, after an answer that was lost, is one event.
  const first = new Map(told.toReversed().map((each) => [each.event.id, each]));
  return [...first.values()].map(({ event, sentAt }) => ({
    node: eventNode(event, `on the bus after ${Math.max(0, sentAt - Date.parse(event.time))} ms`),
    causationId: event.causationid,
  }));
};

const waitingEvents = (correlationId: string, waiting: readonly OutboxItem[]) =>
  waiting.flatMap((item) => {
    const event = publishedEvent.safeParse(jsonOrNull(item.body)).data;
    if (event?.correlationid !== correlationId) return [];
    const note = item.status === 'PARKED' ? `parked: ${item.reason ?? 'no reason told'}` : 'waits for the bus';
    return [{ node: { ...eventNode(event, note), failed: item.status === 'PARKED' }, causationId: event.causationid }];
  });

const eventNode = ({ id, type, subject, time }: PublishedEvent, note: string): TraceNode => ({
  kind: 'event',
  label: type,
  at: Date.parse(time),
  durationMs: null,
  note: `${subject}, ${note}`,
  failed: false,
  id,
  children: [],
});

/** Who did something about it: consumers of events, and functions that a workflow calls. */
const works = (lines: readonly LogLine[]): { node: TraceNode; causationId: unknown }[] => {
  const groups = Map.groupBy(
    lines.filter((line) => !isAccess(line) && line.message !== publishedMessage),
    ({ from, message, eventId, causationId }) => [eventId ?? causationId, from, message].join(' '),
  );
  return [...groups.values()].map((group) => {
    const [first] = group as [LogLine];
    return { node: workNode(group as [LogLine, ...LogLine[]]), causationId: first.eventId ?? first.causationId };
  });
};

/** Lines that differ in time only, such as those of a run's slices, are one. */
const workNode = (lines: readonly [LogLine, ...LogLine[]]): TraceNode => {
  const [first] = lines;
  const durations = lines.map(durationOf).filter((duration) => duration !== null);
  const durationMs = durations.length === 0 ? null : durations.reduce((sum, duration) => sum + duration, 0);
  const isHandling = first.eventId !== undefined;
  return {
    kind: isHandling ? 'handling' : 'work',
    label: first.message === 'consumed' ? first.from : `${first.from}: ${first.message}`,
    at: first.at - (durationOf(first) ?? 0),
    durationMs,
    note: [lines.length > 1 ? `${lines.length} times` : '', reasonOf(lines.at(-1)!)].filter(Boolean).join(', '),
    failed: first.level === 'ERROR' || first.message === 'dead letter',
    id: null,
    children: [],
  };
};

const reasonOf = ({ reason, error }: LogLine): string => {
  if (typeof reason === 'string') return reason;
  const message = (error as { message?: unknown } | undefined)?.message;
  return typeof message === 'string' ? message.split('\n', 1)[0]! : '';
};
