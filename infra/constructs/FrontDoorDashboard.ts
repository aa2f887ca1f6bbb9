import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { doorMetrics, instanceDimension, instanceMetrics } from '../../functions/gateway/metrics.ts';
import { ImpactAlarm } from './ImpactAlarm.ts';
import type { ServiceStack } from './ServiceStack.ts';

const namespace = 'Simsheet';
const period = Duration.minutes(1);
const half = 12;

/** One page on how the services are, as requests saw them, and the alarms that wake somebody. */
export class FrontDoorDashboard extends Construct {
  constructor(stack: ServiceStack, id: string) {
    super(stack, id);
    new Dashboard(this, 'Dashboard', {
      dashboardName: `${stack.settings.name}-front-door`,
      defaultInterval: Duration.hours(3),
      widgets: [
        [
          perInstance('Requests', instanceMetrics.requests, Stats.SUM),
          perInstance('Errors', instanceMetrics.errors, Stats.SUM),
        ],
        [
          perInstance('Latency, median (ms)', instanceMetrics.latency, Stats.p(50)),
          perInstance('Latency, 99th percentile (ms)', instanceMetrics.latency, Stats.p(99)),
        ],
        [
          perInstance('Circuits that opened', instanceMetrics.opened, Stats.SUM),
          perInstance('Requests that circuits refused', instanceMetrics.refused, Stats.SUM),
        ],
        [
          perInstance('Instances that requests showed UNHEALTHY', instanceMetrics.ejected, Stats.SUM),
          new GraphWidget({
            title: 'Failovers, and requests that nobody answered',
            width: half,
            left: [doorMetrics.failovers, doorMetrics.unanswered].map(ofDoor),
          }),
        ],
      ],
    });
    new ImpactAlarm(this, 'Unanswered', {
      impact: 'requests get 502, 503 or 504: no instance of a service answered them',
      runbook: 'gateway.md',
      metric: ofDoor(doorMetrics.unanswered),
      threshold: 5,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    });
    new ImpactAlarm(this, 'Opened', {
      impact: 'an instance is left alone because it fails; without another one its service answers 503',
      runbook: 'gateway.md',
      metric: ofDoor(doorMetrics.opened),
      threshold: 1,
      evaluationPeriods: 1,
    });
    new ImpactAlarm(this, 'Unaudited', {
      impact: 'changes and refusals are missing in the audit logs of organizations; requests work',
      runbook: 'audit.md',
      metric: ofDoor(doorMetrics.unaudited),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }
}

/** Found by search, so that instances which operators register are there too. */
const perInstance = (title: string, metricName: string, statistic: string): GraphWidget =>
  new GraphWidget({
    title,
    width: half,
    left: [
      new MathExpression({
        expression: `SEARCH('{${namespace},service,${instanceDimension}} MetricName="${metricName}"', '${statistic}', ${period.toSeconds()})`,
        usingMetrics: {},
        label: '',
        period,
      }),
    ],
  });

const ofDoor = (metricName: string): Metric =>
  new Metric({ namespace, metricName, dimensionsMap: { service: 'gateway' }, statistic: Stats.SUM, period });
