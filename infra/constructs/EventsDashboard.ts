import { Duration, type Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IWidget, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { consumerMetrics } from '../../events/consume/consumerMetrics.ts';
import { relayMetrics } from '../../events/relay/metrics.ts';
import type { Settings } from '../settings.ts';

const period = Duration.minutes(1);
const half = 12;

/** One page on how events get from the services to the bus, and from there to whom they concern. */
export class EventsDashboard extends Construct {
  constructor(stack: Stack, id: string, { name }: Settings) {
    super(stack, id);
    new Dashboard(this, 'Dashboard', {
      dashboardName: `${name}-events`,
      defaultInterval: Duration.hours(3),
      widgets: [
        [
          ofServices('Published', relayMetrics.published, Stats.SUM),
          ofServices('Refused by the bus', relayMetrics.refused, Stats.SUM),
        ],
        [
          ofServices('From the change to the bus, 99th percentile (ms)', relayMetrics.lag, Stats.p(99)),
          ofServices('Parked: cannot be sent as they are', relayMetrics.parkedInAll, Stats.MAXIMUM),
        ],
        [
          ofServices('Consumed', consumerMetrics.consumed, Stats.SUM),
          ofServices('Attempts of consumers that failed', consumerMetrics.failed, Stats.SUM),
        ],
        [
          ofServices(
            'From the change to the end of its handling, 99th percentile (ms)',
            consumerMetrics.delay,
            Stats.p(99),
          ),
          ofServices('Set aside with their reason', consumerMetrics.deadLetters, Stats.SUM),
        ],
        [
          ofQueues('Dead letters', 'ApproximateNumberOfMessagesVisible', `${name} dead letters`),
          ofQueues('Age of the oldest message (s)', 'ApproximateAgeOfOldestMessage', name),
        ],
      ],
    });
  }
}

const ofServices = (title: string, metricName: string, statistic: string): IWidget =>
  search(title, `{Simsheet,service} MetricName="${metricName}"`, statistic);

/** By words of their names. */
const ofQueues = (title: string, metricName: string, words: string): IWidget =>
  search(title, `{AWS/SQS,QueueName} MetricName="${metricName}" ${words}`, Stats.MAXIMUM);

const search = (title: string, what: string, statistic: string): IWidget =>
  new GraphWidget({
    title,
    width: half,
    left: [
      new MathExpression({
        expression: `SEARCH('${what}', '${statistic}', ${period.toSeconds()})`,
        usingMetrics: {},
        label: '',
        period,
      }),
    ],
  });
