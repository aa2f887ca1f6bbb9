import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { ServiceFunction } from './ServiceFunction.ts';
import type { ServiceStack } from './ServiceStack.ts';
import { ServiceTable, type ServiceTableProps } from './ServiceTable.ts';

/** The table of a service that publishes events, with a relay that brings new outbox items from its stream to the bus. */
export class DomainTable extends ServiceTable {
  constructor(stack: ServiceStack, id: string, props: Pick<ServiceTableProps, 'indexes'> = {}) {
    super(stack, id, { ...props, stream: true });
    const relay = new ServiceFunction(stack, 'Relay', {
      entryPoint: 'relay',
      environment: { TABLE: this.tableName, EVENT_BUS: stack.bus.eventBusName },
      alarm: {
        impact: `events of ${stack.service} reach nobody until this works again; none is lost`,
        runbook: 'relay.md',
      },
    });
    stack.bus.grantPutEventsTo(relay);
    relay.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:UpdateItem'], resources: [this.tableArn] }));
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
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        maxRecordAge: Duration.hours(24),
        onFailure: new SqsDlq(stack.deadLetters),
      }),
    );
  }
}
