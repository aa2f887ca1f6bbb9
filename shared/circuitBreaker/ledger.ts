import { activeMode, type Change, type Circuit, type OpenReason, type Permit } from './circuit.ts';
import { type Knowledge, knowledge } from './knowledge.ts';
import { type OwnVolume, ownVolume } from './ownVolume.ts';
import type { CircuitSettings } from './settings.ts';
import type { CircuitStore } from './store.ts';

/** Told by the one process whose write made the transition. */
export interface Transition {
  name: string;
  from: Circuit['state'];
  to: Circuit['state'];
  epoch: number;
  at: number;
  /** Why it opened. */
  reason: OpenReason | null;
  /** The one tenant for whom it is open; null for all. */
  tenant: string | null;
  openUntil: number | null;
  lastError: string | null;
  /** Whether operators only watch it, so that it refuses nobody. */
  observed: boolean;
  /** False for the circuit of this process alone, while the shared one cannot be reached. */
  shared: boolean;
}

export interface Environment {
  name: string;
  settings: CircuitSettings;
  clock: () => number;
  random: () => number;
  onTransition(transition: Transition): Promise<void> | void;
}

/** A circuit in a store, as a process works with it. */
export interface Ledger extends Environment {
  store: CircuitStore;
  shared: boolean;
  knowledge: Knowledge;
  own: OwnVolume;
  /** One after the other; those who wait behind a failure fail with it instead of trying the same store again. */
  inTurn<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Which tenants' errors this process has told the store of, with the epoch and the time. */
  told: Map<string, { epoch: number; at: number }>;
}

export const ledger = (environment: Environment, store: CircuitStore, shared: boolean): Ledger => {
  const { name, settings, clock } = environment;
  let turn: Promise<unknown> = Promise.resolve();
  return {
    ...environment,
    store,
    shared,
    knowledge: knowledge(() => store.read(name), settings, clock),
    own: ownVolume(settings),
    told: new Map(),
    inTurn(work) {
      const mine = turn.then(work);
      turn = mine;
      mine.catch(() => {
        if (turn === mine) turn = Promise.resolve();
      });
      return mine;
    },
  };
};

/** Makes a transition, if nobody else made one since. */
export const move = async (
  { name, store, shared, knowledge, clock, onTransition }: Ledger,
  known: Circuit,
  change: Change,
  holding?: Permit,
): Promise<Circuit | null> => {
  const moved = await store.move(known, change, holding);
  if (moved === null) {
    knowledge.doubt();
    return null;
  }
  knowledge.learn(moved);
  const { state, epoch, reason, tenant, openUntil, lastError } = moved;
  await onTransition({
    name,
    from: known.state,
    to: state,
    epoch,
    at: clock(),
    reason,
    tenant,
    openUntil,
    lastError: lastError?.message ?? null,
    observed: activeMode(moved, clock())?.mode === 'OBSERVE',
    shared,
  });
  return moved;
};
