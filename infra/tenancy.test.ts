import { join } from 'node:path';
import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import { App, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { TenantId } from '../shared/identity.ts';
import { tenantObjectKey } from '../shared/objects.ts';
import { partition } from '../shared/table/table.ts';
import { account, bucketArn, type Resolved, resolvedResources, roleArn, tableArn } from './resolved.testkit.ts';
import { simsheet } from './simsheet.ts';

// Which code the functions run says nothing of what they may.
vi.mock('./bundle.ts', () => ({ bundle: () => join(import.meta.dirname, 'doctor') }));

const doctor = `arn:aws:iam::${account}:role/Doctor`;

let resources: Resolved[];

beforeAll(() => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [], cloud: 'ministack', doctor } });
  simsheet(app);
  resources = app.node
    .findAll()
    .filter((node) => Stack.isStack(node))
    .flatMap(resolvedResources);
}, 300_000);

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: string | string[];
  Condition?: unknown;
}

/** What is allowed; that something is denied lets nobody reach anything. */
const actionsOf = ({ Effect, Action }: Statement): string[] => (Effect === 'Allow' ? [Action].flat() : []);

/** What the policies of a role allow and deny. */
const statementsOf = (stack: string, role: string): Statement[] =>
  resources
    .filter((each) => each.stack === stack && each.type === 'AWS::IAM::Policy')
    .filter(({ properties }) => properties.Roles.includes(role))
    .flatMap(({ properties }) => properties.PolicyDocument.Statement);

/** A role of a stack, by what it is for. */
const roleOf = (service: string, purpose: string): Resolved => {
  const found = resources.find(
    ({ stack, id, type }) => stack === service && type === 'AWS::IAM::Role' && purposeOf(id) === purpose,
  );
  if (found === undefined) throw new Error(`${service} has no role for ${purpose}`);
  return found;
};
const purposeOf = (id: string): string => id.replace(/(ServiceRole|Role)?[0-9A-F]{8}$/, '');

/** Streams tell names only, and have no items to ask for. */
const isData = (action: string): boolean =>
  /^(dynamodb|s3):/.test(action) && !/Stream|GetRecords|GetShardIterator/.test(action);

const tenantServices = ['billing', 'files', 'notifications', 'results', 'simulations'];

const relays = 'brings events of all tenants to the bus, from an index of what waits';
const erases = 'erases a deleted tenant by an event, which names it';
const exportsData = 'writes its part of an export of any tenant’s data, by an event that names the tenant';
const runs = 'computes a run, whose input names the tenant';
const everybody = 'people, keys and invitations belong to no tenant';

/** Whoever may reach rows or objects of more than one tenant, and why. A role that is not here reaches none. */
const exceptions: Record<string, string> = {
  'billing: Eraser': erases,
  'billing: Exporter': exportsData,
  'billing: Events': 'counts what any tenant used, by events that name it',
  'billing: Relay': relays,
  'files: Eraser': erases,
  'files: Exporter': exportsData,
  'files: Reader': 'reads what has arrived, of whichever tenant: the key of the object names it',
  'files: Relay': relays,
  'files: Sweep':
    'ends uploads of all tenants that never arrived, and what broke off of deletions, by an index of what has not ended',
  'gateway: Api': 'who may do what, circuits and limits: before it is known which tenant a request is for',
  'gateway: Check': 'its own registry',
  'gateway: Registration': 'its own registry',
  'gateway: Relay': relays,
  'notifications: Eraser': erases,
  'notifications: Exporter': exportsData,
  'notifications: Events': 'tells people of any tenant, by events that name it',
  'notifications: Relay': relays,
  'results: Eraser': erases,
  'results: Exporter': exportsData,
  'results: Events': 'writes exports of any tenant, by events that name it',
  'results: Relay': relays,
  'results: Take': runs,
  'simulations: Complete': runs,
  'simulations: Eraser': erases,
  'simulations: Exporter': exportsData,
  'simulations: Events': 'starts and stops runs of any tenant, by events that name it',
  'simulations: ExecutionEnd': runs,
  'simulations: Fail': runs,
  'simulations: Merge': runs,
  'simulations: Prepare': runs,
  'simulations: Reconcile':
    'ends or starts runs of all tenants whose messages were lost, by an index of what has not ended',
  'simulations: Relay': relays,
  'simulations: RunStateMachine': 'reads the lists of slices of all runs, in which no values stand',
  'simulations: Slice': runs,
  'users: Api': everybody,
  'users: Audit': 'writes down who did what in any organization, and only adds',
  'users: DeleteOrganizations': 'deletes the organizations whose time is over',
  'users: Events': 'notes of any organization who has erased or exported it',
  'users: Exporter': exportsData,
  'users: FirstSight': everybody,
  'users: KeyUsed': 'notes when a key of any organization was used, and reaches keys alone',
  'users: Relay': relays,
  'users: Watch': 'counts the reports that are missing of any organization, and ends exports that none is expected of',
};

describe('who reaches what belongs to tenants', () => {
  it('is the role for one tenant’s data, and otherwise who is listed with a reason', () => {
    const reaching = resources
      .filter(({ type }) => type === 'AWS::IAM::Role')
      .filter(({ stack, id }) => statementsOf(stack, id).some((statement) => actionsOf(statement).some(isData)))
      .map(({ stack, id }) => `${stack}: ${purposeOf(id)}`);

    expect(new Set(reaching)).toEqual(
      new Set([...tenantServices.map((service) => `${service}: TenantData`), ...Object.keys(exceptions)]),
    );
  });

  it('scans nothing but the index of events to be sent', () => {
    const scanned = resources
      .filter(({ type }) => type === 'AWS::IAM::Role')
      .flatMap(({ stack, id }) => statementsOf(stack, id))
      .filter((statement) => actionsOf(statement).some((action) => /:Scan|:PartiQL|:Batch|\*/.test(action)))
      .flatMap(({ Resource }) => Resource);

    expect(scanned.length).toBeGreaterThan(0);
    expect(scanned.filter((resource) => !resource.endsWith('/index/pending'))).toEqual([]);
  });
});

interface Asked {
  action: string;
  resource: string;
  context?: Simulation['request']['contextVariables'];
}

const allows = async (simulation: Pick<Simulation, 'request' | 'identityPolicies' | 'resourcePolicy'>) => {
  const result = await runSimulation({ serviceControlPolicies: [], resourceControlPolicies: [], ...simulation }, {});
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return result.overallResult === 'Allowed';
};

/** Whether IAM would let a session of a service's role for tenant data do this. */
const allowsSession = (service: string, tag: string | null, { action, resource, context = {} }: Asked) => {
  const { id } = roleOf(service, 'TenantData');
  const policy = { Version: '2012-10-17', Statement: statementsOf(service, id) };
  return allows({
    request: {
      principal: `arn:aws:sts::${account}:assumed-role/${id}/session`,
      action,
      resource: { resource, accountId: account },
      contextVariables: { ...(tag === null ? {} : { 'aws:PrincipalTag/tenant': tag }), ...context },
    },
    identityPolicies: [{ name: id, policy }],
  });
};

/** Whether IAM would let a function's own role do this. */
const allowsRole = (service: string, purpose: string, action: string, resource: string) => {
  const { id } = roleOf(service, purpose);
  return allows({
    request: { principal: roleArn(id), action, resource: { resource, accountId: account }, contextVariables: {} },
    identityPolicies: [{ name: id, policy: { Version: '2012-10-17', Statement: statementsOf(service, id) } }],
  });
};

const itemActions = ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'];
const otherActions = [
  'Scan',
  'PartiQLSelect',
  'PartiQLUpdate',
  'BatchGetItem',
  'DescribeTable',
  'ExportTableToPointInTime',
];

const withKeys = (action: string, resource: string, keys: string[]): Asked => ({
  action: `dynamodb:${action}`,
  resource,
  context: keys.length === 0 ? {} : { 'dynamodb:LeadingKeys': keys },
});

const ulidEnd = fc
  .array(fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), { minLength: 25, maxLength: 25 })
  .map((letters) => letters.join(''));
const tenants = fc
  .tuple(ulidEnd, ulidEnd)
  .filter(([one, other]) => one !== other)
  .map((ends) => ends.map((end): TenantId => `org_0${end}`) as [TenantId, TenantId]);
const kind = fc.constantFrom('FILE', 'IDEMPOTENCY', 'EXPORT#sim_1', 'INBOX#usr_1', '');

/** Each simulated request takes some milliseconds. */
const runsOf = { numRuns: 4 };

describe.each(tenantServices)('a session for one tenant in the %s service', { timeout: 120_000 }, (service) => {
  const table = tableArn(service);

  it('reaches that tenant’s items, and none of another’s, alone or among its own', async () => {
    await fc.assert(
      fc.asyncProperty(tenants, kind, fc.constantFrom(...itemActions), async ([own, other], kind, action) => {
        const ask = (...keys: string[]) => allowsSession(service, own, withKeys(action, table, keys));
        const [its, another] = [partition(own, kind), partition(other, kind)];

        expect(await ask(its)).toBe(true);
        expect(await ask(another)).toBe(false);
        expect(await ask(its, another)).toBe(false);
        expect(await ask()).toBe(false);
        expect(await ask('TENANT#')).toBe(false);
        expect(await ask('REGISTRY')).toBe(false);
      }),
      runsOf,
    );
  });

  it('reaches them by listed actions, in its own table and in no index', async () => {
    const own = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
    const keys = [partition(own, 'FILE')];
    const others = ['users', 'gateway', ...tenantServices].filter((each) => each !== service).map(tableArn);
    const refused = [
      ...otherActions.flatMap((action) => [withKeys(action, table, []), withKeys(action, table, keys)]),
      ...['pending', 'active'].map((index) => withKeys('Query', `${table}/index/${index}`, keys)),
      withKeys('Scan', `${table}/index/pending`, []),
      ...others.map((other) => withKeys('GetItem', other, keys)),
    ];

    for (const asked of refused) expect([asked, await allowsSession(service, own, asked)]).toEqual([asked, false]);
  });

  it('reaches nothing without its tag', async () => {
    for (const action of itemActions)
      for (const key of ['TENANT##FILE', 'TENANT#*#FILE', partition('org_a', 'FILE')])
        expect(await allowsSession(service, null, withKeys(action, table, [key]))).toBe(false);
    expect(
      await allowsSession(service, null, {
        action: 's3:GetObject',
        resource: `${bucketArn('files')}/tenants//files/x`,
      }),
    ).toBe(false);
  });
});

/** Anything of a folder, and the two objects of a file that others may read or write alone. */
const names = ['x', 'x/model', 'x/sharing'];

/** What of a tenant's own objects a session may read, write or remove; everything else is refused. */
const granted: Record<string, string[]> = {
  files: [
    ...['GetObject files', 'DeleteObject files', 'PutObject quarantine', 'DeleteObject quarantine'].flatMap((access) =>
      names.map((name) => `${access} ${name}`),
    ),
    'PutObject files x/sharing',
  ],
  simulations: ['GetObject files x/model', 'GetObject files x/sharing'],
  results: names.map((name) => `GetObject results ${name}`),
  billing: [],
  notifications: [],
};

describe.each(Object.entries(granted))(
  'objects in a session of the %s service',
  { timeout: 120_000 },
  (service, expected) => {
    it('are the tenant’s own, and as little of them as the service needs', async () => {
      await fc.assert(
        fc.asyncProperty(tenants, async ([own, other]) => {
          const found: string[] = [];
          for (const action of ['GetObject', 'PutObject', 'DeleteObject'])
            for (const purpose of ['files', 'quarantine', 'results', 'runs'])
              for (const name of names) {
                const ask = (key: string) =>
                  allowsSession(service, own, { action: `s3:${action}`, resource: `${bucketArn(purpose)}/${key}` });
                if (await ask(tenantObjectKey(own, name))) found.push(`${action} ${purpose} ${name}`);
                expect(await ask(tenantObjectKey(other, name))).toBe(false);
              }

          expect(new Set(found)).toEqual(new Set(expected));
        }),
        { numRuns: 2 },
      );
    });

    it('can be listed below the tenant’s folder alone', async () => {
      const own = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
      const other = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
      const prefixes = [
        `tenants/${own}/`,
        `tenants/${own}/files/x`,
        `tenants/${other}/`,
        'tenants/',
        `tenants/${own}`,
        '',
      ];
      for (const purpose of ['files', 'quarantine', 'results', 'runs']) {
        const reaches = expected.some((each) => each.includes(` ${purpose} `));
        const listed: string[] = [];
        for (const prefix of prefixes)
          if (
            await allowsSession(service, own, {
              action: 's3:ListBucket',
              resource: bucketArn(purpose),
              context: { 's3:prefix': prefix },
            })
          )
            listed.push(prefix);

        expect(listed).toEqual(reaches ? prefixes.slice(0, 2) : []);
        expect(await allowsSession(service, own, { action: 's3:ListBucket', resource: bucketArn(purpose) })).toBe(
          false,
        );
      }
    });
  },
);

describe.each(tenantServices)('the role for tenant data of the %s service', { timeout: 120_000 }, (service) => {
  /** Whether somebody may assume it with these tags. */
  const allowsAssuming = async (who: { role: string } | { arn: string }, tags: Record<string, string>) => {
    const { id, properties } = roleOf(service, 'TenantData');
    const caller = 'role' in who ? roleOf(service, who.role).id : null;
    const statements = caller === null ? [] : statementsOf(service, caller);
    const asked = (action: string) =>
      allows({
        request: {
          principal: caller === null && 'arn' in who ? who.arn : roleArn(caller ?? ''),
          action,
          resource: { resource: roleArn(id), accountId: account },
          contextVariables: {
            ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
            ...(Object.keys(tags).length > 0 && { 'aws:TagKeys': Object.keys(tags) }),
          },
        },
        identityPolicies:
          caller === null ? [] : [{ name: 'own', policy: { Version: '2012-10-17', Statement: statements } }],
        resourcePolicy: properties.AssumeRolePolicyDocument,
      });
    // A session with tags takes both.
    return (await asked('sts:AssumeRole')) && (await asked('sts:TagSession'));
  };
  const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
  const madeUp = 'org_00000000000000000000000000';

  it('is assumed by the function that answers requests, with the tag of a tenant and no other', async () => {
    expect(await allowsAssuming({ role: 'Api' }, { tenant })).toBe(true);
    expect(await allowsAssuming({ role: 'Api' }, {})).toBe(false);
    expect(await allowsAssuming({ role: 'Api' }, { tenant: '*' })).toBe(false);
    expect(await allowsAssuming({ role: 'Api' }, { tenant, more: 'x' })).toBe(false);
    expect(await allowsAssuming({ role: 'Api' }, { Other: tenant })).toBe(false);
  });

  it('is assumed by nobody else, but by the doctor for tenants that nobody has', async () => {
    expect(await allowsAssuming({ role: 'Relay' }, { tenant })).toBe(false);
    expect(await allowsAssuming({ role: 'Eraser' }, { tenant })).toBe(false);
    expect(await allowsAssuming({ arn: doctor }, { tenant })).toBe(false);
    expect(await allowsAssuming({ arn: doctor }, { tenant: madeUp })).toBe(true);
    expect(await allowsAssuming({ arn: `${doctor}2` }, { tenant: madeUp })).toBe(false);
  });
});

describe('what is left of a file', { timeout: 120_000 }, () => {
  const clean = bucketArn('files');
  const object = (name: string) => `${clean}/tenants/org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC/files/fil_1/${name}`;

  it('can be removed by the reader that wrote it and by the sweep, which reads nothing of a workbook', async () => {
    for (const purpose of ['Reader', 'Sweep'])
      for (const [action, resource] of [
        ['s3:DeleteObject', object('model')],
        ['s3:ListBucket', clean],
      ] as const)
        expect([purpose, action, await allowsRole('files', purpose, action, resource)]).toEqual([
          purpose,
          action,
          true,
        ]);
    for (const [action, name, isAllowed] of [
      ['s3:GetObject', 'model', false],
      ['s3:GetObject', 'workbook', false],
      ['s3:PutObject', 'model', false],
      ['s3:GetObject', 'sharing', true],
      ['s3:PutObject', 'sharing', true],
    ] as const)
      expect([action, name, await allowsRole('files', 'Sweep', action, object(name))]).toEqual([
        action,
        name,
        isAllowed,
      ]);
  });
});
