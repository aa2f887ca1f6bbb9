import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff, type Effect, type Event, isSettled, type Machine, machineOf, step } from './machine.ts';

const plans = [
  { name: 'cloud', needs: [] },
  { name: 'page', needs: [] },
  { name: 'deploy', needs: ['cloud'] },
  { name: 'web', needs: ['deploy', 'page'] },
  { name: 'seed', needs: ['deploy'] },
];

/** Carries events out one after the other; an event without a run is about the current one. */
const playing = (...events: (Event | { type: 'ready' | 'ended' | 'retry' | 'steady'; part: string })[]) => {
  let machine = machineOf(plans);
  const effects: Effect[] = [];
  for (const event of events) {
    const about = 'part' in event ? { run: machine.parts[event.part]!.run, reason: 'it died', ...event } : event;
    const [next, more] = step(machine, about as Event);
    machine = next;
    effects.push(...more);
  }
  return { machine, effects, states: statesOf(machine), launched: launchesOf(effects) };
};
const statesOf = (machine: Machine) =>
  Object.fromEntries(Object.entries(machine.parts).map(([name, { state }]) => [name, state]));
const launchesOf = (effects: Effect[]) => effects.flatMap((effect) => (effect.type === 'launch' ? [effect.part] : []));

const ready = (part: string) => ({ type: 'ready' as const, part });
const ended = (part: string) => ({ type: 'ended' as const, part });
const retry = (part: string) => ({ type: 'retry' as const, part });
const allReady = [{ type: 'begin' as const }, ...['cloud', 'page', 'deploy', 'web', 'seed'].map(ready)];

describe('the supervisor', () => {
  it('launches at first what needs nothing', () => {
    expect(playing({ type: 'begin' }).launched).toEqual(['cloud', 'page']);
  });

  it('launches a part once all that it needs is ready', () => {
    const begun = playing({ type: 'begin' }, ready('cloud'), ready('deploy'));

    expect(begun.launched).toEqual(['cloud', 'page', 'deploy', 'seed']);
    expect(begun.states.web).toBe('WAITING');
  });

  it('launches a part again, later each time, when it ends', () => {
    const { effects } = playing({ type: 'begin' }, ended('cloud'), retry('cloud'), ended('cloud'), retry('cloud'));

    expect(launchesOf(effects)).toEqual(['cloud', 'page', 'cloud', 'cloud']);
    expect(effects.flatMap((effect) => (effect.type === 'retryAfter' ? [effect.delayMs] : []))).toEqual([
      backoff.firstDelayMs,
      2 * backoff.firstDelayMs,
    ]);
  });

  it('launches everything that rests on a part again after it came back, and nothing else', () => {
    const died = playing(...allReady, ended('cloud'));
    const back = playing(...allReady, ended('cloud'), retry('cloud'), ready('cloud'), ready('deploy'));

    expect(died.states).toEqual({
      cloud: 'RESTARTING',
      page: 'READY',
      deploy: 'WAITING',
      web: 'WAITING',
      seed: 'WAITING',
    });
    expect(back.launched.slice(5)).toEqual(['cloud', 'deploy', 'web', 'seed']);
  });

  it('gives a part up after so many failures in a row, and says that nothing more will happen', () => {
    const tries = Array.from({ length: backoff.maxAttempts }, () => [ended('cloud'), retry('cloud')]).flat();
    const { machine, states, effects } = playing({ type: 'begin' }, ready('page'), ...tries);

    expect(states.cloud).toBe('FAILED');
    expect(launchesOf(effects).filter((part) => part === 'cloud')).toHaveLength(backoff.maxAttempts);
    expect(isSettled(machine)).toBe(true);
  });

  it('forgets earlier failures of a part that has run well for a while', () => {
    const once = [ended('cloud'), retry('cloud'), ready('cloud')];
    const { machine } = playing({ type: 'begin' }, ...once, ...once, { type: 'steady', part: 'cloud' }, ended('cloud'));

    expect(machine.parts.cloud?.failures).toBe(1);
  });

  it('ignores what is said about an earlier run', () => {
    const { machine } = playing({ type: 'begin' }, ended('cloud'), retry('cloud'));

    expect(step(machine, { type: 'ready', part: 'cloud', run: 1 })).toEqual([machine, []]);
  });

  it('launches nothing after it was told to stop', () => {
    const { states, effects } = playing(...allReady, ended('cloud'), { type: 'stop' }, retry('cloud'), ready('cloud'));

    expect(new Set(Object.values(states))).toEqual(new Set(['STOPPED']));
    expect(effects.at(-1)).toEqual({ type: 'haltAll' });
  });

  it('refuses a part that needs one standing after it', () => {
    expect(() => machineOf([{ name: 'web', needs: ['api'] }])).toThrow('web needs api');
  });

  it('never has a part up whose needs are not, nor launches one twice, whatever happens', () => {
    const names = fc.constantFrom(...plans.map(({ name }) => name));
    const anything = fc.record({ type: fc.constantFrom('ready', 'ended', 'retry', 'steady'), part: names });

    fc.assert(
      fc.property(fc.array(anything, { maxLength: 60 }), (events) => {
        let machine = step(machineOf(plans), { type: 'begin' })[0];
        for (const { type, part } of events) {
          const before = machine;
          const event = { type, part, run: machine.parts[part]!.run, reason: 'x' } as Event;
          const [next, effects] = step(machine, event);
          machine = next;

          for (const plan of plans) {
            const up = ['STARTING', 'READY'].includes(machine.parts[plan.name]!.state);
            if (up) expect(plan.needs.every((need) => machine.parts[need]!.state === 'READY')).toBe(true);
          }
          for (const launched of launchesOf(effects)) {
            expect(machine.parts[launched]!.run).toBe(before.parts[launched]!.run + 1);
          }
          for (const { failures } of Object.values(machine.parts)) {
            expect(failures).toBeLessThanOrEqual(backoff.maxAttempts);
          }
        }
      }),
    );
  });
});
