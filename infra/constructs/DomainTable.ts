import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { relayMetrics } from '../../events/relay/metrics.ts';
import { pendingIndex } from '../../events/relay/outboxItem.ts';
import { ImpactAlarm } from './ImpactAlarm.ts';
import { ServiceFunction } from './ServiceFunction.ts';
import type { ServiceStack } from './ServiceStack.ts';
import { ServiceTable, type ServiceTableProps } from './ServiceTable.ts';

/** After so many calls of the stream a batch is left to the schedule: a relay that breaks must not stop the stream. */
const streamRetries = 3;

/** The table of a service that publishes events, with a relay that brings them to the bus: from its stream, and by a schedule. */
export class DomainTable extends ServiceTable {
  constructor(stack: ServiceStack, id: string, props: Pick<ServiceTableProps, 'indexes'> = {}) {
    super(stack, id, { ...props, stream: true });
    this.addSparseIndex(pendingIndex);
    const relay = new ServiceFunction(stack, 'Relay', {
      entryPoint: 'relay',
      asynchronous: true,
      environment: { TABLE: this.tableName, EVENT_BUS: stack.bus.eventBusName },
      // Below the schedule's period, so that it calls one at a time.
      timeout: Duration.seconds(50),
      alarm: {
        impact: `events of ${stack.service} reach nobody until this works again; none is lost`,
        runbook: 'relay.md',
      },
    });
    stack.bus.grantPutEventsTo(relay);
    relay.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: [this.tableArn] }),
    );
    relay.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:Query', 'dynamodb:Scan'],
        resources: [`${this.tableArn}/index/${pendingIndex}`],
      }),
    );
    relay.addEventSource(
      new DynamoEventSource(this, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { NewImage: { outbox: { S: FilterRule.exists() } } },
          }),
        ],
        retryAttempts: streamRetries,
      }),
    );
    new Rule(stack, 'RelaySchedule', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(relay, { deadLetterQueue: stack.deadLetters })],
    });
    this.alarms(stack);
  }

  private alarms(stack: ServiceStack): void {
    const measured = (metricName: string) =>
      new Metric({
        namespace: 'Simsheet',
        metricName,
        dimensionsMap: { service: stack.service },
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(1),
      });
    new ImpactAlarm(stack, 'RelayParked', {
      impact: `an event of ${stack.service} cannot be sent as it is; it and the later ones of the same thing reach nobody`,
      runbook: 'relay.md',
      metric: measured(relayMetrics.parkedInAll),
      threshold: 1,
      evaluationPeriods: 1,
    });
    new ImpactAlarm(stack, 'RelayLag', {
      impact: `events of ${stack.service} arrive over five minutes late: usage, notifications and starts of simulations wait`,
      runbook: 'relay.md',
      metric: measured(relayMetrics.lag),
      threshold: Duration.minutes(5).toMilliseconds(),
      evaluationPeriods: 2,
    });
  }
}
