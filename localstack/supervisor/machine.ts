/**
 * What the supervisor does next, as a pure function: `step(machine, event)` answers the next machine and the effects to
 * carry out. It knows no process and no clock.
 *
 * A part is launched once all that it needs is READY. One that ends by itself, or loses its health, is launched again
 * after a delay that doubles, and given up after some failures in a row. Whatever rests on it goes back to WAITING and is launched
 * again after it: a cloud that lost its memory has to be deployed to again.
 */
export interface PartPlan {
  name: string;
  needs: readonly string[];
  /** Tries before it is given up; fewer than usual for what fails the same way again. */
  maxAttempts?: number;
}

export type PartState = 'WAITING' | 'STARTING' | 'READY' | 'RESTARTING' | 'FAILED' | 'STOPPED';

export interface PartStatus {
  state: PartState;
  /** Counts launches. An event that carries an older number is about something that is gone. */
  run: number;
  /** Failed tries since it last ran well. */
  failures: number;
  /** Why it ended last time. */
  reason: string | null;
}

export interface Machine {
  plans: readonly PartPlan[];
  parts: Readonly<Record<string, PartStatus>>;
  stopping: boolean;
}

export type Event =
  | { type: 'begin' }
  /** The part is healthy, or its task is done. */
  | { type: 'ready'; part: string; run: number }
  /** The process died, its health is lost, the task failed, or it took too long. */
  | { type: 'ended'; part: string; run: number; reason: string }
  /** The delay before the next try is over. */
  | { type: 'retry'; part: string; run: number }
  /** It has been READY for so long that earlier failures do not count any more. */
  | { type: 'steady'; part: string; run: number }
  | { type: 'stop' };

export type Effect =
  | { type: 'launch'; part: string; run: number }
  /** End what is left of the part. */
  | { type: 'halt'; part: string }
  | { type: 'retryAfter'; part: string; run: number; delayMs: number }
  /** Everything has to end, last part first. */
  | { type: 'haltAll' };

export const backoff = { maxAttempts: 5, firstDelayMs: 500, longestDelayMs: 15_000 };

export const machineOf = (plans: readonly PartPlan[]): Machine => {
  for (const [index, { name, needs }] of plans.entries()) {
    const unknown = needs.find((need) => !plans.slice(0, index).some((plan) => plan.name === need));
    if (unknown !== undefined) throw new Error(`${name} needs ${unknown}, which has to stand before it`);
  }
  const waiting: PartStatus = { state: 'WAITING', run: 0, failures: 0, reason: null };
  return { plans, parts: Object.fromEntries(plans.map(({ name }) => [name, waiting])), stopping: false };
};

export const step = (machine: Machine, event: Event): [Machine, Effect[]] => {
  if (machine.stopping) return [machine, []];
  if (event.type === 'begin') return launchWhatCan(machine, []);
  if (event.type === 'stop') {
    const stopped = change(machine, machine.plans, (part) => ({ ...part, state: 'STOPPED', run: part.run + 1 }));
    return [{ ...stopped, stopping: true }, [{ type: 'haltAll' }]];
  }
  const part = machine.parts[event.part];
  if (part === undefined || part.run !== event.run) return [machine, []];
  return transitions[event.type](machine, event as never, part);
};

type About<Type extends Event['type']> = (
  machine: Machine,
  event: Extract<Event, { type: Type }>,
  part: PartStatus,
) => [Machine, Effect[]];

const transitions: { [Type in 'ready' | 'ended' | 'retry' | 'steady']: About<Type> } = {
  ready: (machine, { part: name }, part) => {
    if (part.state !== 'STARTING') return [machine, []];
    return launchWhatCan(update(machine, name, { ...part, state: 'READY' }), []);
  },

  ended: (machine, { part: name, reason }, part) => {
    if (part.state !== 'STARTING' && part.state !== 'READY') return [machine, []];
    const failures = part.failures + 1;
    const { maxAttempts = backoff.maxAttempts } = machine.plans.find((plan) => plan.name === name)!;
    const gaveUp = failures >= maxAttempts;
    const ended: PartStatus = { state: gaveUp ? 'FAILED' : 'RESTARTING', run: part.run, failures, reason };
    const resting = change(update(machine, name, ended), restingOn(machine, name), (other) =>
      // One that was given up stays so: what failed it was its own.
      other.state === 'FAILED' ? other : { ...other, state: 'WAITING', run: other.run + 1 },
    );
    const effects: Effect[] = [{ type: 'halt', part: name }];
    if (!gaveUp) effects.push({ type: 'retryAfter', part: name, run: part.run, delayMs: delayAfter(failures) });
    return [resting, effects];
  },

  retry: (machine, { part: name }, part) => {
    if (part.state !== 'RESTARTING') return [machine, []];
    return launchWhatCan(update(machine, name, { ...part, state: 'WAITING' }), []);
  },

  steady: (machine, { part: name }, part) => [
    part.state === 'READY' ? update(machine, name, { ...part, failures: 0, reason: null }) : machine,
    [],
  ],
};

export const delayAfter = (failures: number): number =>
  Math.min(backoff.firstDelayMs * 2 ** (failures - 1), backoff.longestDelayMs);

/** Parts that cannot get any further without being asked: all READY, or held up by one that was given up. */
export const isSettled = ({ plans, parts }: Machine): boolean =>
  plans.every(({ name, needs }) => {
    const state = parts[name]?.state;
    if (state === 'WAITING') return needs.some((need) => isHeldUp(parts, plans, need));
    return state !== 'STARTING' && state !== 'RESTARTING';
  });

const isHeldUp = (parts: Machine['parts'], plans: readonly PartPlan[], name: string): boolean => {
  if (parts[name]?.state === 'FAILED') return true;
  const needs = plans.find((plan) => plan.name === name)?.needs ?? [];
  return parts[name]?.state === 'WAITING' && needs.some((need) => isHeldUp(parts, plans, need));
};

const launchWhatCan = (machine: Machine, effects: Effect[]): [Machine, Effect[]] => {
  const next = machine.plans.find(
    ({ name, needs }) =>
      machine.parts[name]?.state === 'WAITING' && needs.every((need) => machine.parts[need]?.state === 'READY'),
  );
  if (next === undefined) return [machine, effects];
  const part = machine.parts[next.name]!;
  const launched = update(machine, next.name, { ...part, state: 'STARTING', run: part.run + 1 });
  return launchWhatCan(launched, [...effects, { type: 'launch', part: next.name, run: part.run + 1 }]);
};

/** All parts that need this one, or need one that does. */
const restingOn = ({ plans }: Machine, name: string): PartPlan[] => {
  const found = new Set([name]);
  for (const plan of plans) if (plan.needs.some((need) => found.has(need))) found.add(plan.name);
  return plans.filter((plan) => plan.name !== name && found.has(plan.name));
};

const update = (machine: Machine, name: string, part: PartStatus): Machine => ({
  ...machine,
  parts: { ...machine.parts, [name]: part },
});

const change = (machine: Machine, plans: readonly PartPlan[], how: (part: PartStatus) => PartStatus): Machine =>
  plans.reduce((changed, { name }) => update(changed, name, how(changed.parts[name]!)), machine);
