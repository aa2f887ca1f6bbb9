import { describe, expect, it } from 'vitest';
import { newId } from '../../../../shared/ids.ts';
import { OrganizationErased } from '../../../../shared/table/erased.ts';
import { TenantMoved, TenantMoving } from '../../../../shared/tenancy/fence.ts';
import { placementKey, tenancyOf } from '../../../../shared/tenancy/tenancy.ts';
import { aFile } from '../../../files/file.testkit.ts';
import { fileStore } from '../../../files/store.ts';
import { CannotMove } from './moveTenant.ts';
import { aPlatform, Killed } from './moving.testkit.ts';
import { placeTenant } from './placeTenant.ts';

type Around = <Answer>(act: () => Promise<Answer>) => Promise<Answer>;

/** A tenant in which nobody has worked, and a command that places it; `around` is told of each step, and may prevent it. */
const aTenant = async () => {
  const platform = await aPlatform();
  const { tenant, ports, dataOf, fenced } = platform;
  const dataIn = async (cell: string, of: typeof tenant) => {
    const { rows, objects } = dataOf(cell, of);
    return [...rows.map(() => `table in ${cell}`), ...Object.keys(objects).map((name) => `bucket ${name} in ${cell}`)];
  };
  const place = (to: string, around: Around = (act) => act(), of = tenant) =>
    placeTenant({ ...ports(around), dataIn: (...given) => around(() => dataIn(...given)) }, of, to);
  const create = async (cell: string) => {
    const file = aFile({ tenant, status: 'READY' });
    await fileStore(fenced(cell, 'files', 'request')).create(file, []);
    return file;
  };
  return { ...platform, place, create };
};

describe('a tenant that is placed', () => {
  it('is in its new cell from then on and writes there alone, and can come back at once', async () => {
    const { tenant, users, place, create, where } = await aTenant();

    const there = await place('acme');
    const { placement } = await tenancyOf(users, tenant);
    await expect(create('pooled')).rejects.toThrow(TenantMoved);
    const again = await place('acme');
    const back = await place('pooled');

    expect([there, again, back]).toEqual([{ from: 'pooled' }, { from: 'acme' }, { from: 'acme' }]);
    expect(placement).toEqual({
      cell: 'acme',
      revision: expect.any(Number),
      since: expect.any(String),
      runner: expect.any(String),
    });
    expect(await where()).toBe('pooled');
    await expect(create('acme')).rejects.toMatchObject({ to: { cell: 'pooled' } });
    await create('pooled');
  });

  it.each(['pooled', 'acme'])('stays where it is while it has something in %s', async (cell) => {
    const { tenant, users, place, cellOf, where } = await aTenant();
    cellOf(cell).buckets.results!.put(tenant, 'results/1', '{}');

    await expect(place('acme')).rejects.toMatchObject({
      code: 'has-data',
      message: expect.stringContaining(`bucket results in ${cell}`),
    });

    expect(await where()).toBe('pooled');
    expect(await users.get(placementKey(tenant))).toBeUndefined();
  });

  it('loses nothing that somebody writes meanwhile, at whatever step, by a gateway that has not noticed', async () => {
    const seen = { refused: 0, movedAlong: 0, stayed: 0 };
    let [at, calls] = [1, 1];
    for (; at <= calls; at += 1) {
      const { tenant, place, create, gateway, where, cellOf } = await aTenant();
      const cell = gateway(5000);
      await cell();
      let written: Awaited<ReturnType<typeof create>> | undefined;
      calls = 0;

      const refusal = await place('acme', async (act) => {
        calls += 1;
        if (calls === at) {
          written = await create(await cell()).catch((error) => {
            if (!(error instanceof TenantMoving || error instanceof TenantMoved)) throw error;
            return undefined;
          });
        }
        return act();
      }).then(
        () => null,
        (error) => error,
      );

      expect(refusal === null || refusal.code === 'has-data').toBe(true);
      const here = await where();
      expect(here).toBe(refusal === null ? 'acme' : 'pooled');
      if (written === undefined) seen.refused += 1;
      else {
        expect([at, await fileStore(cellOf(here).tables.files).get(tenant, written.fileId)]).toEqual([at, written]);
        seen[here === 'acme' ? 'movedAlong' : 'stayed'] += 1;
      }
    }
    // Before the look, between that and the fence, and behind it.
    expect([seen.stayed > 0, seen.movedAlong > 0, seen.refused > 0]).toEqual([true, true, true]);
  });

  it('comes there by the next command, wherever the one before was killed', async () => {
    let calls = 1;
    for (let at = 1; at <= calls; at += 3) {
      const { place, create, where, dataOf } = await aTenant();
      let isDead = false;
      calls = 0;
      await place('acme', async (act) => {
        if (isDead) throw new Killed();
        calls += 1;
        if (calls !== at) return act();
        isDead = true;
        throw new Killed();
      }).catch((error) => {
        if (!(error instanceof Killed)) throw error;
      });
      calls = Math.max(calls, at + (isDead ? 3 : 0));

      await place('acme');

      expect(await where()).toBe('acme');
      await create('acme');
      expect(dataOf('acme').rows).toHaveLength(1);
    }
    expect(calls).toBeGreaterThan(30);
  });

  it('is placed by one of two who do it at the same time', async () => {
    const { place, where } = await aTenant();

    const [acme, beta] = await Promise.allSettled([place('acme'), place('beta')]);

    expect(new Set([acme.status, beta.status])).toEqual(new Set(['fulfilled', 'rejected']));
    expect(await where()).toBe(acme.status === 'fulfilled' ? 'acme' : 'beta');
  });

  it('is left alone while it is moved elsewhere', async () => {
    const { tenant, users, place, where } = await aTenant();
    const move = { id: 'm', from: 'pooled', to: 'beta', state: 'COPYING', startedAt: '2026-03-01T12:00:00Z' };
    const row = { cell: 'pooled', revision: 4, since: '2026-03-01T12:00:00Z', move };
    await users.transact([{ label: 'placement', put: { ...placementKey(tenant), ...row } }]);

    await expect(place('acme')).rejects.toMatchObject({ code: 'is-moved', message: expect.stringContaining('beta') });

    expect(await users.get(placementKey(tenant))).toMatchObject(row);
    expect(await where()).toBe('pooled');
  });

  it('can be placed again when it was moved before, where nothing is left of it', async () => {
    const { tenant, users, place, where } = await aTenant();
    const move = { id: 'm', from: 'beta', to: 'pooled', state: 'FLIPPED', startedAt: '2026-03-01T12:00:00Z' };
    const row = { cell: 'pooled', revision: 4, since: '2026-03-01T12:00:00Z', move };
    await users.transact([{ label: 'placement', put: { ...placementKey(tenant), ...row } }]);

    await place('acme');

    expect(await where()).toBe('acme');
  });

  it('is one that is there', async () => {
    const { place, users } = await aTenant();
    const nobody = newId('org');

    await expect(place('acme', undefined, nobody)).rejects.toThrow(OrganizationErased);

    expect(await users.get(placementKey(nobody))).toBeUndefined();
  });

  it('says how to move it with its data', async () => {
    const { tenant, place, create } = await aTenant();
    await create('pooled');

    const refusal = place('acme');

    await expect(refusal).rejects.toThrow(CannotMove);
    await expect(refusal).rejects.toThrow(`npm run tenant -- move ${tenant} --to acme`);
  });
});
