import type { AuditEntry } from '../../../shared/api/audit.ts';
import type { Answered } from './audited.ts';
import { entriesOf } from './entries.ts';

/**
 * Has it written down what became of a request. It is awaited before the answer leaves, because a function that has answered
 * is held still; and it never fails the request, which has taken effect by then.
 */
export type Audit = (answered: Answered, deadline: number) => Promise<void>;

/** An answer waits so long for its record to be taken; one that is late already, until API Gateway would give up. */
const mostMs = 2500;
const leastMs = 300;

/** The users service keeps the log, whose function is invoked without waiting for it to write. */
export const auditor =
  (
    notify: (entry: AuditEntry, timeoutMs: number) => Promise<unknown>,
    lost: (entry: AuditEntry, error: Error) => void,
    clock: () => number,
  ): Audit =>
  async (answered, deadline) => {
    const timeoutMs = Math.min(mostMs, Math.max(leastMs, deadline - clock()));
    await Promise.all(
      entriesOf(answered).map((entry) => notify(entry, timeoutMs).catch((error: Error) => lost(entry, error))),
    );
  };
