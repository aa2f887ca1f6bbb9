import { failed, ok, type Result } from '../../../../engine/result.ts';
import type { Failure } from '../../../../shared/http/route.ts';
import type { TenantId } from '../../../../shared/identity.ts';
import { absent, type Table } from '../../../../shared/table/table.ts';
import { isUnderWay, type Placement, placementKey, tenancyOf } from '../../../../shared/tenancy/tenancy.ts';
import { unlessDeleted } from '../../organizations/organizationStore.ts';
import type { Installation } from './installation.ts';

export interface PlacingDeps extends Pick<Installation, 'cells' | 'dataIn'> {
  table: Pick<Table, 'page' | 'transact'>;
  clock: () => Date;
}

type Refusal =
  | 'cell-unknown'
  | 'cell-incomplete'
  | 'is-moved'
  | 'has-data'
  | 'organization-not-found'
  | 'placed-meanwhile';

/** Places an organization that has no data yet in a cell: from then on its requests go there. */
export const placeOrganization = async (
  { table, cells, dataIn, clock }: PlacingDeps,
  tenant: TenantId,
  to: string,
): Promise<Result<{ from: string; to: string }, Failure<Refusal>>> => {
  const known = await cells();
  const target = known.find(({ name }) => name === to);
  if (target === undefined) return failed(unknown(to, known));
  if (target.missing.length > 0) return failed(incomplete(to, target.missing));
  const { cell: from, placement: before } = await tenancyOf(table, tenant);
  if (before?.move !== undefined && isUnderWay(before.move)) return failed(isMoved(tenant, before.move.to));
  if (from === to) return ok({ from, to });
  for (const cell of [from, to]) {
    const found = await dataIn(cell, tenant);
    if (found.length > 0) return failed(hasData(tenant, to, found));
  }
  const after: Placement = {
    ...before,
    cell: to,
    revision: (before?.revision ?? 0) + 1,
    since: clock().toISOString(),
  };
  const result = await table.transact([
    {
      label: 'placement',
      put: { ...placementKey(tenant), ...after },
      condition:
        before === undefined
          ? absent
          : { ConditionExpression: 'revision = :before', ExpressionAttributeValues: { ':before': before.revision } },
    },
    unlessDeleted(tenant),
  ]);
  if (result.ok) return ok({ from, to });
  return failed(result.error.some(({ label }) => label === 'placement') ? meanwhile(tenant) : notFound(tenant));
};

const unknown = (to: string, known: readonly { name: string }[]): Failure<'cell-unknown'> => ({
  code: 'cell-unknown',
  detail: `There is no cell ${to}; there is ${known.map(({ name }) => name).join(', ')}. Deploy it first: npx cdk deploy --all -c cell=${to}`,
});

const incomplete = (to: string, missing: readonly string[]): Failure<'cell-incomplete'> => ({
  code: 'cell-incomplete',
  detail: `The cell ${to} has no instance of ${missing.join(', ')} yet. Deploy it wholly: npx cdk deploy --all -c cell=${to}`,
});

const isMoved = (tenant: TenantId, to: string): Failure<'is-moved'> => ({
  code: 'is-moved',
  detail: `${tenant} is being moved to ${to} just now.`,
});

const hasData = (tenant: TenantId, to: string, found: readonly string[]): Failure<'has-data'> => ({
  code: 'has-data',
  detail: `${tenant} has data (${found.join(', ')}), which would stay behind. Move it with its data: npm run tenant -- move ${tenant} --to ${to}`,
});

const meanwhile = (tenant: TenantId): Failure<'placed-meanwhile'> => ({
  code: 'placed-meanwhile',
  detail: `Somebody else has just placed ${tenant}. See where it is: npm run tenant -- show ${tenant}`,
});

const notFound = (tenant: TenantId): Failure<'organization-not-found'> => ({
  code: 'organization-not-found',
  detail: `There is no organization ${tenant}, or it was deleted.`,
});
