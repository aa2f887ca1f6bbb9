import { createHash } from 'node:crypto';
import type { TenantId } from '../../../../shared/identity.ts';
import { newId } from '../../../../shared/ids.ts';
import { tenantObjectKey } from '../../../../shared/objects.ts';
import { acrossMemory, type MemoryTable, memoryTable } from '../../../../shared/table/memoryTable.ts';
import type { Table } from '../../../../shared/table/table.ts';
import { fencedTable, type Writer } from '../../../../shared/tenancy/fencedTable.ts';
import { nameOfCell, tenancyOf } from '../../../../shared/tenancy/tenancy.ts';
import { unlessDeleted } from '../../organizations/organizationStore.ts';
import type { CellData } from './cellData.ts';
import type { MovePorts, MoveStep } from './moveTenant.ts';
import { type Found, wholeOf } from './objects.ts';
import { byteOrder } from './pairs.ts';
import { eachService, type MovedService } from './services.ts';

/** Of what is in an object, as S3 makes it of one that was written whole. */
const tagOf = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

const memoryBucket = () => {
  const kept = new Map<string, Buffer>();
  const own = (tenant: TenantId) => tenantObjectKey(tenant, '');
  const bucket: CellData['buckets'][string] = {
    async list(tenant, after) {
      const all = [...kept]
        .filter(([key]) => key.startsWith(own(tenant)))
        .map(([key, bytes]): Found => ({ key: key.slice(own(tenant).length), bytes: bytes.length, tag: tagOf(bytes) }))
        .filter(({ key }) => after === undefined || key > after)
        .toSorted((a, b) => (a.key < b.key ? -1 : 1));
      return { items: all.slice(0, 2), next: all.length > 2 ? all[1]!.key : null };
    },
    async read(tenant, { key, tag }) {
      const bytes = kept.get(tenantObjectKey(tenant, key));
      if (bytes === undefined || tagOf(bytes) !== tag) return undefined;
      return { contentType: 'text/plain', parts: inParts(bytes) };
    },
    async write(tenant, { key }, { parts }, over) {
      const bytes = await wholeOf(parts);
      const there = kept.get(tenantObjectKey(tenant, key));
      if ((there === undefined ? null : tagOf(there)) !== over) return undefined;
      kept.set(tenantObjectKey(tenant, key), bytes);
      return tagOf(bytes);
    },
    remove: async (tenant, key) => void kept.delete(tenantObjectKey(tenant, key)),
    removeSome: async (tenant) => {
      const some = [...kept.keys()].filter((key) => key.startsWith(own(tenant))).slice(0, 2);
      for (const key of some) kept.delete(key);
      return some.length;
    },
  };
  return {
    bucket,
    put: (tenant: TenantId, key: string, text: string) => kept.set(tenantObjectKey(tenant, key), Buffer.from(text)),
    drop: (tenant: TenantId, key: string) => kept.delete(tenantObjectKey(tenant, key)),
    /** What is in it of a tenant. */
    all: (tenant: TenantId) =>
      Object.fromEntries(
        [...kept].filter(([key]) => key.startsWith(own(tenant))).map(([key, bytes]) => [key, `${bytes}`]),
      ),
  };
};

async function* inParts(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const services = eachService().map(({ service }) => service);
const purposes = eachService().flatMap(({ buckets }) => buckets);

/** An installation with cells, a tenant in it, and a time that passes with what is done. */
export const aPlatform = async (cells: readonly string[] = ['pooled', 'acme', 'beta']) => {
  const time = { now: Date.parse('2026-03-01T12:00:00Z') };
  const clock = () => time.now;
  const tables: Record<string, MemoryTable> = { users: memoryTable() };
  const made = cells.map((cell) => {
    const names = nameOfCell('simsheet', cell);
    const own = services.map((service): [MovedService, MemoryTable] => [service, memoryTable()]);
    for (const [service, table] of own) tables[`${names}-${service}`] = table;
    const buckets = Object.fromEntries(purposes.map((purpose) => [purpose, memoryBucket()]));
    return { cell, names, tables: Object.fromEntries(own) as Record<MovedService, MemoryTable>, buckets };
  });
  const cellOf = (name: string) => {
    const found = made.find(({ cell }) => cell === name);
    if (found === undefined) throw new Error(`there is no cell ${name}`);
    return found;
  };
  const tenant = newId('org');
  const organizations = async (...tenants: TenantId[]) => {
    for (const each of tenants)
      await tables.users!.transact([{ label: 'organization', put: { ...keyOfOrganization(each), name: each } }]);
  };
  await organizations(tenant);

  /** As a command reaches it; `around` is told of every step before it is taken, and may prevent it. */
  const ports = (
    around: <Answer>(act: () => Promise<Answer>) => Promise<Answer> = (act) => act(),
  ): MovePorts & { said: string[]; steps: MoveStep[] } => {
    const said: string[] = [];
    const steps: MoveStep[] = [];
    const guarded = <Port extends object>(port: Port): Port =>
      new Proxy(port, {
        get: (target, name) => {
          const member = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          return (...given: unknown[]) => around(() => Reflect.apply(member, target, given));
        },
      });
    return {
      said,
      steps,
      users: { table: guarded<Pick<Table, 'get' | 'page'>>(tables.users!), name: 'users' },
      across: (writes) => around(() => acrossMemory(tables)(writes)),
      async cell(name) {
        const { cell, names, tables: own, buckets } = cellOf(name);
        return {
          cell,
          names,
          tables: Object.fromEntries(
            services.map((service) => [service, { name: `${names}-${service}`, table: guarded(own[service]) }]),
          ) as unknown as CellData['tables'],
          buckets: Object.fromEntries(purposes.map((purpose) => [purpose, guarded(buckets[purpose]!.bucket)])),
        };
      },
      clock,
      async wait(milliseconds) {
        time.now += milliseconds;
        await around(async () => {});
      },
      say: (line) => void said.push(line),
      goOn: () => {},
      correlationId: newId('cor'),
      happened: (step) => around(async () => void steps.push(step)),
    };
  };

  /** A gateway: it goes for so long by what it knows, five seconds at most. */
  const gateway = (knownMs: number) => {
    let known: { cell: string; at: number } | undefined;
    return async (): Promise<string> => {
      if (known === undefined || time.now - known.at >= knownMs)
        known = { cell: (await tenancyOf(tables.users!, tenant)).cell, at: time.now };
      return known.cell;
    };
  };

  return {
    tenant,
    organizations,
    time,
    ports,
    gateway,
    users: tables.users!,
    cellOf,
    fenced: (cell: string, service: MovedService, writer: Writer) =>
      fencedTable(cellOf(cell).tables[service], writer, clock),
    where: async () => (await tenancyOf(tables.users!, tenant)).cell,
    /** What a cell has of a tenant: rows but those of the move itself and events, and objects. */
    dataOf: (cell: string, of: TenantId = tenant) => ({
      rows: services.flatMap((service) =>
        cellOf(cell)
          .tables[service].items()
          .filter(({ pk, outbox }) => String(pk).startsWith(`TENANT#${of}#`) && outbox === undefined)
          .filter(({ sk }) => !['FENCE', 'ERASED'].includes(String(sk)))
          .map((row) =>
            JSON.stringify([service, row.pk, row.sk, Object.entries(row).toSorted(([a], [b]) => byteOrder(a, b))]),
          )
          .toSorted(byteOrder),
      ),
      objects: Object.fromEntries(
        purposes
          .map((purpose) => [purpose, cellOf(cell).buckets[purpose]!.all(of)] as const)
          .filter(([, all]) => Object.keys(all).length > 0),
      ),
    }),
  };
};

const keyOfOrganization = (tenant: TenantId) => {
  const write = unlessDeleted(tenant);
  if (!('check' in write)) throw new Error('it is no check');
  return { pk: write.check.pk, sk: write.check.sk };
};

/** What a process that is killed does from then on: nothing. */
export class Killed extends Error {}
