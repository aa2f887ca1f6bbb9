import type { TenantId } from '../identity.ts';
import { AnotherTenants } from '../table/tenantTable.ts';

// biome-ignore lint/suspicious/noExplicitAny: whatever else an operation takes, it is handed on
type Operation = (tenant: TenantId, ...rest: any[]) => unknown;

/** A port whose every operation names a tenant first, for one tenant alone: naming another is a bug, and is thrown before anything is asked. */
export const onlyFor = <Port extends { [Name in keyof Port]: Operation }>(tenant: TenantId, port: Port): Port => {
  const guarded = (operation: Operation): Operation => {
    return (given, ...rest) => {
      if (given !== tenant) throw new AnotherTenants(`${given} is named in an operation for ${tenant}`);
      return operation(given, ...rest);
    };
  };
  return Object.fromEntries(
    Object.entries<Operation>(port).map(([name, operation]) => [name, guarded(operation)]),
  ) as Port;
};
