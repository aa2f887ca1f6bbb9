import { type App, Duration } from 'aws-cdk-lib';
import { Consumer } from './constructs/Consumer.ts';
import { DomainTable } from './constructs/DomainTable.ts';
import { Eraser } from './constructs/Eraser.ts';
import { Exporter } from './constructs/Exporter.ts';
import { grantObjects } from './constructs/grantObjects.ts';
import { PrivateBucket } from './constructs/PrivateBucket.ts';
import { ServiceFunction } from './constructs/ServiceFunction.ts';
import { ServiceStack } from './constructs/ServiceStack.ts';
import { serviceApi } from './constructs/serviceApi.ts';
import { TenantDataRole } from './constructs/TenantDataRole.ts';
import { bucketName } from './names.ts';
import type { Settings } from './settings.ts';

/** What simulations found, and exports of it. */
export class ResultsStack extends ServiceStack {
  constructor(app: App, settings: Settings) {
    super(app, 'results', settings);
    const table = new DomainTable(this, 'Table');
    const bucket = new PrivateBucket(this, 'Bucket', 'results');
    const environment = {
      TABLE: table.tableName,
      RESULTS_BUCKET: bucket.bucketName,
      RUNS_BUCKET: bucketName(this, settings, 'runs'),
    };

    const data = new TenantDataRole(this, table, serviceApi(this, table, 'nobody can see results', { environment }));
    data.grantObjects('results', ['read']);

    const take = new ServiceFunction(this, 'Take', {
      entryPoint: 'take',
      environment,
      memorySize: 1024,
      timeout: Duration.minutes(1),
      alarm: { impact: 'simulations fail at their last step', runbook: 'simulations.md' },
    });
    const events = new Consumer(this, 'Events', {
      entryPoint: 'onEvent',
      environment,
      memorySize: 1769,
      // An export of ten million rows takes minutes.
      timeout: Duration.minutes(15),
      batchSize: 1,
      listensTo: { types: ['results.export_requested', 'simulation.deleted', 'simulation.visibility_changed'] },
      followsTenants: true,
      alarm: {
        impact: 'exports stay PENDING, results of deleted or hidden simulations stay',
        runbook: 'dead-letters.md',
      },
    });
    for (const writer of [take, events]) {
      table.grantUse(writer);
      grantObjects(this, writer, 'results', ['read', 'write', 'remove']);
      grantObjects(this, writer, 'runs', ['read']);
    }
    new Eraser(this, table, { environment, buckets: ['results'] });
    new Exporter(this, table, { environment, buckets: ['results'] });
  }
}
