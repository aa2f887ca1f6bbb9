import { Metrics } from '@aws-lambda-powertools/metrics';
import { describe, expect, it, vi } from 'vitest';
import { fileDeletedV1 } from '../file.ts';
import { measureRelay } from './metrics.ts';
import { aFile, startMs, tenant } from './relay.testkit.ts';
import type { Swept } from './sweep.ts';

/** The values that CloudWatch would take from the log. */
const logged = (swept: Partial<Swept>): Record<string, unknown>[] => {
  // It then writes where the test can look.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    const nothing = { published: [], refused: new Map(), parked: 0, broken: [] };
    measureRelay(new Metrics({ namespace: 'Simsheet', serviceName: 'files' }), { ...nothing, ...swept });
    return log.mock.calls.map(([line]) => {
      const { _aws, ...values } = JSON.parse(String(line));
      return values;
    });
  } finally {
    log.mockRestore();
    vi.unstubAllEnvs();
  }
};

const event = fileDeletedV1.create(
  { tenant, subject: aFile(0), sequence: 1, at: new Date(startMs), correlationId: 'cor_1' },
  { fileId: aFile(0) },
);

describe('the metrics of a relay', () => {
  it('tell by service what was published, refused and parked, and how late it is', () => {
    const published = [
      { event, lagMs: 120 },
      { event, lagMs: 80 },
    ];
    const refused = new Map([
      ['503', 3],
      ['ThrottlingException', 2],
    ]);

    expect(logged({ published, refused, parked: 1 })).toEqual([
      { service: 'files', EventsPublished: 2, EventsRefused: 5, EventsParked: 1, EventLag: [120, 80] },
    ]);
  });

  it('tell of what is parked and of what still waits although nothing was published', () => {
    expect(logged({ parkedInAll: 2, oldestMs: 600_000 })).toEqual([
      { service: 'files', ParkedEvents: 2, EventLag: 600_000 },
    ]);
  });

  it('are no line where there is nothing to tell', () => {
    expect(logged({ parkedInAll: 0, oldestMs: 0 })).toEqual([]);
  });
});
