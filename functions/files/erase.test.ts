import { describe, expect, it } from 'vitest';
import { eraseOrganization } from '../../events/consume/erase.ts';
import { publishFileOrganizationErased } from '../../events/file.ts';
import { organizationDeletedV1 } from '../../events/organization.ts';
import { aFilesService } from './service.testkit.ts';
import { rowsOfFiles } from './store.ts';

const at = new Date('2026-03-01T12:00:00Z');

const anErasedService = async () => {
  const service = aFilesService();
  const { table, alice, person, objects } = service;
  const tenant = alice.organizationId;
  const bob = person();
  const announce = (identity: typeof alice, key: string) =>
    service.request({
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      bytes: JSON.stringify({ name: 'model.xlsx', size: 1000 }),
      identity,
    });
  const rowsOf = (of: string) => table.items().filter(({ pk, outbox }) => String(pk).includes(of) && !outbox);
  const erase = () =>
    eraseOrganization(
      {
        table,
        rows: rowsOfFiles,
        objects: [service.whole],
        publish: publishFileOrganizationErased,
        cell: 'pooled',
        clock: () => at,
        wait: async () => {},
      },
      organizationDeletedV1.create(
        { tenant, subject: tenant, sequence: 9, at, correlationId: 'cor_1' },
        { organizationId: tenant },
      ),
    );
  return { ...service, tenant, bob, announce, rowsOf, erase, put: objects.put };
};

describe('files of an organization that was deleted', () => {
  it('are erased with their objects, whatever their status, and nobody else’s', async () => {
    const { alice, bob, tenant, announce, rowsOf, erase, put, objectKeys } = await anErasedService();
    for (const [identity, key] of [
      [alice, 'a'],
      [alice, 'b'],
      [bob, 'a'],
    ] as const) {
      const { json } = await announce(identity, key);
      await put(identity.organizationId, `files/${json.fileId}/model`, 'model', 'application/octet-stream');
    }
    const others = rowsOf(bob.organizationId);

    await erase();

    expect(rowsOf(tenant)).toEqual([expect.objectContaining({ pk: `TENANT#${tenant}#ERASED`, rows: 5, objects: 2 })]);
    expect(objectKeys().filter((key) => key.includes(tenant))).toEqual([]);
    expect(rowsOf(bob.organizationId)).toEqual(others);
    expect(others).toHaveLength(3);
    expect(objectKeys()).toHaveLength(1);
  });

  it('are not taken in any more by a request that was under way', async () => {
    const { alice, bob, tenant, announce, rowsOf, erase } = await anErasedService();
    await erase();

    const [late, another] = [await announce(alice, 'late'), await announce(bob, 'late')];

    expect([late.status, late.json.type]).toEqual([410, 'urn:simsheet:problem:organization-deleted']);
    expect(rowsOf(tenant)).toHaveLength(1);
    expect(another.status).toBe(202);
  });

  it('leave nothing that a reader wrote meanwhile', async () => {
    const { announce, alice, tenant, erase, arriveWith, sendToStorage, objects, objectKeys, rowsOf } =
      await anErasedService();
    const { json } = await announce(alice, 'a');
    await sendToStorage(tenant, json.fileId, Buffer.from('PK'));

    const outcome = await arriveWith(
      {
        guard: async () => ({ ok: true, value: {} as never }),
        readWorkbook: () => ({}) as never,
        inspectWorkbook: () =>
          ({ sheets: [], names: [], inputs: [], outputs: [], candidateInputs: [], unsupported: [] }) as never,
        encodeWorkbook: () => new Uint8Array(1),
        objects: {
          ...objects,
          put: async (...given) => {
            await erase();
            await objects.put(...given);
          },
        },
      },
      json.fileId,
    );

    expect(outcome).toBe('deleted');
    expect(rowsOf(tenant)).toHaveLength(1);
    expect(objectKeys()).toEqual([]);
  });
});
