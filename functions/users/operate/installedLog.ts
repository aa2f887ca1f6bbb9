import type { CloudToOperate } from '../../../events/operate/cloud.ts';
import { documentClient, dynamoTable, keyOf } from '../../../shared/table/table.ts';
import { auditStore } from '../audit/auditStore.ts';
import { unlessDeleted } from '../organizations/organizationStore.ts';
import { callerIn } from './caller.ts';
import { installedSettings } from './installedSettings.ts';
import { type OperatorLog, operatorLog } from './operatorLog.ts';

/** The audit logs of an installation, for a command that runs there: what it could not write down it says, and exits with 1. */
export const installedLog = (cloud: CloudToOperate): OperatorLog => {
  const table = dynamoTable(`${cloud.name}-users`, documentClient(cloud.client));
  return operatorLog({
    audit: auditStore(table),
    isThere: async (tenant) => (await table.get(keyOf(unlessDeleted(tenant)))) !== undefined,
    operator: async () => (await callerIn(cloud.client)).arn,
    keptForDays: async () => (await installedSettings(cloud)).auditRetentionDays,
    clock: () => new Date(),
    unwritten(what) {
      console.error(what);
      process.exitCode = 1;
    },
  });
};
