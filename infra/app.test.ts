// biome-ignore-all lint/suspicious/noExplicitAny: a template is JSON of many shapes
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, it } from 'vitest';
import { subscriptions } from '../catalogue/domains.ts';
import cdkJson from '../cdk.json' with { type: 'json' };
import { simsheet } from './simsheet.ts';

type Resource = { Type: string; Properties: Record<string, never>; DeletionPolicy?: string };

let templates: Map<string, Record<string, Resource>>;
const resources = (
  type: string,
): { stack: string; id: string; properties: Record<string, any>; resource: Resource }[] =>
  [...templates].flatMap(([stack, all]) =>
    Object.entries(all)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => ({ stack, id, properties: resource.Properties ?? {}, resource })),
  );

beforeAll(() => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  simsheet(app);
  const stacks = app.node.findAll().filter((node) => Stack.isStack(node));
  templates = new Map(stacks.map((stack) => [stack.stackName, Template.fromStack(stack).toJSON().Resources]));
}, 300_000);

const house = /^(simsheet)-(users|files|simulations|results|billing|notifications|gateway)-/;
const ourFunctions = () =>
  resources('AWS::Lambda::Function').filter(({ properties }) => house.test(properties.FunctionName ?? ''));

describe('the app as it goes to AWS', () => {
  it('has a stack per service and one of the platform', () => {
    expect(new Set(templates.keys())).toEqual(
      new Set(
        ['billing', 'files', 'gateway', 'notifications', 'platform', 'results', 'simulations', 'users'].map(
          (name) => `Simsheet-${name}`,
        ),
      ),
    );
  });

  it('gives the page at its own addresses, and the refusals of the API as they are', () => {
    const [distribution] = resources('AWS::CloudFront::Distribution');
    const [addresses] = resources('AWS::CloudFront::Function');
    const toPage = new Function(
      'uri',
      `${addresses!.properties.FunctionCode}; return handler({ request: { uri } }).uri;`,
    );

    expect(distribution!.properties.DistributionConfig).not.toHaveProperty('CustomErrorResponses');
    expect(['/', '/simulations/sim_1', '/callback'].map((uri) => toPage(uri))).toEqual(Array(3).fill('/index.html'));
    expect(toPage('/assets/page-1a2b.js')).toBe('/assets/page-1a2b.js');
  });

  it('runs every function on Node 24 and arm64, with traces and logs that expire', () => {
    const wrong = ourFunctions()
      .filter(
        ({ properties }) =>
          properties.Runtime !== 'nodejs24.x' ||
          properties.Architectures?.[0] !== 'arm64' ||
          properties.TracingConfig?.Mode !== 'Active' ||
          properties.LoggingConfig === undefined,
      )
      .map(({ id }) => id);

    expect(ourFunctions().length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
    expect(resources('AWS::Logs::LogGroup').filter(({ properties }) => !properties.RetentionInDays)).toEqual([]);
  });

  it('gives every queue that is consumed a dead-letter queue, and every dead-letter queue an alarm', () => {
    const queues = resources('AWS::SQS::Queue');
    const consumed = resources('AWS::Lambda::EventSourceMapping')
      .map(({ stack, properties }) => `${stack}/${properties.EventSourceArn?.['Fn::GetAtt']?.[0]}`)
      .filter((name) => queues.some(({ stack, id }) => name === `${stack}/${id}`));
    const withDeadLetters = queues
      .filter(({ properties }) => properties.RedrivePolicy)
      .map(({ stack, id }) => `${stack}/${id}`);
    const deadLetterQueues = queues
      .filter(({ properties }) => !properties.RedrivePolicy)
      .map(({ stack, id }) => `${stack}/${id}`);
    const watched = resources('AWS::CloudWatch::Alarm').flatMap(({ stack, properties }) =>
      (properties.Dimensions ?? []).map((dimension: any) => `${stack}/${dimension.Value?.['Fn::GetAtt']?.[0]}`),
    );

    expect(consumed.filter((queue) => !withDeadLetters.includes(queue))).toEqual([]);
    expect(deadLetterQueues.filter((queue) => !watched.includes(queue))).toEqual([]);
  });

  it('brings each service the events that it handles, and no others', () => {
    const ruled = resources('AWS::Events::Rule').flatMap(({ stack, properties }) =>
      properties.EventBusName === undefined
        ? []
        : properties.EventPattern['detail-type'].map((type: string) => `${stack}: ${type}`),
    );
    const handled = Object.entries(subscriptions).flatMap(([service, rows]) =>
      rows.map(({ type }) => `Simsheet-${service}: ${type}`),
    );

    expect(new Set(ruled)).toEqual(new Set(handled));
  });

  it('waits longer for a message to come back than its function may take', () => {
    const timeoutOf = (stack: string, id: string) =>
      ourFunctions().find((made) => made.stack === stack && made.id === id)?.properties.Timeout;
    const visibility = (stack: string, id: string) =>
      resources('AWS::SQS::Queue').find((queue) => queue.stack === stack && queue.id === id)?.properties
        .VisibilityTimeout;
    const wrong = resources('AWS::Lambda::EventSourceMapping').flatMap(({ stack, id, properties }) => {
      const visible = visibility(stack, properties.EventSourceArn?.['Fn::GetAtt']?.[0]);
      return visible !== undefined && visible < 6 * timeoutOf(stack, properties.FunctionName.Ref) ? [id] : [];
    });

    expect(wrong).toEqual([]);
  });

  it('keeps every table for 35 days to any second, and none goes with its stack', () => {
    const tables = resources('AWS::DynamoDB::Table');

    expect(tables).toHaveLength(7);
    for (const { properties, resource } of tables) {
      expect(properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(true);
      expect(properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
      expect(properties.KeySchema.map(({ AttributeName }: any) => AttributeName)).toEqual(['pk', 'sk']);
      expect(resource.DeletionPolicy).toBe('Retain');
    }
  });

  it('keeps every bucket private and encrypted', () => {
    const wrong = resources('AWS::S3::Bucket').filter(
      ({ properties }) =>
        !properties.PublicAccessBlockConfiguration?.BlockPublicAcls ||
        !properties.PublicAccessBlockConfiguration?.RestrictPublicBuckets ||
        !properties.BucketEncryption,
    );

    expect(wrong).toEqual([]);
  });

  it('gives no role of ours all actions, or one action on everything but what takes nothing else', () => {
    // Actions for which no resource can be named; and ListStreams, which the CDK's event source grants on everything: it tells names only.
    const takesOnlyEverything = /^((xray|logs|cloudwatch):|dynamodb:ListStreams$)/;
    const cdksOwn = /^CustomCDK/;
    const ours = resources('AWS::IAM::Policy').filter(({ id }) => !cdksOwn.test(id));
    const statements = ours.flatMap(({ stack, id, properties }) =>
      properties.PolicyDocument.Statement.map((statement: any) => ({ where: `${stack}/${id}`, ...statement })),
    );
    const wrong = statements.filter(
      ({ Action, Resource }) =>
        [Action].flat().some((action: string) => action === '*' || action.endsWith(':*')) ||
        ([Resource].flat().includes('*') &&
          ![Action].flat().every((action: string) => takesOnlyEverything.test(action))),
    );

    expect(wrong.map(({ where, Action }) => [where, Action])).toEqual([]);
  });

  it('lets nobody but the gateway invoke the services', () => {
    const invokers = resources('AWS::IAM::Policy').filter(({ properties }) => {
      const policy = JSON.stringify(properties);
      return /-api(-[a-z0-9]+)?(:live)?"/.test(policy) && policy.includes('lambda:InvokeFunction');
    });

    expect(new Set(invokers.map(({ stack }) => stack))).toEqual(new Set(['Simsheet-gateway']));
    // What answers requests, and what checks health.
    expect(invokers).toHaveLength(2);
  });

  it('lets the gateway read who may do what of the users table, and write or read nothing else there', () => {
    const statements = resources('AWS::IAM::Policy')
      .filter(({ stack }) => stack === 'Simsheet-gateway')
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Resource }: any) => JSON.stringify(Resource).includes('table/simsheet-users'));

    expect(statements.map(({ Action }: any) => Action)).toEqual([['dynamodb:GetItem', 'dynamodb:Query']]);
    expect(statements[0].Condition).toEqual({
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': [
          'PERSON#*',
          'TENANT#*#ROLE',
          'TENANT#*#TENANCY',
          'KEY#*',
          'ISSUER#*',
          'DOMAIN#*',
          'TENANT#*#SIGN_ON',
        ],
      },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
  });

  it('lets one function add to the audit log, another remove what is of a deleted organization, and none change it', () => {
    const keys = ['TENANT#*#AUDIT', 'TENANT#*#AUDIT#*', 'PLATFORM#AUDIT', 'PLATFORM#AUDIT#*'];
    const writes = ['PutItem', 'UpdateItem', 'DeleteItem'];
    const ofTable = ({ Resource }: any) =>
      [Resource].flat().some((each: any) => /^Table/.test(each['Fn::GetAtt']?.[0] ?? ''));
    const rightsOf = (statements: any[], effect: string, isAbout: (leading: any) => boolean) =>
      new Set(
        statements
          .filter(({ Effect, Condition }) => Effect === effect && isAbout(Condition))
          .flatMap(({ Action }) => [Action].flat().map((action: string) => action.replace('dynamodb:', ''))),
      );
    const mayStill = Object.fromEntries(
      resources('AWS::IAM::Policy')
        .filter(({ stack }) => stack === 'Simsheet-users')
        .map(({ id, properties }): [string, string[]] => {
          const statements = properties.PolicyDocument.Statement.filter(ofTable);
          const allowed = rightsOf(statements, 'Allow', (condition) => {
            const leading = condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
            return leading === undefined || keys.some((key) => leading.includes(key));
          });
          const denied = rightsOf(statements, 'Deny', (condition) => {
            const leading = condition?.['ForAnyValue:StringLike']?.['dynamodb:LeadingKeys'] ?? [];
            return keys.every((key) => leading.includes(key));
          });
          return [id.replace(/ServiceRole.*/, ''), writes.filter((each) => allowed.has(each) && !denied.has(each))];
        }),
    );

    const others = ['Api', 'FirstSight', 'KeyUsed', 'Events', 'Exporter', 'Relay', 'Watch'];
    expect(mayStill).toEqual({
      ...Object.fromEntries(others.map((role) => [role, []])),
      Audit: ['PutItem'],
      DeleteOrganizations: ['DeleteItem'],
    });
  });

  it('lets each service write its own folder of exports, of what it has itself and can change nothing of', () => {
    const rights = resources('AWS::IAM::Policy')
      .filter(({ id }) => /^Exporter/.test(id))
      .map(({ stack, properties }) => {
        const statements: any[] = properties.PolicyDocument.Statement.filter(({ Effect }: any) => Effect === 'Allow');
        const reachedBy = (action: string) =>
          statements
            .filter(({ Action }) => [Action].flat().includes(action))
            .map(({ Resource }) => JSON.stringify(Resource));
        const bucketsOf = (action: string) => reachedBy(action).map((text) => /simsheet-([a-z-]+?)-"/.exec(text)?.[1]);
        const writes = statements.filter(({ Action }) => [Action].flat().includes('dynamodb:PutItem'));
        return {
          service: stack.replace('Simsheet-', ''),
          written: reachedBy('s3:PutObject').map((text) => /tenants[^"]*/.exec(text)?.[0]),
          into: bucketsOf('s3:PutObject'),
          removed: bucketsOf('s3:DeleteObject'),
          read: bucketsOf('s3:GetObject'),
          rows: writes.map(({ Condition }) => Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys']),
          deletes: statements
            .filter(({ Action }) => [Action].flat().includes('dynamodb:DeleteItem'))
            .map(({ Condition }) => Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys']),
        };
      });

    const read: Record<string, string[]> = { files: ['files'], results: ['results'] };
    const expected = ['billing', 'files', 'notifications', 'results', 'simulations', 'users'].map((service) => ({
      service,
      written: [`tenants/*/*/${service}/*`],
      into: ['data-exports'],
      removed: ['data-exports'],
      read: read[service] ?? [],
      rows: [['TENANT#*#DATA_EXPORT', 'TENANT#*#ERASED', 'TENANT#*#exp_*']],
      // One whose time is over.
      deletes: [['TENANT#*#FENCE']],
    }));
    expect(rights.toSorted((a, b) => (a.service < b.service ? -1 : 1))).toMatchObject(expected);
  });

  it('tells the users service where the page is, for links in e-mails', () => {
    const users = ourFunctions().find(({ properties }) => properties.FunctionName === 'simsheet-users-api');

    expect(users?.properties.Environment.Variables.PAGE_ORIGIN).toEqual({
      'Fn::Join': [
        '',
        ['https://', { 'Fn::ImportValue': expect.stringMatching(/^Simsheet-platform:.*Distribution.*DomainName/) }],
      ],
    });
  });

  it('keeps exports for seven days', () => {
    const [bucket] = resources('AWS::S3::Bucket').filter(({ id }) => id.startsWith('DataExports'));

    expect(bucket?.properties.LifecycleConfiguration.Rules).toEqual([
      expect.objectContaining({ ExpirationInDays: 7, Status: 'Enabled' }),
    ]);
  });

  it('registers every service with the gateway, by an alias', () => {
    const registered = resources('Custom::ServiceInstance').map(
      ({ properties }) => `${properties.service}/${properties.instanceId} in ${properties.cell}`,
    );

    expect(new Set(registered)).toEqual(
      new Set([
        'users/a in any',
        ...['billing', 'files', 'notifications', 'results', 'simulations'].map((name) => `${name}/a in pooled`),
      ]),
    );
    expect(resources('AWS::Lambda::Alias').map(({ properties }) => properties.Name)).toEqual(
      registered.map(() => 'live'),
    );
  });

  it('pairs every alarm with a runbook and every runbook with an alarm', () => {
    const named = resources('AWS::CloudWatch::Alarm').map(
      ({ properties }) => /^Impact: .+\nRunbook: docs\/runbooks\/(.+)$/.exec(properties.AlarmDescription)?.[1],
    );

    expect(new Set(named)).toEqual(new Set(readdirSync(join(import.meta.dirname, '../docs/runbooks'))));
  });

  it('names what must never be replaced', () => {
    expect(new Set(resources('AWS::DynamoDB::Table').map(({ properties }) => properties.TableName))).toEqual(
      new Set(
        ['billing', 'files', 'gateway', 'notifications', 'results', 'simulations', 'users'].map(
          (name) => `simsheet-${name}`,
        ),
      ),
    );
  });
});

describe('the checks of AWS Solutions', { timeout: 300_000 }, () => {
  /** What is there only where a setting wants it. */
  const everything = { mailFrom: 'Simsheet <no-reply@example.com>' };
  /** Throws what the checks find that is not acknowledged. */
  const check = (build: (app: App) => unknown): void => {
    const outdir = mkdtempSync(join(tmpdir(), 'simsheet-nag-'));
    try {
      const app = new App({ context: { ...cdkJson.context, ...everything }, outdir });
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
      build(app);
      app.synth();
    } finally {
      rmSync(outdir, { recursive: true });
    }
  };

  it('refuse a careless stack', () => {
    expect(() => check((app) => new Bucket(new Stack(app, 'Careless'), 'Open'))).toThrow(/AwsSolutions-S10/);
  });

  it('find nothing in the app as it goes to AWS', () => {
    expect(() => check(simsheet)).not.toThrow();
  });
});
