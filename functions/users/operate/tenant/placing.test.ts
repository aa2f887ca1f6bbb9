import { describe, expect, it } from 'vitest';
import { placementKey, tenancyOf } from '../../../../shared/tenancy/tenancy.ts';
import { services } from '../../../gateway/services.ts';
import { deleteDue } from '../../deletion/deletion.ts';
import { aTeam } from '../../organizations/team.testkit.ts';
import { knownCells } from './cells.ts';
import { type PlacingDeps, placeOrganization } from './placing.ts';

const instancesIn = (cell: string, of: readonly (typeof services)[number][] = services) =>
  of.map((service) => ({ service, cell: service === 'users' ? 'any' : cell, draining: false }));

const everywhere = knownCells([...instancesIn('pooled'), ...instancesIn('acme')]);

/** An organization in an installation with the cell acme; `data` is where something of it is. */
const anOrganization = async ({ data = [] as string[], cells = everywhere } = {}) => {
  const team = await aTeam();
  const { table, deps, ada } = team;
  const placing: PlacingDeps = {
    table,
    cells: async () => cells,
    dataIn: async (cell) => data.filter((found) => found.startsWith(cell)),
    clock: deps.clock,
  };
  const place = (to: string) => placeOrganization(placing, ada.home, to);
  const where = async () => (await tenancyOf(table, ada.home)).cell;
  return { ...team, placing, place, where };
};

describe('an organization that is placed', () => {
  it('is in its new cell from then on, and can come back', async () => {
    const { ada, table, place, where } = await anOrganization();

    const there = await place('acme');
    const { placement } = await tenancyOf(table, ada.home);
    const again = await place('acme');
    const back = await place('pooled');

    expect(there).toEqual({ ok: true, value: { from: 'pooled', to: 'acme' } });
    expect(placement).toEqual({ cell: 'acme', revision: 1, since: '2026-03-01T12:00:00.000Z' });
    expect(again).toEqual({ ok: true, value: { from: 'acme', to: 'acme' } });
    expect(back.ok).toBe(true);
    expect(await where()).toBe('pooled');
    expect((await tenancyOf(table, ada.home)).placement?.revision).toBe(2);
  });

  it.each(['pooled: table simsheet-files', 'acme: bucket simsheet--acme-files'])(
    'stays where it is while it has data, which would stay behind or be another one’s: %s',
    async (found) => {
      const { place, where } = await anOrganization({ data: [found] });

      const placed = await place('acme');

      expect(placed).toMatchObject({ ok: false, error: { code: 'has-data', detail: expect.stringContaining(found) } });
      expect(await where()).toBe('pooled');
    },
  );

  it.each([
    ['no instance', everywhere.filter(({ name }) => name === 'pooled'), 'cell-unknown'],
    [
      'no instance of one service',
      knownCells([...instancesIn('pooled'), ...instancesIn('acme', ['files', 'simulations', 'results', 'billing'])]),
      'cell-incomplete',
    ],
    [
      'one service drained',
      knownCells([...instancesIn('acme')].map((each) => ({ ...each, draining: each.service === 'files' }))),
      'cell-incomplete',
    ],
  ])('comes to no cell that has %s', async (_what, cells, code) => {
    const { place, where } = await anOrganization({ cells });

    expect(await place('acme')).toMatchObject({ ok: false, error: { code } });
    expect(await where()).toBe('pooled');
  });

  it('is placed by one of two who do it at the same time', async () => {
    const cells = knownCells([...instancesIn('acme'), ...instancesIn('beta')]);
    const { place, where } = await anOrganization({ cells });

    const placed = await Promise.all([place('acme'), place('beta')]);

    expect(placed.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    expect(placed).toContainEqual({
      ok: false,
      error: { code: 'placed-meanwhile', detail: expect.stringContaining('npm run tenant -- show') },
    });
    expect(await where()).toBe(placed[0].ok ? 'acme' : 'beta');
  });

  it('is left alone while it is moved', async () => {
    const { ada, table, place, where } = await anOrganization();
    const move = { id: 'm', from: 'pooled', to: 'beta', state: 'COPYING', startedAt: '2026-03-01T12:00:00Z' };
    const row = { cell: 'pooled', revision: 4, since: '2026-03-01T12:00:00Z', move };
    await table.transact([{ label: 'placement', put: { ...placementKey(ada.home), ...row } }]);

    expect(await place('acme')).toMatchObject({ ok: false, error: { code: 'is-moved' } });
    expect(await where()).toBe('pooled');
  });

  it('can be placed again when it was moved before, where nothing is left of it', async () => {
    const { ada, table, place, where } = await anOrganization();
    const move = { id: 'm', from: 'beta', to: 'pooled', state: 'FLIPPED', startedAt: '2026-03-01T12:00:00Z' };
    const row = { cell: 'pooled', revision: 4, since: '2026-03-01T12:00:00Z', move };
    await table.transact([{ label: 'placement', put: { ...placementKey(ada.home), ...row } }]);

    expect((await place('acme')).ok).toBe(true);
    expect(await where()).toBe('acme');
  });

  it('is one that is there', async () => {
    const { ada, table, deps, exported, time, place, placing } = await anOrganization();
    const nobody = await placeOrganization(placing, 'org_01J8ZPZS3N8W3V5K2M6R9T0XBC', 'acme');
    await ada.ask('DELETE', 'organization');
    time.now += 30 * 24 * 3600 * 1000;
    await deleteDue(deps, { table, objects: [exported.whole], wait: async () => {} });

    for (const answer of [nobody, await place('acme')])
      expect(answer).toMatchObject({ ok: false, error: { code: 'organization-not-found' } });
    expect(table.items().filter(({ pk }) => String(pk).endsWith('#TENANCY'))).toEqual([]);
  });
});
