import type { Table } from '../../../shared/table/table.ts';
import { logger } from '../../../shared/telemetry.ts';
import type { UserDeps } from '../users.ts';
import { type Awaited, awaitedSince } from './reportsAwaited.ts';

const hourMs = 3600 * 1000;
/** Longer than five deliveries, which are an hour and a half apart. */
const givenUpAfterMs = 12 * hourMs;

/**
 * How many erasures and exports some service has not reported within an hour. An export that nobody can expect any more is FAILED,
 * so that another one can be asked for; an erasure is waited for until it is done.
 */
export const watchReports = async ({
  table,
  exports,
  clock,
}: Pick<UserDeps, 'exports' | 'clock'> & { table: Table }): Promise<{ missing: number; failed: number }> => {
  const now = clock().getTime();
  const late = await awaitedSince(table, new Date(now - hourMs));
  let failed = 0;
  for (const awaited of late) {
    const { what, since, organizationId, of } = awaited;
    logger.warn('reports missing', { what, since, organizationId, of });
    if (what === 'export' && now - Date.parse(since) >= givenUpAfterMs && (await giveUp({ exports }, awaited)))
      failed += 1;
  }
  return { missing: late.length, failed };
};

const giveUp = async ({ exports }: Pick<UserDeps, 'exports'>, { organizationId, of }: Awaited): Promise<boolean> => {
  const found = await exports.get(organizationId, of as `exp_${string}`);
  return found !== undefined && (await exports.end(found, 'FAILED', []));
};
