import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { tableName } from '../names.ts';
import type { ServiceFunction } from './ServiceFunction.ts';
import type { ServiceStack } from './ServiceStack.ts';

export interface ServiceTableProps {
  /** Sparse indexes that the service's functions use. */
  indexes?: readonly string[];
  /** Whether something follows what is written. */
  stream?: boolean;
}

const itemActions = ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map(
  (action) => `dynamodb:${action}`,
);

/** The one table of a service: pk and sk, items that expire at `expiresAt`, restorable to any second of the last 35 days. */
export class ServiceTable extends Table {
  readonly #indexes: readonly string[];

  constructor(stack: ServiceStack, id: string, { indexes = [], stream = false }: ServiceTableProps = {}) {
    super(stack, id, {
      tableName: tableName(stack.settings, stack.service),
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      ...(stream && { stream: StreamViewType.NEW_IMAGE }),
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: stack.settings.local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      deletionProtection: !stack.settings.local,
    });
    this.#indexes = indexes;
    for (const index of indexes) this.addSparseIndex(index);
  }

  /** By an attribute of the same name, sorted by the items' sort key; without a right to use it for anybody. */
  protected addSparseIndex(index: string): void {
    this.addGlobalSecondaryIndex({
      indexName: index,
      partitionKey: { name: index, type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
  }

  /** What shared/table does with the items of some partitions; none of an index, which has keys of its own. */
  grantPartitions(to: IGrantable, partitions: readonly string[]): void {
    to.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: itemActions,
        resources: [this.tableArn],
        // A request without a key, which a scan is, has no values of which one could differ: hence the second condition.
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
  }

  /** What shared/table does: items by key, queries, transactions. No scan, and no other table's items. */
  grantUse(to: ServiceFunction): void {
    to.addToRolePolicy(new PolicyStatement({ actions: itemActions, resources: [this.tableArn] }));
    if (this.#indexes.length === 0) return;
    const indexes = this.#indexes.map((index) => `${this.tableArn}/index/${index}`);
    to.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:Query'], resources: indexes }));
  }
}
