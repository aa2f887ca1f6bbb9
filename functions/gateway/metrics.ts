/** What dashboards and alarms see of the front door: see infra/constructs/FrontDoorDashboard.ts. */
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { Attempt } from './instances/dispatch.ts';

/** By instance. */
export const instanceMetrics = {
  requests: 'InstanceRequests',
  errors: 'InstanceErrors',
  latency: 'InstanceLatency',
  refused: 'CircuitRefusals',
  panic: 'PanicRequests',
  opened: 'CircuitOpenings',
  ejected: 'Ejections',
} as const;
export const instanceDimension = 'instance';

/** Of the front door as a whole. */
export const doorMetrics = {
  failovers: 'Failovers',
  unanswered: 'UnansweredRequests',
  opened: 'CircuitsOpened',
  unaudited: 'UnauditedRequests',
} as const;

/** Lines of the log, which CloudWatch turns into metrics: one per attempt, one more where not all went well. */
export const measureAttempts = (metrics: Metrics, attempts: readonly Attempt[]): void => {
  for (const { instance, outcome, durationMs, panic } of attempts) {
    metrics.addDimension(instanceDimension, instance);
    if (outcome === 'refused') metrics.addMetric(instanceMetrics.refused, 'Count', 1);
    else {
      metrics.addMetric(instanceMetrics.requests, 'Count', 1);
      metrics.addMetric(instanceMetrics.errors, 'Count', outcome === 'failed' ? 1 : 0);
      metrics.addMetric(instanceMetrics.latency, 'Milliseconds', durationMs);
      if (panic) metrics.addMetric(instanceMetrics.panic, 'Count', 1);
    }
    metrics.publishStoredMetrics();
  }
  const isFailover = attempts.filter(({ outcome }) => outcome !== 'refused').length > 1;
  const isUnanswered = attempts.every(({ outcome }) => outcome !== 'answered');
  if (!isFailover && !isUnanswered) return;
  if (isFailover) metrics.addMetric(doorMetrics.failovers, 'Count', 1);
  if (isUnanswered) metrics.addMetric(doorMetrics.unanswered, 'Count', 1);
  metrics.publishStoredMetrics();
};

export const measureOpening = (metrics: Metrics, instance: string, isEjected: boolean): void => {
  metrics.addDimension(instanceDimension, instance);
  metrics.addMetric(instanceMetrics.opened, 'Count', 1);
  if (isEjected) metrics.addMetric(instanceMetrics.ejected, 'Count', 1);
  metrics.publishStoredMetrics();
  metrics.addMetric(doorMetrics.opened, 'Count', 1);
  metrics.publishStoredMetrics();
};
