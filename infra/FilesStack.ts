import { type App, Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { type CfnBucket, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Consumer } from './constructs/Consumer.ts';
import { DomainTable } from './constructs/DomainTable.ts';
import { Eraser } from './constructs/Eraser.ts';
import { Exporter } from './constructs/Exporter.ts';
import { grantObjects, grantObjectsElsewhere } from './constructs/grantObjects.ts';
import { PrivateBucket } from './constructs/PrivateBucket.ts';
import { ServiceFunction } from './constructs/ServiceFunction.ts';
import { ServiceStack } from './constructs/ServiceStack.ts';
import { serviceApi } from './constructs/serviceApi.ts';
import { TenantDataRole } from './constructs/TenantDataRole.ts';
import type { Settings } from './settings.ts';

/** What is sent to the addresses that are given out: functions/files/quarantine.ts. */
const uploads = 'files/*/upload';
/** The one object of a file that its owner has changed afterwards. */
const sharing = 'sharing';

/** Workbooks: taken into quarantine, checked, read, and kept where others may read them. */
export class FilesStack extends ServiceStack {
  constructor(app: App, settings: Settings) {
    super(app, 'files', settings);
    const table = new DomainTable(this, 'Table', { indexes: ['active'] });
    const quarantine = this.quarantineBucket();
    const clean = new PrivateBucket(this, 'Clean', 'files');
    const environment = {
      TABLE: table.tableName,
      QUARANTINE_BUCKET: quarantine.bucketName,
      FILES_BUCKET: clean.bucketName,
    };

    const apis = serviceApi(this, table, 'nobody can upload or see a workbook', { environment });
    const data = new TenantDataRole(this, table, apis);
    data.grantObjects('quarantine', ['write', 'remove', 'list']);
    data.grantObjects('files', ['read', 'remove']);
    data.grantObjects('files', ['write'], sharing);

    const reader = new Consumer(this, 'Reader', {
      entryPoint: 'onObject',
      environment,
      // A workbook of the largest size that the guard lets pass is held in memory as its model.
      memorySize: 3008,
      timeout: Duration.minutes(2),
      batchSize: 1,
      listensTo: {
        default: {
          source: ['aws.s3'],
          detailType: ['Object Created'],
          detail: { bucket: { name: [quarantine.bucketName] } },
        },
      },
      alarm: { impact: 'uploads stay PROCESSING', runbook: 'files.md' },
    });
    table.grantUse(reader);
    grantObjects(this, reader, 'quarantine', ['read', 'remove']);
    // What it wrote of a file that was deleted meanwhile it removes.
    grantObjects(this, reader, 'files', ['read', 'write', 'remove']);
    // An address that was given out before its tenant was moved goes on taking bytes, which the reader brings after it.
    grantObjectsElsewhere(this, reader, 'quarantine', ['write'], uploads);

    new Eraser(this, table, { environment, buckets: ['quarantine', 'files'] });
    new Exporter(this, table, { environment, buckets: ['files'] });

    const sweep = new ServiceFunction(this, 'Sweep', {
      entryPoint: 'sweep',
      asynchronous: true,
      environment,
      timeout: Duration.minutes(1),
      alarm: {
        impact: 'uploads that never arrived stay UPLOADING, objects of deleted files stay',
        runbook: 'files.md',
      },
    });
    table.grantUse(sweep);
    grantObjects(this, sweep, 'quarantine', ['remove']);
    // What a deletion left, and what is to be said of a file that is made private.
    grantObjects(this, sweep, 'files', ['remove', 'list']);
    grantObjects(this, sweep, 'files', ['read', 'write'], sharing);
    new Rule(this, 'SweepSchedule', {
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: [new LambdaFunction(sweep, { deadLetterQueue: this.deadLetters })],
    });
  }

  /** Takes uploads of strangers: only the reader looks into it, and whatever stays is gone after a day. */
  private quarantineBucket(): PrivateBucket {
    const bucket = new PrivateBucket(this, 'Quarantine', 'quarantine', {
      versioned: true,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          expiration: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(1),
        },
      ],
      // The web page posts large files straight to the bucket; the form's signature is what admits them.
      cors: [{ allowedMethods: [HttpMethods.POST], allowedOrigins: ['*'], allowedHeaders: ['*'], maxAge: 3600 }],
    });
    // The L2 property is a custom resource in Python, which the local clouds do not run.
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    return bucket;
  }
}
