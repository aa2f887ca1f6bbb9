/** What dashboards and alarms see of the relays, by service: see infra/constructs/DomainTable.ts. */
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { Relayed } from './relay.ts';
import type { Swept } from './sweep.ts';

export const relayMetrics = {
  published: 'EventsPublished',
  refused: 'EventsRefused',
  parked: 'EventsParked',
  /** How many are parked now. */
  parkedInAll: 'ParkedEvents',
  /** From an event's own time to the bus, or to now for one that still waits. */
  lag: 'EventLag',
} as const;

/** Lines of the log, which CloudWatch turns into metrics; none when there is nothing to tell. */
export const measureRelay = (metrics: Metrics, { published, refused, parked, ...rest }: Relayed | Swept): void => {
  const count = (name: string, value: number) => {
    if (value > 0) metrics.addMetric(name, 'Count', value);
  };
  count(relayMetrics.published, published.length);
  count(
    relayMetrics.refused,
    [...refused.values()].reduce((sum, times) => sum + times, 0),
  );
  count(relayMetrics.parked, parked);
  const lags = published.map(({ lagMs }) => lagMs);
  if ('parkedInAll' in rest) {
    count(relayMetrics.parkedInAll, rest.parkedInAll);
    if (rest.oldestMs > 0) lags.push(rest.oldestMs);
  }
  for (const lag of lags) metrics.addMetric(relayMetrics.lag, 'Milliseconds', lag);
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
};
