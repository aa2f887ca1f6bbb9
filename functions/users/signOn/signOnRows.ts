import * as z from 'zod';
import type { TenantId } from '../../../shared/identity.ts';
import { domainKey, issuerKey, signOnKey, type Vouched, type VouchedDomain } from '../../../shared/signOn.ts';
import type { Condition, Key, Write } from '../../../shared/table/table.ts';
import type { SignOn } from '../users.ts';
import { verifiedDomains } from './rules.ts';

export const signOnRow: z.ZodType<SignOn> = z.object({
  issuer: z.string(),
  clientId: z.string(),
  audience: z.string().nullable(),
  jwksUri: z.string(),
  userInfoUri: z.string().nullable(),
  domains: z.array(z.object({ domain: z.string(), proof: z.string(), verifiedAt: z.string().nullable() })),
  defaultRole: z.string(),
  roleClaim: z.string().nullable(),
  roleMapping: z.record(z.string(), z.string()),
  enforced: z.boolean(),
  updatedAt: z.string(),
});

/** What turns one registration into another; undefined is where there is none. What the gateway reads follows along. */
export const registering = (tenant: TenantId, before: SignOn | undefined, after: SignOn | undefined): Write[] => {
  const [from, to] = [rowsFor(tenant, before), rowsFor(tenant, after)];
  const isKept = ({ key }: Row) => to.some((row) => row.key.pk === key.pk && row.key.sk === key.sk);
  return [
    after === undefined
      ? { label: 'sign-on', remove: signOnKey(tenant) }
      : { label: 'sign-on', put: { ...signOnKey(tenant), ...after } },
    ...from.filter((row) => !isKept(row)).map(({ key }): Write => ({ label: 'vouched', remove: key })),
    ...to.map(({ key, row }): Write => ({ label: 'vouched', put: { ...key, ...row }, condition: ownOrFree(tenant) })),
  ];
};

interface Row {
  key: Key;
  row: Vouched | VouchedDomain;
}

/** What the gateway reads of a registration: nothing while no domain of it is verified, so that it holds nothing either. */
const rowsFor = (organizationId: TenantId, signOn: SignOn | undefined): Row[] => {
  if (signOn === undefined) return [];
  const { issuer, clientId, audience, jwksUri, userInfoUri, roleClaim, enforced } = signOn;
  const domains = verifiedDomains(signOn);
  if (domains.length === 0) return [];
  return [
    {
      key: issuerKey(issuer, clientId),
      row: { organizationId, issuer, clientId, audience, jwksUri, userInfoUri, roleClaim, domains },
    },
    ...domains.map((domain) => ({
      key: domainKey(domain),
      row: { organizationId, issuer, clientId, audience, enforced },
    })),
  ];
};

/** Where that stands: in rows that are the organization's alone. */
export const rowsHeldBy = (organizationId: TenantId, signOn: SignOn): Key[] =>
  rowsFor(organizationId, signOn).map(({ key }) => key);

/** Another organization's stays, also if it was registered in the same moment. */
const ownOrFree = (tenant: TenantId): Condition => ({
  ConditionExpression: 'attribute_not_exists(pk) OR organizationId = :own',
  ExpressionAttributeValues: { ':own': tenant },
});
