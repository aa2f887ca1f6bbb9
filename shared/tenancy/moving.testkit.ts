/** A tenant that is moved from one cell to another, step by step, while something else happens there. */
import type { TenantId } from '../identity.ts';
import { memoryObjects } from '../objects.testkit.ts';
import { memoryTable } from '../table/memoryTable.ts';
import { type Fence, fenceKey } from './fence.ts';

/** What a cell has: rows, and objects in a bucket. */
export const aCell = () => ({ table: memoryTable(), ...memoryObjects() });
export type Cell = ReturnType<typeof aCell>;

/** As a move copies: all but the fence. */
export const copyTenant = async (tenant: TenantId, from: Cell, to: Cell): Promise<void> => {
  for (const row of from.table.items().filter(({ pk }) => pk !== fenceKey(tenant).pk))
    await to.table.transact([{ label: 'row', put: structuredClone(row) as never }]);
  for (const key of from.keys().map((each) => each.slice(`tenants/${tenant}/`.length)))
    await to.objects.put(tenant, key, Buffer.from((await from.objects.get(tenant, key))!), '');
};

export const putFence = (tenant: TenantId, { table }: Cell, given: Pick<Fence, 'state' | 'until'>) => {
  const to = { cell: 'acme', names: 'simsheet--acme' };
  const put = { ...fenceKey(tenant), moveId: 'm', fenceId: 'f', to, ...given };
  return table.transact([{ label: 'fence', put }]);
};

/** The same port, before each access of which something happens. */
// biome-ignore lint/suspicious/noExplicitAny: ports of every shape
export const beforeEachAccess = <Port extends Record<string, any>>(port: Port, happens: () => Promise<void>): Port =>
  Object.fromEntries(
    Object.keys(port).map((name) => [
      name,
      async (...given: unknown[]) => {
        await happens();
        return port[name](...given);
      },
    ]),
  ) as Port;

/** Each number is that of an access, before which it happens. */
export interface Interleaving {
  fenced: number;
  copied: number;
  dies: number | null;
  /** Or the move is given up. */
  moved: boolean;
}

/** Of the fence, the last look of the copying, which comes after it, and the end of the process with so many accesses. */
export const interleavingsOf = (accesses: number): readonly Interleaving[] => {
  const numbers = Array.from({ length: accesses }, (_, n) => n + 1);
  return numbers.flatMap((fenced) =>
    numbers
      .filter((copied) => copied >= fenced)
      .flatMap((copied) =>
        [null, ...numbers].flatMap((dies) => [true, false].map((moved) => ({ fenced, copied, dies, moved }))),
      ),
  );
};
