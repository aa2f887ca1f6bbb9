import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import type { CloudToOperate } from '../../../../events/operate/cloud.ts';
import { documentClient, dynamoTable, transactAcross } from '../../../../shared/table/table.ts';
import { type Caller, callerIn } from '../caller.ts';
import type { CellData } from '../moving/cellData.ts';
import { cellNames } from '../moving/cellNames.ts';
import type { MovePorts } from '../moving/moveTenant.ts';
import { s3Movable } from '../moving/s3Movable.ts';
import { eachService } from '../moving/services.ts';

/** An installation as a move reaches it; Ctrl-C lets it end at the next step, with the tenant's writes going on. */
export const movingPorts = ({ client, name }: CloudToOperate): Omit<MovePorts, 'correlationId' | 'happened'> => {
  const documents = documentClient(client);
  const objects = new S3Client({ ...client, forcePathStyle: client.endpoint !== undefined });
  const tableOf = (tableName: string) => ({ name: tableName, table: dynamoTable(tableName, documents) });
  // Asked for when it is needed, once.
  let caller: Promise<Caller> | undefined;
  let stopped = false;
  process.once('SIGINT', () => {
    stopped = true;
    console.error('Stopping …');
  });
  return {
    users: tableOf(`${name}-users`),
    across: transactAcross(documents),
    async cell(cell) {
      const { names, table, bucket } = cellNames(name, cell);
      caller ??= callerIn(client);
      const { place } = await caller;
      const purposes = eachService().flatMap(({ buckets }) => buckets);
      return {
        cell,
        names,
        tables: Object.fromEntries(
          eachService().map(({ service }) => [service, tableOf(table(service))]),
        ) as unknown as CellData['tables'],
        buckets: Object.fromEntries(purposes.map((purpose) => [purpose, s3Movable(bucket(purpose, place), objects)])),
      };
    },
    clock: Date.now,
    wait: sleep,
    // What comes out in the end is for standard output.
    say: (line) => console.error(line),
    goOn: () => {
      if (stopped) throw new Error('Stopped. The same command goes on where this one ended.');
    },
  };
};
