import type { Key, Table } from '../../../shared/table/table.ts';
import { wholePartition } from '../../../shared/table/wholePartition.ts';
import { type Instance, instance, instanceName } from './instance.ts';

/**
 * | access                 | key                                 |
 * | ---------------------- | ----------------------------------- |
 * | all instances          | pk REGISTRY                         |
 * | one                    | pk REGISTRY, sk <service>/<instance> |
 *
 * All are in one partition, because every process reads all of them every few seconds and hardly anybody writes.
 */
const partition = 'REGISTRY';

export const instanceKey = (name: Pick<Instance, 'service' | 'instanceId'>): Key => ({
  pk: partition,
  sk: instanceName(name),
});

/** What requests ask of the registry; what changes it is in store.ts, which processes load that do. */
export const registered = (table: Table) => ({
  list: async (): Promise<Instance[]> => (await wholePartition(table, partition)).map((item) => instance.parse(item)),
});
