// biome-ignore-all lint/suspicious/noExplicitAny: a template is JSON of many shapes
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { subscriptions } from '../catalogue/domains.ts';
import cdkJson from '../cdk.json' with { type: 'json' };
import { addressedTypes, isOfControlPlane } from '../events/cells.ts';
import { account, type Resolved, resolvedResources } from './resolved.testkit.ts';
import { simsheet } from './simsheet.ts';

// Nothing here is about the functions' code, which takes a while to bundle.
vi.mock('./bundle.ts', () => ({ bundle: () => join(import.meta.dirname, 'doctor') }));

const region = 'eu-west-1';
const domains = ['billing', 'files', 'notifications', 'results', 'simulations'];

const stacksOf = (context: Record<string, string>): Stack[] => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [], ...context } });
  simsheet(app);
  return app.node.findAll().filter((node) => Stack.isStack(node));
};

let stacks: Stack[];
let cell: Resolved[];
let installation: Resolved[];

beforeAll(() => {
  stacks = stacksOf({ cell: 'acme' });
  cell = stacks.flatMap(resolvedResources);
  installation = stacksOf({}).flatMap(resolvedResources);
}, 300_000);

const of = (all: readonly Resolved[], type: string) => all.filter((each) => each.type === type);

/** What others find a thing by, or AWS tells things apart by. */
const namesOf = (all: readonly Resolved[]): string[] =>
  all.flatMap(({ type, properties }) =>
    Object.entries<any>(properties)
      .filter(
        ([key]) => /^(Name|.*Name)$/.test(key) && !/^(EventBusName|FunctionName|PolicyName|MetricName)$/.test(key),
      )
      .concat(type === 'AWS::Lambda::Function' ? [['FunctionName', properties.FunctionName]] : [])
      .flatMap(([, name]) => (typeof name === 'string' && !['live'].includes(name) ? [`${type} ${name}`] : [])),
  );

describe('a dedicated cell', () => {
  it('is the stacks of the domains and one of its own, which nobody destroys by mistake', () => {
    expect(new Set(stacks.map(({ stackName }) => stackName))).toEqual(
      new Set(['cell', ...domains].map((part) => `simsheet--acme-${part}`)),
    );
    expect(stacks.map(({ terminationProtection }) => terminationProtection)).toEqual(stacks.map(() => true));
  });

  it('has nothing of the control plane', () => {
    const types = new Set(cell.map(({ type }) => type));

    expect([...types].filter((type) => /ApiGateway|Cognito|CloudFront|WAF|KMS/.test(type))).toEqual([]);
    expect(
      of(cell, 'AWS::DynamoDB::Table')
        .map(({ properties }) => properties.TableName)
        .toSorted(),
    ).toEqual(domains.map((service) => `simsheet--acme-${service}`));
    expect(
      of(cell, 'AWS::S3::Bucket')
        .map(({ properties }) => properties.BucketName)
        .toSorted(),
    ).toEqual(
      ['files', 'quarantine', 'results', 'runs'].map((purpose) => `simsheet--acme-${purpose}-${account}-${region}`),
    );
  });

  it('shares no name with the installation or another cell', () => {
    const own = namesOf(cell);
    const others = new Set([
      ...namesOf(installation),
      ...namesOf(stacksOf({ cell: 'beta' }).flatMap(resolvedResources)),
    ]);

    expect(own.length).toBeGreaterThan(80);
    expect(own.filter((name) => others.has(name))).toEqual([]);
  });

  it('registers with the gateway of the installation, each instance under the name of the cell', () => {
    const registered = of(cell, 'Custom::ServiceInstance').map(({ properties }) => properties);

    expect(
      new Set(registered.map(({ service, instanceId, cell: where }) => `${service}/${instanceId} in ${where}`)),
    ).toEqual(new Set(domains.map((service) => `${service}/acme-a in acme`)));
    expect(new Set(registered.map(({ ServiceToken }) => ServiceToken))).toEqual(
      new Set([`arn:aws:lambda:${region}:${account}:function:simsheet-gateway-onRegistration`]),
    );
  });

  it('is one that the gateway may invoke, and its functions’ other roles may not', () => {
    const invoked = of(installation, 'AWS::IAM::Policy')
      .filter(({ stack }) => stack === 'gateway')
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Action }: any) => [Action].flat().includes('lambda:InvokeFunction'))
      .flatMap(({ Resource }: any) => Resource)
      .filter((resource: string) => resource.includes('*'));
    const matches = (pattern: string, text: string) =>
      new RegExp(`^${pattern.replaceAll(/[.+?^$()[\]{}|\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(text);
    const arn = (name: string) => `arn:aws:lambda:${region}:${account}:function:${name}`;
    const mayInvoke = (name: string) => invoked.some((pattern: string) => matches(pattern, arn(name)));

    for (const service of domains)
      expect([service, mayInvoke(`simsheet--acme-${service}-api:live`)]).toEqual([service, true]);
    for (const name of [
      ...domains.flatMap((service) => [`simsheet--acme-${service}-onErase:live`, `other--acme-${service}-api:live`]),
      'simsheet--acme-simulations-slice',
      'simsheetx-files-api:live',
      'simsheet-users-onFirstSight:live',
    ])
      expect([name, mayInvoke(name)]).toEqual([name, false]);
    expect(
      of(cell, 'AWS::IAM::Policy').filter(({ properties }) => /-api(-[\w]+)?:live/.test(JSON.stringify(properties))),
    ).toEqual([]);
  });

  /** Where tenants went that were here. */
  const elsewhere = ['simsheet', 'simsheet--*'].map(
    (names) => `arn:aws:s3:::${names}-quarantine-${account}-${region}/tenants/*/files/*/upload`,
  );

  it('reads and writes its own tables and buckets alone, and the bucket of exports', () => {
    const data = of(cell, 'AWS::IAM::Policy')
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Action }: any) => [Action].flat().some((action: string) => /^(dynamodb|s3):/.test(action)))
      .flatMap(({ Resource }: any) => [Resource].flat())
      .map(String);
    // A bucket of the same stack is named by a reference.
    const named = data.filter((resource) => /table\/|s3:::/.test(resource));

    expect(named.length).toBeGreaterThan(20);
    expect(
      named.filter(
        (resource) => !/(table\/|s3:::)simsheet--acme-|s3:::simsheet-data-exports-|s3:::Runs/.test(resource),
      ),
    ).toEqual(elsewhere);
  });

  it('brings what arrives late after tenants that it had: into quarantines and queues of other cells, and nothing else', () => {
    const statements = of(cell, 'AWS::IAM::Policy').flatMap(({ properties }) => properties.PolicyDocument.Statement);
    const into = (pattern: RegExp) =>
      statements.filter(({ Resource }: any) =>
        [Resource].flat().some((resource: string) => pattern.test(String(resource))),
      );

    const puts = into(/:::simsheet(--\*)?-quarantine/);
    const sends = into(/^arn:aws:sqs:.*:simsheet(--\*)?-[a-z]+-on[A-Z]/);

    expect(puts.map(({ Action }: any) => Action)).toEqual(Array(2).fill(['s3:PutObject', 's3:AbortMultipartUpload']));
    expect(new Set(sends.map(({ Action }: any) => Action))).toEqual(new Set(['sqs:SendMessage']));
    const queues = ['billing', 'notifications', 'results', 'simulations'].map((service) => `${service}-onEvent`);
    const all = [...queues, ...domains.map((service) => `${service}-onExport`)];
    expect(new Set(sends.map(({ Resource }: any) => String(Resource).split(':').at(-1)))).toEqual(
      new Set(all.flatMap((name) => [`simsheet-${name}`, `simsheet--*-${name}`])),
    );
  });

  it('writes into exports, of the control plane, the folders of its services', () => {
    const written = of(cell, 'AWS::IAM::Policy')
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Action }: any) => [Action].flat().includes('s3:PutObject'))
      .flatMap(({ Resource }: any) => [Resource].flat())
      .filter((resource: string) => resource.includes('data-exports'));

    expect(new Set(written)).toEqual(
      new Set(
        domains.map((service) => `arn:aws:s3:::simsheet-data-exports-${account}-${region}/tenants/*/*/${service}/*`),
      ),
    );
  });

  it('removes of exports, of the control plane, what its services wrote, each its own', () => {
    const removed = of(cell, 'AWS::IAM::Policy').flatMap(({ stack, properties }) =>
      properties.PolicyDocument.Statement.filter(({ Action }: any) => [Action].flat().includes('s3:DeleteObject'))
        .flatMap(({ Resource }: any) => [Resource].flat().map(String))
        .filter((resource: string) => resource.includes('data-exports'))
        .map((resource: string) => `${stack} ${resource.split(':::')[1]}`),
    );

    expect(new Set(removed)).toEqual(
      new Set(
        domains.map(
          (service) => `simsheet--acme-${service} simsheet-data-exports-${account}-${region}/tenants/*/*/${service}/*`,
        ),
      ),
    );
  });

  it.each([
    ['a name that an installation may not have', { name: 'simsheet--acme' }],
    ['the name of the pooled cell', { cell: 'pooled' }],
    ['the name that stands for all cells', { cell: 'any' }],
    ['a name with a hyphen', { cell: 'acme-west' }],
    ['names that make a bucket’s too long', { name: 'monte-carlo-simsheet', cell: 'acme' }],
  ])('is not deployed by %s', (_what, context) => {
    expect(() => stacksOf(context as Record<string, string>)).toThrow();
  });

  it('has buckets whose names fit everywhere', () => {
    const [longest] = stacksOf({ name: 'monte-carlo-sim', cell: 'seattle' })
      .flatMap(resolvedResources)
      .filter(({ type }) => type === 'AWS::S3::Bucket')
      .map(({ properties }) => properties.BucketName.replace(region, 'ap-southeast-2').length)
      .toSorted((a, b) => b - a);

    expect(longest).toBe(63);
  });
});

/** What a rule listens to, as events of ours have it. */
interface Listening {
  stack: string;
  bus: string;
  type: string;
  cells: unknown;
}

const listening = (all: readonly Resolved[]): Listening[] =>
  of(all, 'AWS::Events::Rule').flatMap(({ stack, properties }) =>
    (properties.EventBusName === undefined ? [] : properties.EventPattern['detail-type']).map((type: string) => ({
      stack: stack.replace('simsheet--acme-', ''),
      bus: busOf(properties.EventBusName),
      type,
      cells: properties.EventPattern.detail?.data?.cell ?? null,
    })),
  );
const busOf = (name: string) => (name.startsWith('simsheet') ? name : 'simsheet--acme-events');

describe('the rules of a cell', () => {
  it('bring each service what it handles: over its own bus, and from the control plane over the platform’s', () => {
    const found = listening(cell).filter(({ stack }) => stack !== 'cell');
    const handled = domains.flatMap((stack) => (subscriptions[stack] ?? []).map(({ type }) => ({ stack, type })));
    const expected = handled.flatMap(({ stack, type }): Listening[] => [
      { stack, bus: 'simsheet--acme-events', type, cells: null },
      ...(isOfControlPlane(type)
        ? [{ stack, bus: 'simsheet-events', type, cells: addressedTypes.includes(type) ? ['acme'] : null }]
        : []),
    ]);

    const inOrder = (list: readonly Listening[]) => list.map((each) => JSON.stringify(each)).toSorted();
    expect(inOrder(found)).toEqual(inOrder(expected));
    expect(found.filter(({ bus }) => bus === 'simsheet-events').length).toBeGreaterThan(domains.length);
  });

  it('bring the users service of the installation all that services report, from where its queue takes it', () => {
    const rules = of(cell, 'AWS::Events::Rule').filter(({ stack }) => stack === 'simsheet--acme-cell');
    const reported = (subscriptions.users ?? []).map(({ type }) => type).filter((type) => !isOfControlPlane(type));
    const policies = of(installation, 'AWS::SQS::QueuePolicy').filter(({ stack }) => stack === 'users');
    const sources = policies
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .map(({ Condition }: any) => Condition?.ArnLike?.['aws:SourceArn'])
      .filter((source: unknown) => source !== undefined);

    expect(rules.flatMap(({ properties }) => properties.EventPattern['detail-type']).toSorted()).toEqual(
      reported.toSorted(),
    );
    expect(rules.map(({ properties }) => properties.Targets[0].Arn)).toEqual(
      rules.map(() => `arn:aws:sqs:${region}:${account}:simsheet-users-onEvent`),
    );
    expect(sources).toContain(`arn:aws:events:${region}:${account}:rule/simsheet--*-events/*`);
  });

  it('let a cell report erasures in its own name, and in that of no other cell', () => {
    const reports = of(cell, 'AWS::Events::Rule')
      .filter(({ stack }) => stack === 'simsheet--acme-cell')
      .map(({ properties }) => properties.EventPattern)
      .filter((pattern: any) => pattern['detail-type'].some((type: string) => type.endsWith('.organization_erased')));

    expect(reports.map(({ detail }: any) => detail)).toEqual([{ data: { cell: ['acme'] } }]);
  });

  it('leave to the pooled services what is addressed to no cell, and to the users service everything', () => {
    const addressed = listening(installation).filter(({ type }) => addressedTypes.includes(type));

    expect(new Set(addressed.map(({ stack, cells }) => `${stack} ${JSON.stringify(cells)}`))).toEqual(
      new Set(['users null', ...domains.map((stack) => `${stack} [{"exists":false},"pooled"]`)]),
    );
  });
});

describe('the checks of AWS Solutions', { timeout: 300_000 }, () => {
  it('find nothing in a cell as it goes to AWS', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'simsheet-nag-'));
    try {
      const app = new App({ context: { ...cdkJson.context, cell: 'acme' }, outdir });
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
      simsheet(app);
      expect(() => app.synth()).not.toThrow();
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });
});
