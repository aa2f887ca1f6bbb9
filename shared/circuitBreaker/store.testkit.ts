import { describe, expect, it } from 'vitest';
import type { CircuitStore } from './store.ts';

/** What every circuit store does, whatever it keeps circuits in. */
export const storeSuite = (subject: string, store: () => CircuitStore): void => {
  const at = 1_700_000_000_000;
  const failure = { epoch: 0, at, message: 'Error: no connection' };
  let circuits = 0;
  const aName = () => {
    circuits += 1;
    return `suite-${circuits}`;
  };
  const permit = (slot: number, token: string, until = at + 1000) => ({ slot, token, until, passed: false });
  const aHalfOpenCircuit = async () => {
    const name = aName();
    const open = await store().move(await store().read(name), { state: 'OPEN', openUntil: at });
    const halfOpen = await store().move(open!, { state: 'HALF_OPEN', permit: permit(0, 'one') });
    return halfOpen!;
  };

  describe(subject, () => {
    it('knows a circuit that nobody wrote to as closed', async () => {
      expect(await store().read(aName())).toMatchObject({ state: 'CLOSED', epoch: 0, permits: [], failures: [] });
    });

    it('counts failures that come at once, by epoch and bucket', async () => {
      const known = await store().read(aName());

      const counts = Array.from({ length: 20 }, (_, n) => store().countFailure(known, failure, at + (n % 2), at));
      await Promise.all(counts);
      const circuit = await store().countFailure(known, { ...failure, epoch: 3 }, at, at);

      expect(circuit.failures.toSorted((a, b) => a.epoch - b.epoch || a.from - b.from)).toEqual([
        { epoch: 0, from: at, count: 10 },
        { epoch: 0, from: at + 1, count: 10 },
        { epoch: 3, from: at, count: 1 },
      ]);
      expect(circuit.lastError).toEqual({ message: 'Error: no connection', at });
    });

    it('forgets tenants whose errors are too long ago', async () => {
      const known = await store().markTenant(await store().read(aName()), { ...failure, tenant: 'org_1' }, at);

      const circuit = await store().markTenant(known, { ...failure, at: at + 5000, tenant: 'org_2' }, at + 1);

      expect(circuit.tenants).toEqual([{ epoch: 0, tenant: 'org_2', at: at + 5000 }]);
    });

    it('forgets buckets that are too old', async () => {
      const known = await store().countFailure(await store().read(aName()), failure, at, at);

      const circuit = await store().countFailure(known, failure, at + 5000, at + 5000);

      expect(circuit.failures).toEqual([{ epoch: 0, from: at + 5000, count: 1 }]);
    });

    it('remembers when a tenant last got an error, whatever its name holds', async () => {
      const known = await store().read(aName());

      await store().markTenant(known, { ...failure, tenant: 'org#1 ü' }, at);
      const circuit = await store().markTenant(known, { ...failure, at: at + 1, tenant: 'org#1 ü' }, at + 1);

      expect(circuit.tenants).toEqual([{ epoch: 0, tenant: 'org#1 ü', at: at + 1 }]);
    });

    it('lets one of many transitions from an epoch happen', async () => {
      const known = await store().countFailure(await store().read(aName()), failure, at, at);

      const moves = await Promise.all(Array.from({ length: 10 }, () => store().move(known, { state: 'OPEN' })));

      expect(moves.filter((moved) => moved !== null)).toMatchObject([{ state: 'OPEN', epoch: 1 }]);
      expect((await store().read(known.name)).failures).toHaveLength(1);
    });

    it('gives a place to one of many who want it', async () => {
      const halfOpen = await aHalfOpenCircuit();

      const claims = await Promise.all(
        Array.from({ length: 10 }, (_, n) => store().claim(halfOpen, permit(1, `token-${n}`), at)),
      );

      expect(claims.filter((claimed) => claimed !== null)).toHaveLength(1);
      const { permits } = await store().read(halfOpen.name);
      expect(new Set(permits.map(({ slot }) => slot))).toEqual(new Set([0, 1]));
    });

    it('gives a place away again when its lease has ended, and not a moment sooner', async () => {
      const halfOpen = await aHalfOpenCircuit();

      expect(await store().claim(halfOpen, permit(0, 'two'), at + 999)).toBeNull();
      expect(await store().claim(halfOpen, permit(0, 'two', at + 2000), at + 1000)).toMatchObject({
        permits: [{ slot: 0, token: 'two', until: at + 2000 }],
      });
    });

    it('never gives away the place of a probe that passed', async () => {
      const halfOpen = await aHalfOpenCircuit();

      const settled = await store().settle(halfOpen, permit(0, 'one'), 'passed');

      expect(settled?.permits).toMatchObject([{ slot: 0, passed: true }]);
      expect(await store().claim(halfOpen, permit(0, 'two'), at * 2)).toBeNull();
    });

    it('takes the word of a place’s holder only, and only in its epoch', async () => {
      const halfOpen = await aHalfOpenCircuit();
      const stranger = permit(0, 'stranger');

      expect(await store().settle(halfOpen, stranger, 'passed')).toBeNull();
      expect(await store().move(halfOpen, { state: 'OPEN' }, stranger)).toBeNull();
      const open = await store().move(halfOpen, { state: 'OPEN' }, permit(0, 'one'));
      expect(open).toMatchObject({ state: 'OPEN', epoch: 3, permits: [] });
      expect(await store().settle(halfOpen, permit(0, 'one'), 'released')).toBeNull();
      expect(await store().claim(halfOpen, permit(1, 'two'), at)).toBeNull();
    });

    it('keeps an operator’s decision through transitions, and the history of decisions', async () => {
      const name = aName();
      const decision = { actor: 'usr_ops', reason: 'maintenance', until: at + 1000 };

      await store().setMode(name, { mode: 'OBSERVE', ...decision }, at);
      const known = await store().setMode(name, { mode: 'FORCED_OPEN', ...decision }, at + 1);
      const moved = await store().move(known, { state: 'OPEN' });

      expect(moved?.mode).toEqual({ mode: 'FORCED_OPEN', ...decision });
      expect((await store().modeHistory(name)).map(({ mode }) => mode)).toEqual(['FORCED_OPEN', 'OBSERVE']);
    });

    it('lists circuits by name, and nothing else', async () => {
      const [first, second] = [aName(), aName()];
      for (const name of [second, first]) await store().countFailure(await store().read(name), failure, at, at);

      const names = (await store().list()).map(({ name }) => name);

      expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
      expect(names).toEqual(expect.arrayContaining([first, second]));
      expect(names.every((name) => /^(suite|circuit)-\d+$/.test(name))).toBe(true);
    });
  });
};
