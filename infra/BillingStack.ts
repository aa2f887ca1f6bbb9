import type { App } from 'aws-cdk-lib';
import { Consumer } from './constructs/Consumer.ts';
import { DomainTable } from './constructs/DomainTable.ts';
import { Eraser } from './constructs/Eraser.ts';
import { Exporter } from './constructs/Exporter.ts';
import { ServiceStack } from './constructs/ServiceStack.ts';
import { serviceApi } from './constructs/serviceApi.ts';
import { TenantDataRole } from './constructs/TenantDataRole.ts';
import type { Settings } from './settings.ts';

/** What each organization has used. */
export class BillingStack extends ServiceStack {
  constructor(app: App, settings: Settings) {
    super(app, 'billing', settings);
    const table = new DomainTable(this, 'Table');
    new TenantDataRole(this, table, serviceApi(this, table, 'nobody can see their usage'));
    const events = new Consumer(this, 'Events', {
      entryPoint: 'onEvent',
      environment: { TABLE: table.tableName },
      listensTo: { types: ['simulation.completed'] },
      followsTenants: true,
      alarm: { impact: 'usage is not counted until the events are redriven', runbook: 'dead-letters.md' },
    });
    table.grantUse(events);
    new Eraser(this, table);
    new Exporter(this, table);
  }
}
