import { type Circuit, newCircuit, type OperatorMode, type Permit } from './circuit.ts';
import { forGood, passedToken } from './item.ts';
import type { CircuitStore } from './store.ts';

const keptDecisions = 100;

/**
 * A store of this process's own. A write is done before it gives way to anything else, so that each condition is looked at
 * and acted on in one go.
 */
export const memoryCircuitStore = (): CircuitStore => {
  const circuits = new Map<string, Circuit>();
  const decisions = new Map<string, (OperatorMode & { at: number })[]>();
  const current = (name: string): Circuit => circuits.get(name) ?? newCircuit(name);
  const write = (circuit: Circuit, change: Partial<Circuit>): Circuit => {
    const written = { ...circuit, ...change };
    circuits.set(circuit.name, written);
    return written;
  };

  return {
    read: async (name) => current(name),

    list: async () => [...circuits.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),

    async countFailure({ name }, { epoch, at, message }, from, forgetBefore) {
      const circuit = current(name);
      const isThis = (bucket: Circuit['failures'][number]) => bucket.epoch === epoch && bucket.from === from;
      const before = circuit.failures.find(isThis)?.count ?? 0;
      const others = circuit.failures.filter((bucket) => !isThis(bucket) && bucket.from >= forgetBefore);
      const failures = [...others, { epoch, from, count: before + 1 }];
      return write(circuit, { failures, lastError: { message, at } });
    },

    async markTenant({ name }, { epoch, at, message, tenant }, forgetBefore) {
      const circuit = current(name);
      const others = circuit.tenants.filter(
        (mark) => (mark.tenant !== tenant || mark.epoch !== epoch) && mark.at >= forgetBefore,
      );
      return write(circuit, { tenants: [...others, { epoch, tenant, at }], lastError: { message, at } });
    },

    async move({ name, epoch }, { permit, ...change }, holding) {
      const circuit = current(name);
      if (circuit.epoch !== epoch || (holding !== undefined && !isHeld(circuit, holding))) return null;
      // The counts of the epoch that ends stay to be looked at; those before it have served.
      return write(circuit, {
        ...change,
        epoch: epoch + 1,
        failures: circuit.failures.filter((bucket) => bucket.epoch >= epoch),
        tenants: circuit.tenants.filter((mark) => mark.epoch >= epoch),
        permits: permit === undefined ? [] : [permit],
      });
    },

    async claim({ name, epoch }, permit, now) {
      const circuit = current(name);
      const isTaken = circuit.permits.some(({ slot, until }) => slot === permit.slot && until > now);
      return circuit.epoch !== epoch || isTaken
        ? null
        : write(circuit, { permits: [...without(circuit, permit), permit] });
    },

    async settle({ name, epoch }, permit, end) {
      const circuit = current(name);
      if (circuit.epoch !== epoch || !isHeld(circuit, permit)) return null;
      const passed = { ...permit, token: passedToken, until: forGood, passed: true };
      return write(circuit, { permits: [...without(circuit, permit), ...(end === 'passed' ? [passed] : [])] });
    },

    async setMode(name, mode, at) {
      decisions.set(name, [{ ...mode, at }, ...(decisions.get(name) ?? [])].slice(0, keptDecisions));
      return write(current(name), { mode });
    },

    async forget(name) {
      circuits.delete(name);
    },

    modeHistory: async (name) => decisions.get(name) ?? [],
  };
};

const isHeld = ({ permits }: Circuit, { slot, token }: Permit): boolean =>
  permits.some((permit) => permit.slot === slot && permit.token === token);

const without = ({ permits }: Circuit, { slot }: Permit): Permit[] => permits.filter((permit) => permit.slot !== slot);
