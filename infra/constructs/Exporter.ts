import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { erasingMs } from '../../events/consume/erase.ts';
import { bucketName } from '../names.ts';
import { Consumer } from './Consumer.ts';
import type { DomainTable } from './DomainTable.ts';
import { grantObjects } from './grantObjects.ts';
import type { ServiceFunctionProps } from './ServiceFunction.ts';
import type { ServiceStack } from './ServiceStack.ts';

/** The bucket in which all services write their parts of exports: infra/UsersStack.ts. */
export const dataExports = 'data-exports';

/** Where a function finds it. */
export const exportsEnvironment = (stack: ServiceStack): Record<string, string> => ({
  DATA_EXPORTS_BUCKET: bucketName(stack, stack.settings, dataExports),
});

export interface ExporterProps {
  environment?: ServiceFunctionProps['environment'];
  /** The purposes of the buckets whose objects are part of an export. */
  buckets?: readonly string[];
}

/**
 * Writes a service's part of an export of data. A consumer of its own, as it may take as long as a function can; and it may
 * read what the service has, and write nothing but its own folder of exports and how far it has come.
 */
export class Exporter extends Consumer {
  constructor(stack: ServiceStack, table: DomainTable, { environment, buckets = [] }: ExporterProps = {}) {
    super(stack, 'Exporter', {
      entryPoint: 'onExport',
      environment: { TABLE: table.tableName, ...environment, ...exportsEnvironment(stack) },
      // What is left when this is nearly over comes again with the message.
      timeout: Duration.millis(erasingMs).plus(Duration.minutes(2)),
      // Five objects at a time go through it.
      memorySize: 1024,
      batchSize: 1,
      listensTo: { types: ['organization.export_requested'] },
      followsTenants: true,
      alarm: { impact: `exports of data stay without what ${stack.service} has`, runbook: 'data-export.md' },
    });
    this.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:GetItem', 'dynamodb:Query'], resources: [table.tableArn] }),
    );
    this.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'],
        resources: [table.tableArn],
        conditions: {
          // How far it has come, whether the organization is erased, and the event that tells of the end.
          'ForAllValues:StringLike': {
            'dynamodb:LeadingKeys': ['TENANT#*#DATA_EXPORT', 'TENANT#*#ERASED', 'TENANT#*#exp_*'],
          },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
    this.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem'],
        resources: [table.tableArn],
        conditions: {
          // Whether the organization is being moved; a fence whose time is over goes with the write.
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['TENANT#*#FENCE'] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
    for (const purpose of buckets) grantObjects(stack, this, purpose, ['read']);
    grantObjects(stack, this, dataExports, ['write', 'remove', 'list'], `*/${stack.service}/*`);
  }
}
