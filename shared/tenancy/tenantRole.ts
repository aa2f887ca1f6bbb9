import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import type { TenantId } from '../identity.ts';
import { TenantDataUnavailable } from './tenantDataUnavailable.ts';

/** What a request of a tenant reaches that tenant's data with. */
export interface TenantCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** When they end. */
  until: Date;
}

export type AssumeTenantRole = (tenant: TenantId) => Promise<TenantCredentials>;

/** The tag that the role's policy compares keys with: see infra/constructs/TenantDataRole.ts. */
const tag = 'tenant';

/** The most that AWS gives to a role which another role assumes. */
const longestSeconds = 3600;

/** Both attempts are over before a request's time is. */
const sts = () => new STSClient({ maxAttempts: 2, requestHandler: { connectionTimeout: 1000, requestTimeout: 3000 } });

/** Sessions of a service's role for the data of one tenant: their tag says which, and IAM lets them reach no other's. */
export const tenantRole = (RoleArn: string, client: Pick<STSClient, 'send'> = sts()): AssumeTenantRole => {
  const inputFor = (tenant: TenantId): AssumeRoleCommandInput => ({
    RoleArn,
    // So that the account's trail says whose data was reached.
    RoleSessionName: tenant,
    Tags: [{ Key: tag, Value: tenant }],
    DurationSeconds: longestSeconds,
  });

  return async (tenant) => {
    const { Credentials: given } = await client
      .send(new AssumeRoleCommand(inputFor(tenant)))
      .catch((error: unknown) => {
        throw isRefusal(error) ? error : new TenantDataUnavailable(tenant, error);
      });
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw new Error(`the session of ${RoleArn} came without credentials`);
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      until: Expiration,
    };
  };
};

/** That a session is not allowed is a fault of the deployment, which no second attempt mends. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AccessDenied' || error.name === 'ValidationError');
