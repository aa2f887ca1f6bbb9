import type { App } from 'aws-cdk-lib';
import { Consumer } from './constructs/Consumer.ts';
import { DomainTable } from './constructs/DomainTable.ts';
import { Eraser } from './constructs/Eraser.ts';
import { Exporter } from './constructs/Exporter.ts';
import { ServiceStack } from './constructs/ServiceStack.ts';
import { serviceApi } from './constructs/serviceApi.ts';
import { TenantDataRole } from './constructs/TenantDataRole.ts';
import type { Settings } from './settings.ts';

/** What people are told. */
export class NotificationsStack extends ServiceStack {
  constructor(app: App, settings: Settings) {
    super(app, 'notifications', settings);
    const table = new DomainTable(this, 'Table');
    new TenantDataRole(this, table, serviceApi(this, table, 'nobody can see their inbox'));
    const events = new Consumer(this, 'Events', {
      entryPoint: 'onEvent',
      environment: { TABLE: table.tableName },
      listensTo: { types: ['simulation.completed', 'simulation.failed', 'organization.export_ready'] },
      followsTenants: true,
      alarm: { impact: 'people are not told that their simulations have ended', runbook: 'dead-letters.md' },
    });
    table.grantUse(events);
    new Eraser(this, table);
    new Exporter(this, table);
  }
}
