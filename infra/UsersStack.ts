import { type App, Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AuditLog, keepAppendOnly } from './constructs/AuditLog.ts';
import { Consumer } from './constructs/Consumer.ts';
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
    const environment = {
      TABLE: table.tableName,
      ALLOW_PRIVATE_ISSUERS: String(settings.local),
      DELETION_GRACE_SECONDS: String(settings.deletionGraceSeconds),
      AUDIT_RETENTION_DAYS: String(settings.auditRetentionDays),
    };
    const impact = 'nobody can see or change their profile, or who belongs to an organization';
    // People, keys and invitations are nobody's tenant: its rows are not one tenant's each.
    for (const api of serviceApi(this, table, impact, { environment })) table.grantUse(api);
    const firstSight = new ServiceFunction(this, 'FirstSight', {
      entryPoint: 'onFirstSight',
      environment,
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
    const events = new Consumer(this, 'Events', {
      entryPoint: 'onEvent',
      environment: { TABLE: table.tableName },
      listensTo: {
        types: ['file', 'simulation', 'results', 'billing', 'notification'].map(
          (domain) => `${domain}.organization_erased`,
        ),
      },
      alarm: { impact: 'nobody can see who has erased a deleted organization', runbook: 'deletion.md' },
    });
    table.grantUse(events);
    const eraser = this.deleteOrganizations(table);
    keepAppendOnly(this, table, { writer: new AuditLog(this, table), eraser });
  }

  /** Lets those go whose time to be restored is over. */
  private deleteOrganizations(table: DomainTable): ServiceFunction {
    const deletions = new ServiceFunction(this, 'DeleteOrganizations', {
      entryPoint: 'deleteOrganizations',
      asynchronous: true,
      environment: { TABLE: table.tableName },
      timeout: Duration.minutes(15),
      alarm: { impact: 'organizations that were deleted stay longer than was said', runbook: 'deletion.md' },
    });
    table.grantUse(deletions);
    new Rule(this, 'DeleteOrganizationsSchedule', {
      schedule: Schedule.rate(this.settings.local ? Duration.minutes(1) : Duration.hours(1)),
      targets: [new LambdaFunction(deletions, { deadLetterQueue: this.deadLetters })],
    });
    return deletions;
  }
}
