import { createHash, randomUUID } from 'node:crypto';
import { UsageError } from '../../../events/operate/commandLine.ts';
import type { AuditRecord } from '../../../shared/api/audit.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { type Id, id, idsOf, newId } from '../../../shared/ids.ts';
import type { AuditStore } from '../audit/auditStore.ts';
import { ActRefused } from './actRefused.ts';

/** What operators do to an organization by a command, as its log names it beside the operations of the API. */
export type OperatorAction =
  | 'changePlan'
  | 'recountUsage'
  | 'placeOrganization'
  | 'startMove'
  | 'completeMove'
  | 'abortMove'
  | 'purgeMovedData'
  | 'createMachine'
  | 'deleteMachine';

export interface Act {
  action: OperatorAction;
  /** Ids and names of what it is done with. */
  resources: readonly string[];
}

/** Of a step that several commands may tell of, or one of them again: what is told by the same is written down once. */
export interface Once {
  at: string;
  of: string;
  correlationId: string;
}

export interface DoneAct extends Act {
  once?: Once;
}

/** What became of an act, and what came to be by it. */
export interface Outcome<Answer> {
  answer: Answer;
  made?: readonly string[];
  /** Of what changed nothing there is nothing to write down. */
  isChange?: boolean;
}

/**
 * Writes into an organization's audit log what operators do to it: no request tells of that. It is written when it was done, by the
 * operator's own credentials, and a failure to write fails nothing that stands already.
 */
export interface OperatorLog {
  /** Of all that this command writes down and, as far as it can tell, causes. */
  correlationId: Id<'cor'>;
  /** Does it, and writes down that it was done, or what refused it. */
  recorded<Answer>(tenant: TenantId, act: Act, run: () => Promise<Outcome<Answer>>): Promise<Answer>;
  done(tenant: TenantId, act: DoneAct): Promise<void>;
  failed(tenant: TenantId, act: Act, error: unknown): Promise<void>;
}

export interface OperatorLogPorts {
  audit: Pick<AuditStore, 'write'>;
  /** Whether there is such an organization: no other has a log. */
  isThere(tenant: TenantId): Promise<boolean>;
  /** Who runs the command, as AWS names them. */
  operator(): Promise<string>;
  keptForDays(): Promise<number>;
  clock: () => Date;
  /** Told what stands, or was refused, and is in no log. */
  unwritten(what: string): void;
}

export const operatorLog = (ports: OperatorLogPorts): OperatorLog => {
  const correlationId = newId('cor');

  const write = async (tenant: TenantId, ending: Ending, what: string): Promise<void> => {
    try {
      if (!(await ports.isThere(tenant))) return;
      const [operator, keptForDays] = await Promise.all([ports.operator(), ports.keptForDays()]);
      const { once = { at: ports.clock().toISOString(), of: randomUUID(), correlationId }, ...act } = ending;
      const record = recordOf(tenant, operator, once, act);
      await ports.audit.write({ log: 'ORGANIZATION', record }, keptForDays);
    } catch (error) {
      ports.unwritten(`${what}, and is not in the audit log of ${tenant}: ${(error as Error).message}`);
    }
  };

  const done: OperatorLog['done'] = (tenant, act) =>
    write(tenant, { ...act, outcome: 'SUCCEEDED', problem: null }, `${act.action} is done`);

  const failed: OperatorLog['failed'] = async (tenant, act, error) => {
    // Nobody has looked at the organization yet.
    if (error instanceof UsageError) return;
    const problem = error instanceof ActRefused ? error.code : null;
    await write(tenant, { ...act, outcome: 'FAILED', problem }, `${act.action} has failed`);
  };

  return {
    correlationId,
    done,
    failed,
    async recorded(tenant, act, run) {
      const outcome = await run().catch(async (error: unknown) => {
        await failed(tenant, act, error);
        throw error;
      });
      const { answer, made = [], isChange = true } = outcome;
      if (isChange) await done(tenant, { ...act, resources: [...act.resources, ...made] });
      return answer;
    },
  };
};

interface Ending extends DoneAct, Pick<AuditRecord, 'outcome' | 'problem'> {}

/** There is no request: no method, path or status, and the address is AWS's to know. */
const recordOf = (
  organizationId: TenantId,
  operator: string,
  { at, of, correlationId }: Once,
  { action, resources, outcome, problem }: Omit<Ending, 'once'>,
): AuditRecord => ({
  auditId: auditIdOf(new Date(at), of),
  at,
  organizationId,
  actor: { userId: null, role: null, credential: { kind: 'operator', id: operator } },
  action,
  resources: [...resources],
  method: null,
  path: null,
  sourceIp: null,
  userAgent: null,
  outcome,
  status: null,
  problem,
  correlationId,
});

/** Crockford's base 32, as ULIDs have it. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const randomLength = 16;

/** An id of that moment; the same of the same, so that the log takes it once. */
const auditIdOf = (at: Date, of: string): Id<'aud'> => {
  const hash = createHash('sha256').update(of).digest().subarray(0, randomLength);
  return id('aud').parse(`${idsOf('aud', at)}${[...hash].map((byte) => digits[byte % digits.length]).join('')}`);
};
