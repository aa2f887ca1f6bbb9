import { describe, expect, it } from 'vitest';
import type { OperatorMode } from './circuit.ts';
import { describeCircuit } from './describe.ts';
import { aFleet, ending, fails, times, works } from './fleet.testkit.ts';
import { defaultSettings } from './settings.ts';

const minute = 60_000;

/** A fleet with an operator's decision of ten minutes that every process has had the time to see. */
const aFleetUnder = async (mode: OperatorMode['mode']) => {
  const fleet = aFleet({ processes: 2 });
  await decide(fleet, mode);
  return fleet;
};
const decide = async (fleet: ReturnType<typeof aFleet>, mode: OperatorMode['mode']) => {
  const decision = { mode, actor: 'usr_ops', reason: 'maintenance', until: fleet.now() + 10 * minute };
  await fleet.store.setMode('files', decision, fleet.now());
  fleet.wait(5000);
};

describe('an operator', () => {
  it('can force a circuit open, for everybody and for a time', async () => {
    const { breakers, wait } = await aFleetUnder('FORCED_OPEN');

    await expect(breakers[1]!.call(works)).rejects.toMatchObject({ retryAfterMs: 10 * minute - 5000 });
    wait(10 * minute);
    expect(await ending(breakers[1]!.call(works))).toBe('fine');
  });

  it('can force a circuit closed: nothing is refused and nothing counted', async () => {
    const fleet = await aFleetUnder('FORCED_CLOSED');

    const endings = await times(50, () => fleet.breakers[0]!.call(fails));

    expect(endings).toEqual(Array(50).fill('Error'));
    expect(fleet.transitions).toEqual([]);
  });

  it('is obeyed within five seconds by a process that knows the circuit to be open', async () => {
    const fleet = aFleet();
    await times(5, () => fleet.breakers[0]!.call(fails));

    await decide(fleet, 'FORCED_CLOSED');

    expect(await ending(fleet.breakers[0]!.call(works))).toBe('fine');
  });

  it('can only observe: the circuit moves as ever and refuses nobody', async () => {
    const fleet = await aFleetUnder('OBSERVE');

    await times(5, () => fleet.breakers[0]!.call(fails));
    const spared = await times(3, () => fleet.breakers[0]!.call(works));
    fleet.wait(minute);
    await times(3, () => fleet.breakers[0]!.call(works));

    expect(spared).toEqual(['fine', 'fine', 'fine']);
    expect(fleet.spared).toHaveLength(3);
    expect(fleet.transitions.map(({ to }) => to)).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED']);
  });

  it('can leave the circuit to itself again', async () => {
    const fleet = await aFleetUnder('FORCED_OPEN');

    await decide(fleet, 'AUTOMATIC');

    expect(await ending(fleet.breakers[0]!.call(works))).toBe('fine');
  });

  it('is written down, with every decision, its actor and its reason', async () => {
    const fleet = await aFleetUnder('FORCED_OPEN');
    await decide(fleet, 'AUTOMATIC');

    const history = await fleet.store.modeHistory('files');

    expect(history.map(({ mode }) => mode)).toEqual(['AUTOMATIC', 'FORCED_OPEN']);
    expect(history[1]).toMatchObject({ actor: 'usr_ops', reason: 'maintenance', at: fleet.now() - 10_000 });
  });

  it('sees every circuit that ever had something to tell', async () => {
    const fleet = await aFleetUnder('OBSERVE');
    await times(5, () => fleet.breakers[0]!.call(fails));

    const circuits = (await fleet.store.list()).map((circuit) =>
      describeCircuit(circuit, defaultSettings, fleet.now()),
    );

    expect(circuits).toEqual([
      {
        name: 'files',
        state: 'OPEN',
        epoch: 1,
        failures: 5,
        tenants: 0,
        probes: { running: 0, passed: 0, allowed: 3 },
        opens: 1,
        reason: 'failures',
        tenant: null,
        openedAt: new Date(fleet.now()).toISOString(),
        nextProbeAt: new Date(fleet.now() + minute).toISOString(),
        lastError: { message: 'Error: no connection', at: new Date(fleet.now()).toISOString() },
        mode: {
          mode: 'OBSERVE',
          actor: 'usr_ops',
          reason: 'maintenance',
          until: new Date(fleet.now() + 10 * minute - 5000).toISOString(),
        },
      },
    ]);
  });
});
