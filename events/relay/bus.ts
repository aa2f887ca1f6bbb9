import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';

/** An event as the bus takes it. */
export interface BusEntry {
  source: string;
  type: string;
  time: Date;
  detail: string;
}

/**
 * Whose fault a refusal is decides what becomes of the event: that of an `entry` stays as it is, that of the `bus`
 * passes, however long it takes.
 */
export type Outcome = { accepted: true } | { accepted: false; fault: 'entry' | 'bus'; reason: string };

export interface Bus {
  /** At most `maxEntries` entries of `maxBytes` together; an outcome for each. Rejects when the bus took none for its own reasons. */
  put(entries: readonly BusEntry[]): Promise<Outcome[]>;
}

/** The limits of one PutEvents: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export const maxEntries = 10;
/** "The total entry size must be less than 256KB." */
export const maxBytes = 256 * 1024 - 1;

const timeBytes = 14;

/** As the bus counts: https://docs.aws.amazon.com/eventbridge/latest/userguide/calculate-putevents-entry-size.html */
export const entryBytes = ({ source, type, detail }: BusEntry): number =>
  timeBytes + Buffer.byteLength(source) + Buffer.byteLength(type) + Buffer.byteLength(detail);

/**
 * Of the codes that the API's reference calls not retryable, those that are about the entry; the rest, such as
 * AccessDeniedException, is about the deployment, and goes away with it. A code that is not known is the bus's.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */
const faultsOfEntries = new Set([
  'InvalidArgument',
  'MalformedDetail',
  'NotAuthorizedForDetailTypeException',
  'NotAuthorizedForSourceException',
  'RedactionFailure',
]);

/** What a whole call is refused with because of what is in it. */
const faultsOfCalls = new Set(['ValidationException', 'RequestEntityTooLargeException', 'SerializationException']);

const callTimeoutMs = 3000;

/** A bus of EventBridge. Its client must make one attempt only: trying again is the relay's business. */
export const eventBridgeBus = (client: EventBridgeClient, name: string): Bus => {
  const put = async (entries: readonly BusEntry[]): Promise<Outcome[]> => {
    try {
      const { Entries: results = [] } = await client.send(
        new PutEventsCommand({ Entries: entries.map((entry) => toRequestEntry(name, entry)) }),
        { abortSignal: AbortSignal.timeout(callTimeoutMs) },
      );
      return entries.map((_, index) => toOutcome(results[index]));
    } catch (error) {
      const { name: code, message } = error as Error;
      if (!faultsOfCalls.has(code)) throw error;
      if (entries.length === 1) return [{ accepted: false, fault: 'entry', reason: `${code}: ${message}` }];
      // One of them spoils the call for the others.
      return (await Promise.all(entries.map((entry) => put([entry])))).flat();
    }
  };
  return { put };
};

const toRequestEntry = (EventBusName: string, { source, type, time, detail }: BusEntry): PutEventsRequestEntry => ({
  EventBusName,
  Source: source,
  DetailType: type,
  Time: time,
  Detail: detail,
});

const toOutcome = (result: { EventId?: string; ErrorCode?: string; ErrorMessage?: string } | undefined): Outcome => {
  if (result?.ErrorCode === undefined && result?.EventId !== undefined) return { accepted: true };
  const { ErrorCode: code = 'NoAnswer', ErrorMessage: message = '' } = result ?? {};
  return { accepted: false, fault: faultsOfEntries.has(code) ? 'entry' : 'bus', reason: `${code}: ${message}` };
};
