import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
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
  readonly #indexes: readonly string[];

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
    this.#indexes = indexes;
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

  /** What shared/table does: items by key, queries, transactions. No scan, and no other table's items. */
  grantUse(to: ServiceFunction): void {
    to.addToRolePolicy(
      new PolicyStatement({
        actions: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map(
          (action) => `dynamodb:${action}`,
        ),
        resources: [this.tableArn],
      }),
    );
    if (this.#indexes.length === 0) return;
    const indexes = this.#indexes.map((index) => `${this.tableArn}/index/${index}`);
    to.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:Query'], resources: indexes }));
  }
}
