import { type AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { TenantDataUnavailable } from './tenantDataUnavailable.ts';
import { tenantRole } from './tenantRole.ts';

const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const role = 'arn:aws:iam::123456789012:role/data';

/** STS that answers what it is told to, and notes what it was asked. */
const sts = (answer: () => unknown) => {
  const asked: AssumeRoleCommand['input'][] = [];
  const send = async ({ input }: AssumeRoleCommand) => {
    asked.push(input);
    return answer();
  };
  return { client: { send } as unknown as Pick<STSClient, 'send'>, asked };
};

const named = (name: string) => Object.assign(new Error('no'), { name });

describe('the role for the data of tenants', () => {
  it('is assumed with the tenant as the only tag, under its name and for no longer than another role may', async () => {
    const until = new Date('2026-03-01T13:00:00Z');
    const { client, asked } = sts(() => ({
      Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: 's', SessionToken: 't', Expiration: until },
    }));

    const credentials = await tenantRole(role, client)(tenant);

    expect(credentials).toEqual({ accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't', until });
    expect(asked).toEqual([
      { RoleArn: role, RoleSessionName: tenant, Tags: [{ Key: 'tenant', Value: tenant }], DurationSeconds: 3600 },
    ]);
  });

  it.each(['ThrottlingException', 'InternalFailure', 'TimeoutError'])(
    'tells that it cannot be had just now when STS answers %s',
    async (name) => {
      const { client } = sts(() => {
        throw named(name);
      });

      await expect(tenantRole(role, client)(tenant)).rejects.toThrow(TenantDataUnavailable);
    },
  );

  it('tells the same of an STS that nobody answers for', async () => {
    // A port that nobody listens on.
    const client = new STSClient({
      endpoint: 'http://127.0.0.1:9',
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });

    await expect(tenantRole(role, client)(tenant)).rejects.toThrow(TenantDataUnavailable);
  });

  it('leaves a refusal what it is: a fault of the deployment, which trying again does not mend', async () => {
    const { client } = sts(() => {
      throw named('AccessDenied');
    });

    await expect(tenantRole(role, client)(tenant)).rejects.not.toThrow(TenantDataUnavailable);
  });
});
