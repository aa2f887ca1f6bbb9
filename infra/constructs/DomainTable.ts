import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { tableName } from '../names.ts';
import { ServiceFunction } from './ServiceFunction.ts';
import type { ServiceStack } from './ServiceStack.ts';

export interface DomainTableProps {
  /** Sparse indexes by an attribute of the same name, sorted by the items' sort key. */
  indexes?: readonly string[];
}

/**
 * The one table of a service: pk and sk, items that expire at `expiresAt`, restorable to any second of the last 35
 * days, and a relay that brings new outbox items from its stream to the bus.
 */
export class DomainTable extends Table {
  constructor(stack: ServiceStack, id: string, { indexes = [] }: DomainTableProps = {}) {
    super(stack, id, {
      tableName: tableName(stack.settings, stack.service),
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      stream: StreamViewType.NEW_IMAGE,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: stack.settings.local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      deletionProtection: !stack.settings.local,
    });
    for (const index of indexes) {
      this.addGlobalSecondaryIndex({
        indexName: index,
        partitionKey: { name: index, type: AttributeType.STRING },
        sortKey: { name: 'sk', type: AttributeType.STRING },
        projectionType: ProjectionType.ALL,
      });
    }

    const relay = new ServiceFunction(stack, 'Relay', {
      entryPoint: 'relay',
      environment: { TABLE: this.tableName, EVENT_BUS: stack.bus.eventBusName },
      alarm: {
        impact: `events of ${stack.service} reach nobody until this works again; none is lost`,
        runbook: 'relay.md',
      },
    });
    stack.bus.grantPutEventsTo(relay);
    this.grant(relay, 'dynamodb:UpdateItem');
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
