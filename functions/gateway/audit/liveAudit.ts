/** The audit log, loaded with the first request that belongs there: most only read. */
import { LambdaClient } from '@aws-sdk/client-lambda';
import { logger, metrics } from '../../../shared/telemetry.ts';
import { doorMetrics } from '../metrics.ts';
import { notifyFunction } from '../notify.ts';
import { type Audit, auditor } from './auditor.ts';

/** A record that is handed over twice is written once, so trying again does no harm. */
const attempts = 3;

export const liveAudit = (auditFunction: string, clock: () => number): Audit =>
  auditor(
    notifyFunction(new LambdaClient({ maxAttempts: attempts }), auditFunction),
    (entry, error) => {
      // All of it: from here it can be written later, by whoever reads the log.
      logger.error('not audited', { entry, error });
      metrics.addMetric(doorMetrics.unaudited, 'Count', 1);
      metrics.publishStoredMetrics();
    },
    clock,
  );
