import type { App } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { DomainTable } from './constructs/DomainTable.ts';
import { ServiceFunction } from './constructs/ServiceFunction.ts';
import { ServiceStack } from './constructs/ServiceStack.ts';
import { serviceApi } from './constructs/serviceApi.ts';
import type { Settings } from './settings.ts';

/** People, organizations and what they may do. */
export class UsersStack extends ServiceStack {
  constructor(app: App, settings: Settings) {
    super(app, 'users', settings);
    const table = new DomainTable(this, 'Table');
    serviceApi(this, table, 'nobody can see or change their profile, or who belongs to an organization');
    const firstSight = new ServiceFunction(this, 'FirstSight', {
      entryPoint: 'onFirstSight',
      environment: { TABLE: table.tableName },
      alarm: { impact: 'nobody new can sign in', runbook: 'service-errors.md' },
    });
    table.grantUse(firstSight);
    const keyUsed = new ServiceFunction(this, 'KeyUsed', {
      entryPoint: 'onKeyUsed',
      asynchronous: true,
      environment: { TABLE: table.tableName },
      alarm: { impact: 'nobody sees when API keys were last used; they work', runbook: 'service-errors.md' },
    });
    keyUsed.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:UpdateItem'],
        resources: [table.tableArn],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['TENANT#*#KEY'] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
  }
}
