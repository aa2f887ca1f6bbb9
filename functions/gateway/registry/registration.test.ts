import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { memoryTable } from '../../../shared/table/memoryTable.ts';
import { handleRegistration } from './registration.ts';
import { registryStore } from './store.ts';

/** As CloudFormation sends them: every value is text. */
const properties = {
  ServiceToken: 'arn:aws:lambda:eu-central-1:123456789012:function:simsheet-gateway-onRegistration',
  service: 'files',
  instanceId: 'a',
  kind: 'lambda',
  target: 'arn:aws:lambda:eu-central-1:123456789012:function:simsheet-files-api:live',
  region: 'eu-central-1',
  cell: 'pooled',
  version: '1',
  weight: '100',
};

const aDeployment = () => {
  const registry = registryStore(memoryTable());
  const answers: CloudFormationCustomResourceResponse[] = [];
  const forgotten: string[] = [];
  const waits: { ms: number; draining: boolean | undefined }[] = [];
  let now = 1000;
  const send = async (
    RequestType: 'Create' | 'Update' | 'Delete',
    given: object = {},
    PhysicalResourceId = 'files/a',
  ) => {
    now += 1000;
    const event = {
      RequestType,
      ResponseURL: 'https://answer',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'ApiInstance',
      ResourceType: 'Custom::ServiceInstance',
      ...(RequestType === 'Create' ? {} : { PhysicalResourceId }),
      ResourceProperties: { ...properties, ...given },
    } as unknown as CloudFormationCustomResourceEvent;
    await handleRegistration(
      {
        registry,
        circuits: { forget: async (name) => void forgotten.push(name) },
        clock: () => now,
        wait: async (ms) => {
          waits.push({ ms, draining: (await registry.list())[0]?.draining });
        },
        respond: async (_url, answer) => {
          answers.push(answer);
        },
      },
      event,
    );
    return answers.at(-1);
  };
  return { registry, send, waits, forgotten };
};

describe('a deployment', () => {
  it('registers its instance, which serves at once', async () => {
    const { registry, send } = aDeployment();

    const answer = await send('Create');

    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'files/a', RequestId: 'request' });
    expect(await registry.list()).toMatchObject([
      { service: 'files', instanceId: 'a', status: 'HEALTHY', weight: 100, registeredBy: 'deployment' },
    ]);
  });

  it('forgets with another version what was known of the health of the last, and keeps what operators decided', async () => {
    const { registry, send } = aDeployment();
    await send('Create');
    const [first] = await registry.list();
    const health = { ...first!, slot: 1, status: 'UNHEALTHY' as const, consecutiveFailures: 3 };
    await registry.recordHealth(first!, health, { at: 1, correlationId: 'cor_1' });
    await registry.adjust(first!, { draining: true });

    await send('Update', { weight: '50' });
    expect(await registry.list()).toMatchObject([{ status: 'UNHEALTHY', weight: 50, draining: true }]);
    await send('Update', { version: '2' });
    expect(await registry.list()).toMatchObject([{ status: 'HEALTHY', version: '2', draining: true }]);
  });

  it('takes no instance over from another cell', async () => {
    const { registry, send } = aDeployment();
    await send('Create', { instanceId: 'acme-a' });

    const answer = await send('Create', {
      instanceId: 'acme-a',
      cell: 'acme',
      target: 'simsheet--acme-files-api:live',
    });
    await send('Delete', {}, answer?.PhysicalResourceId);

    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('in the cell pooled') });
    expect(await registry.list()).toMatchObject([{ instanceId: 'acme-a', cell: 'pooled', target: properties.target }]);
  });

  it('drains an instance before it removes it, with its circuit', async () => {
    const { registry, send, waits, forgotten } = aDeployment();
    await send('Create');

    const answer = await send('Delete');

    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'files/a' });
    expect(waits).toEqual([{ ms: 3000, draining: true }]);
    expect(await registry.list()).toEqual([]);
    expect(forgotten).toEqual(['files/a']);
  });

  it('can remove what is gone already, and what never came', async () => {
    const { send, waits } = aDeployment();

    expect(await send('Delete')).toMatchObject({ Status: 'SUCCESS' });
    expect(await send('Delete', {}, 'not-registered')).toMatchObject({ Status: 'SUCCESS' });
    expect(waits).toEqual([]);
  });

  it.each([
    ['a service that nobody knows', { service: 'nobody' }],
    ['no target', { target: '' }],
    ['a weight that is none', { weight: 'heavy' }],
  ])('is told what is wrong about %s, instead of waiting for an hour', async (_name, wrong) => {
    const { registry, send } = aDeployment();

    const answer = await send('Create', wrong);

    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'not-registered' });
    expect((answer as { Reason: string }).Reason.length).toBeGreaterThan(10);
    expect(await registry.list()).toEqual([]);
  });
});
