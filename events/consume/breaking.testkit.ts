import type { Table } from '../../shared/table/table.ts';

/** A table that breaks after some accesses. */
export const breaking = <Given extends Table>(table: Given, after: number): Given => {
  let calls = 0;
  return new Proxy(table, {
    get:
      (target, name) =>
      async (...given: never[]) => {
        calls += 1;
        if (calls > after) throw new Error('interrupted');
        return (target[name as keyof Table] as (...all: never[]) => unknown)(...given);
      },
  });
};
