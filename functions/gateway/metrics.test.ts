import { Metrics } from '@aws-lambda-powertools/metrics';
import { describe, expect, it, vi } from 'vitest';
import type { Attempt } from './instances/dispatch.ts';
import { measureAttempts, measureOpening } from './metrics.ts';

/** The values that CloudWatch would take from the log, by dimensions. */
const logged = (measure: (metrics: Metrics) => void): Record<string, unknown>[] => {
  // It then writes where the test can look.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    measure(new Metrics({ namespace: 'Simsheet', serviceName: 'gateway' }));
    return log.mock.calls.map(([line]) => {
      const { _aws, ...values } = JSON.parse(String(line));
      return { dimensions: _aws.CloudWatchMetrics[0].Dimensions[0], ...values };
    });
  } finally {
    log.mockRestore();
    vi.unstubAllEnvs();
  }
};

const attempt = (given: Partial<Attempt>): Attempt => ({
  instance: 'files/a',
  outcome: 'answered',
  durationMs: 12,
  panic: false,
  ...given,
});

describe('the metrics of the front door', () => {
  it('have one line for a request that went well', () => {
    expect(logged((metrics) => measureAttempts(metrics, [attempt({})]))).toEqual([
      {
        dimensions: ['service', 'instance'],
        service: 'gateway',
        instance: 'files/a',
        InstanceRequests: 1,
        InstanceErrors: 0,
        InstanceLatency: 12,
      },
    ]);
  });

  it('tell a failover, with both instances', () => {
    const lines = logged((metrics) =>
      measureAttempts(metrics, [attempt({ outcome: 'failed' }), attempt({ instance: 'files/b', panic: true })]),
    );

    expect(lines).toMatchObject([
      { instance: 'files/a', InstanceErrors: 1 },
      { instance: 'files/b', InstanceErrors: 0, PanicRequests: 1 },
      { dimensions: ['service'], Failovers: 1 },
    ]);
    expect(lines[2]).not.toHaveProperty('UnansweredRequests');
  });

  it('tell a request that nobody answered, though nobody was asked', () => {
    expect(logged((metrics) => measureAttempts(metrics, []))).toMatchObject([{ UnansweredRequests: 1 }]);
    expect(logged((metrics) => measureAttempts(metrics, [attempt({ outcome: 'refused' })]))).toMatchObject([
      { instance: 'files/a', CircuitRefusals: 1 },
      { UnansweredRequests: 1 },
    ]);
  });

  it('tell an opening by instance, and of all for the alarm', () => {
    expect(logged((metrics) => measureOpening(metrics, 'files/a', true))).toMatchObject([
      { instance: 'files/a', CircuitOpenings: 1, Ejections: 1 },
      { dimensions: ['service'], CircuitsOpened: 1 },
    ]);
  });
});
