/**
 * The bytes of an organization's workbooks, counted in the transactions that announce, take, reject and remove them, so that
 * the number is what there is whatever races and whatever breaks off:
 *
 * | access                | key                                              |
 * | --------------------- | ------------------------------------------------ |
 * | bytes of all files    | pk TENANT#<org>#USAGE, sk STORED: bytes          |
 *
 * A file counts with what it announces, then with what arrived, and no more once it is rejected. What was counted stands in its
 * row: one that was there before anything was counted takes nothing back.
 */
import type { Rows } from '../../events/consume/erase.ts';
import type { Failure } from '../../shared/http/route.ts';
import type { TenantId } from '../../shared/identity.ts';
import { type Counter, countedAt, countingLess, countingMore } from '../../shared/limits/counter.ts';
import type { TenantLimits } from '../../shared/limits/limits.ts';
import { inWords, limitReached } from '../../shared/limits/reached.ts';
import { partition, type Refusal, type Write } from '../../shared/table/table.ts';
import type { TenantTable } from '../../shared/table/tenantTable.ts';
import type { FileRecord } from './file.ts';

const usage = (tenant: TenantId) => partition(tenant, 'USAGE');

export const storedOf = (tenant: TenantId): Counter => ({
  label: 'stored bytes',
  key: { pk: usage(tenant), sk: 'STORED' },
  attribute: 'bytes',
});

type Holding = Pick<FileRecord, 'tenant' | 'counted'>;

/** What a file counts with, as it stands. */
export const countOf = ({ status, size }: Pick<FileRecord, 'status' | 'size'>): number =>
  status === 'REJECTED' ? 0 : size;

/** Counts a file that is new, if the limit leaves room for it. */
export const admitting = ({ tenant, counted }: Holding, { storedBytes }: TenantLimits): Write =>
  countingMore(storedOf(tenant), counted, storedBytes);

/** Counts what became of a file that was admitted: no limit stands in the way of that. */
export const recounting = (before: Holding, after: Pick<FileRecord, 'counted'>): Write[] => {
  const less = before.counted - after.counted;
  return less === 0 ? [] : [countingLess(storedOf(before.tenant), less)];
};

export const readStoredBytes = async (table: Pick<TenantTable, 'get'>, tenant: TenantId): Promise<number> => {
  const { key, attribute } = storedOf(tenant);
  return Number((await table.get(key))?.[attribute] ?? 0);
};

/** Why a file was not admitted. */
export const notAdmitted = (refusal: Refusal, file: Holding, limits: TenantLimits): Failure<'limit-reached'> => {
  const used = countedAt(refusal, storedOf(file.tenant));
  const reached = used === undefined ? null : beyondStored(used, file.counted, limits);
  if (reached === null) throw new Error(`${refusal.map(({ label }) => label)} refused a file, and no limit did`);
  return reached;
};

/** Null where there is room. */
export const beyondStored = (
  used: number,
  requested: number,
  { plan, storedBytes: max }: TenantLimits,
): Failure<'limit-reached'> | null => {
  if (max === null || used + requested <= max) return null;
  const what =
    requested > max
      ? `This file has ${inWords(requested)} bytes, and the plan ${plan} has room for ${inWords(max)} in all.`
      : `The files of this organization have ${inWords(used)} of ${inWords(max)} bytes, and this one has ${inWords(requested)}.`;
  return limitReached(
    { limit: 'storedBytes', max, used, requested, freesAt: null },
    `${what} Delete files that nobody needs any more (GET /api/files lists them; results stay), or ask the operators of the platform for another plan.`,
  );
};

/** After the rows of files, while which are there what becomes of them still counts. */
export const rowsOfCounters = (tenant: TenantId): Rows => ({
  pk: usage(tenant),
  exported: { leftOut: 'the sum by which a limit is kept, of files that are exported themselves' },
});
