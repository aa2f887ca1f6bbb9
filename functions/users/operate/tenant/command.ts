import type { CloudToOperate } from '../../../../events/operate/cloud.ts';
import { UsageError } from '../../../../events/operate/commandLine.ts';
import type { TenantId } from '../../../../shared/identity.ts';
import { id } from '../../../../shared/ids.ts';
import type { Table } from '../../../../shared/table/table.ts';
import { unlessDeleted } from '../../organizations/organizationStore.ts';
import type { OperatorLog } from '../operatorLog.ts';

/** What of all commands' options was given. */
export type TenantOptions = Readonly<Record<string, string | string[] | boolean | undefined>>;

/** Where a command does its work. */
export interface Workplace {
  cloud: CloudToOperate;
  log: OperatorLog;
  /** Tells what came out of it: `value` to programs, `text` to people. */
  print(value: object, text: string): void;
}

export interface TenantCommand {
  /** Its part of the help. */
  help: string;
  /**
   * Reads what follows its name, and the options: what is wrong with them is said before any cloud is looked for. Answers what there
   * is to do.
   */
  read(names: readonly string[], options: TenantOptions): (at: Workplace) => Promise<void>;
}

/** The one name that a command takes. */
export const organizationIn = (names: readonly string[]): TenantId => {
  const [name, ...rest] = names;
  const organization = id('org').safeParse(name);
  if (!organization.success || rest.length > 0) throw new UsageError('Say which organization: one id like org_...');
  return organization.data;
};

/** Looks before a command tells of an organization what would be so of any: a mistyped id is nobody's. */
export const thereIs = async (table: Pick<Table, 'transact'>, tenant: TenantId): Promise<void> => {
  const { ok } = await table.transact([unlessDeleted(tenant)]);
  if (!ok) throw new Error(`There is no organization ${tenant}, or it was deleted.`);
};
