import { type App, Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { reportsMissing } from '../functions/users/reports/metrics.ts';
import { planSettings } from '../shared/limits/planSettings.ts';
import { nameOfCell } from '../shared/tenancy/tenancy.ts';
import { AuditLog, keepAppendOnly } from './constructs/AuditLog.ts';
import { Consumer } from './constructs/Consumer.ts';
import { DomainTable } from './constructs/DomainTable.ts';
import { dataExports, Exporter, exportsEnvironment } from './constructs/Exporter.ts';
import { grantObjects } from './constructs/grantObjects.ts';
import { ImpactAlarm } from './constructs/ImpactAlarm.ts';
import { PrivateBucket } from './constructs/PrivateBucket.ts';
import { ServiceFunction } from './constructs/ServiceFunction.ts';
import { ServiceStack } from './constructs/ServiceStack.ts';
import { serviceApi } from './constructs/serviceApi.ts';
import { busName } from './names.ts';
import type { PlatformStack } from './PlatformStack.ts';
import { addressIn, type Settings } from './settings.ts';

/** Of the services that keep something of organizations, besides this one. */
const domains = ['file', 'simulation', 'results', 'billing', 'notification'];
const erased = domains.map((domain) => `${domain}.organization_erased`);
const exported = domains.map((domain) => `${domain}.organization_exported`);
/** What services report of an organization's data: those of each cell over its bus, and this one itself. */
export const reportTypes = { erased, exported, all: [...erased, ...exported, 'user.organization_exported'] };
/** From the day on which they were written; docs/data-export.md says so. */
const exportsKeptForDays = 7;

/** People, organizations and what they may do. */
export class UsersStack extends ServiceStack {
  constructor(app: App, settings: Settings, { origin }: Pick<PlatformStack, 'origin'>) {
    super(app, 'users', settings);
    const table = new DomainTable(this, 'Table');
    const environment = {
      TABLE: table.tableName,
      ALLOW_PRIVATE_ISSUERS: String(settings.local),
      DNS_SERVERS: JSON.stringify(settings.dnsServers),
      DELETION_GRACE_SECONDS: String(settings.deletionGraceSeconds),
      AUDIT_RETENTION_DAYS: String(settings.auditRetentionDays),
      PLANS: JSON.stringify(planSettings.parse(JSON.parse(settings.plans))),
    };
    this.exportsBucket();
    const impact = 'nobody can see or change their profile, or who belongs to an organization';
    const { mailFrom } = settings;
    const apis = serviceApi(this, table, impact, {
      environment: {
        ...environment,
        ...exportsEnvironment(this),
        PAGE_ORIGIN: origin,
        ...(mailFrom !== undefined && { MAIL_FROM: mailFrom }),
      },
    });
    for (const api of apis) {
      // People, keys and invitations are nobody's tenant: its rows are not one tenant's each.
      table.grantUse(api);
      grantObjects(this, api, dataExports, ['read']);
      if (mailFrom !== undefined) this.letSend(api, addressIn(mailFrom));
    }
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
      listensTo: { types: reportTypes.all },
      alarm: {
        impact: 'exports of data stay PENDING; nobody can see who has erased a deleted organization',
        runbook: 'deletion.md',
      },
    });
    table.grantUse(events);
    this.letCellsReport(events);
    new Exporter(this, table);
    const eraser = this.deleteOrganizations(table);
    this.watchReports(table);
    // Last: it holds for all functions that there are.
    keepAppendOnly(this, table, { writer: new AuditLog(this, table), eraser });
  }

  /** E-mails as one sender, who or whose domain is a verified identity of SES. */
  private letSend(api: ServiceFunction, address: string): void {
    const identities = [address, address.replace(/^.*@/, '')];
    api.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: identities.map(
          (identity) => `arn:${this.partition}:ses:${this.region}:${this.account}:identity/${identity}`,
        ),
        conditions: { StringEquals: { 'ses:FromAddress': address } },
      }),
    );
  }

  /** What the services of dedicated cells report comes by a rule on the bus of theirs: infra/CellStack.ts. */
  private letCellsReport({ queue }: Consumer): void {
    const rules = `arn:${this.partition}:events:${this.region}:${this.account}:rule/${busName({ name: nameOfCell(this.settings.installation, '*') })}/*`;
    queue.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        principals: [new ServicePrincipal('events.amazonaws.com')],
        resources: [queue.queueArn],
        conditions: { ArnLike: { 'aws:SourceArn': rules } },
      }),
    );
  }

  /** Exports of data: whoever may, fetches their files by signed addresses for seven days. */
  private exportsBucket(): void {
    new PrivateBucket(this, 'DataExports', dataExports, {
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1), expiration: Duration.days(exportsKeptForDays) },
      ],
    });
  }

  /** Counts what services were asked to do and have not reported within an hour. */
  private watchReports(table: DomainTable): void {
    const watch = new ServiceFunction(this, 'Watch', {
      entryPoint: 'watch',
      asynchronous: true,
      environment: { TABLE: table.tableName },
      timeout: Duration.minutes(1),
      alarm: { impact: 'nobody learns that an erasure or an export of data does not end', runbook: 'deletion.md' },
    });
    table.grantUse(watch);
    new Rule(this, 'WatchSchedule', {
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: [new LambdaFunction(watch, { deadLetterQueue: this.deadLetters })],
    });
    new ImpactAlarm(this, 'ReportsMissing', {
      impact: 'data of a deleted organization may still be there, or somebody waits for an export of data',
      runbook: 'deletion.md',
      metric: new Metric({
        namespace: 'Simsheet',
        metricName: reportsMissing,
        dimensionsMap: { service: this.service },
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(15),
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  /** Lets those go whose time to be restored is over. */
  private deleteOrganizations(table: DomainTable): ServiceFunction {
    const deletions = new ServiceFunction(this, 'DeleteOrganizations', {
      entryPoint: 'deleteOrganizations',
      asynchronous: true,
      environment: { TABLE: table.tableName, ...exportsEnvironment(this) },
      timeout: Duration.minutes(15),
      alarm: { impact: 'organizations that were deleted stay longer than was said', runbook: 'deletion.md' },
    });
    table.grantUse(deletions);
    grantObjects(this, deletions, dataExports, ['erase']);
    new Rule(this, 'DeleteOrganizationsSchedule', {
      schedule: Schedule.rate(this.settings.local ? Duration.minutes(1) : Duration.hours(1)),
      targets: [new LambdaFunction(deletions, { deadLetterQueue: this.deadLetters })],
    });
    return deletions;
  }
}
