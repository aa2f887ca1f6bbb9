import { closing, decide, halfOpenRetryMs, type Permit } from './circuit.ts';
import { type Ledger, move } from './ledger.ts';

/** A call that may go ahead, and what its outcome will be held against. */
export interface Admission {
  epoch: number;
  probe: Permit | null;
  /** Whether the outcome has a say in what becomes of the circuit. */
  counted: boolean;
  /** It would have been refused if operators did not only observe. */
  spared: boolean;
}
export interface Refusal {
  retryAfterMs: number;
}

/** A store that a process cannot reach in time costs it a lease, so the lease must outlive the call for certain. */
const leaseMarginMs = 5000;

export const admit = async (ledger: Ledger, tenant: string | undefined): Promise<Admission | Refusal> => {
  const { knowledge, settings, clock, inTurn } = ledger;
  const current = knowledge.current();
  const circuit = current instanceof Promise ? await current : current;
  const decision = decide(circuit, settings, clock(), tenant);
  if (decision.kind === 'admit') return { epoch: circuit.epoch, probe: null, ...decision };
  if (decision.kind === 'refuse') return decision;
  // A crowd that waits for the circuit to recover must not ask the store as a crowd.
  return inTurn(() => admitProbe(ledger, tenant));
};

const admitProbe = async (ledger: Ledger, tenant: string | undefined): Promise<Admission | Refusal> => {
  const { knowledge, settings, store, clock } = ledger;
  // Who loses a round was beaten to it by another process; after so many, all permits have been taken or it has moved on.
  for (let round = 0; round < settings.halfOpenProbes + 3; round += 1) {
    const circuit = await knowledge.current();
    const now = clock();
    const decision = decide(circuit, settings, now, tenant);
    const until = now + settings.timeoutMs + leaseMarginMs;
    const permit = (slot: number): Permit => ({ slot, token: crypto.randomUUID(), until, passed: false });
    switch (decision.kind) {
      case 'admit':
        return { epoch: circuit.epoch, probe: null, ...decision };
      case 'refuse':
        return decision;
      case 'half-open': {
        const probe = permit(0);
        const moved = await move(ledger, circuit, { state: 'HALF_OPEN', permit: probe });
        if (moved !== null) return { epoch: moved.epoch, probe, counted: true, spared: false };
        break;
      }
      case 'claim': {
        const probe = permit(decision.slot);
        const claimed = await store.claim(circuit, probe, now);
        if (claimed !== null) {
          knowledge.learn(claimed);
          return { epoch: claimed.epoch, probe, counted: true, spared: false };
        }
        knowledge.doubt();
        break;
      }
      case 'close':
        await move(ledger, circuit, closing(now));
    }
  }
  return { retryAfterMs: halfOpenRetryMs };
};
