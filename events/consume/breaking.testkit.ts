import type { Table } from '../../shared/table/table.ts';

/** A table that breaks after some accesses. */
export const breaking = (table: Table, after: number): Table => {
  let calls = 0;
  return new Proxy(table, {
    get:
      (target, name: keyof Table) =>
      async (...given: never[]) => {
        calls += 1;
        if (calls > after) throw new Error('interrupted');
        return (target[name] as (...all: never[]) => unknown)(...given);
      },
  });
};
