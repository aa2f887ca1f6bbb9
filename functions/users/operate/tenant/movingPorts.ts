import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import type { CloudToOperate } from '../../../../events/operate/cloud.ts';
import { documentClient, dynamoTable, transactAcross } from '../../../../shared/table/table.ts';
import { nameOfCell } from '../../../../shared/tenancy/tenancy.ts';
import type { CellData } from '../moving/cellData.ts';
import type { MovePorts } from '../moving/moveTenant.ts';
import { s3Movable } from '../moving/s3Movable.ts';
import { eachService } from '../moving/services.ts';
import { placeOf } from './installation.ts';

/** An installation as a move reaches it; Ctrl-C lets it end at the next step, with the tenant's writes going on. */
export const movingPorts = ({ client, name }: CloudToOperate): MovePorts => {
  const documents = documentClient(client);
  const objects = new S3Client({ ...client, forcePathStyle: client.endpoint !== undefined });
  const tableOf = (tableName: string) => ({ name: tableName, table: dynamoTable(tableName, documents) });
  // Asked for when it is needed, once.
  let place: Promise<string> | undefined;
  let stopped = false;
  process.once('SIGINT', () => {
    stopped = true;
    console.error('Stopping …');
  });
  return {
    users: tableOf(`${name}-users`),
    across: transactAcross(documents),
    async cell(cell) {
      const names = nameOfCell(name, cell);
      place ??= placeOf(client);
      const end = await place;
      const purposes = eachService().flatMap(({ buckets }) => buckets);
      return {
        cell,
        names,
        tables: Object.fromEntries(
          eachService().map(({ service }) => [service, tableOf(`${names}-${service}`)]),
        ) as unknown as CellData['tables'],
        buckets: Object.fromEntries(
          purposes.map((purpose) => [purpose, s3Movable(`${names}-${purpose}-${end}`, objects)]),
        ),
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
