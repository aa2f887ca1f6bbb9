/** What follows when a circuit opens, half-opens or closes; loaded with the first such. */
import { publishCircuit } from '../../../events/circuit.ts';
import type { Transition } from '../../../shared/circuitBreaker/ledger.ts';
import { newId } from '../../../shared/ids.ts';
import type { Table } from '../../../shared/table/table.ts';
import { logger, metrics } from '../../../shared/telemetry.ts';
import { measureOpening } from '../metrics.ts';
import { ejectOnOpening } from '../registry/ejection.ts';
import { registryStore } from '../registry/store.ts';

export const noticeTransition = async (table: Table, transition: Transition): Promise<void> => {
  const { name, from, to, epoch, at, reason, lastError, shared } = transition;
  const correlationId = newId('cor');
  logger.warn('circuit', { ...transition, correlationId });
  if (!shared) return;
  // A write of its own: the transition's is on an item that others count on at the same time (ADR 12).
  // An instance of the same name counts its own versions.
  const context = { subject: `circuit/${name}`, sequence: epoch, at: new Date(at), correlationId };
  await table.transact([publishCircuit[to](context, { circuit: name, from, reason, lastError })]);
  const isEjected = await ejectOnOpening(registryStore(table), transition, correlationId);
  if (to === 'OPEN') measureOpening(metrics, name, isEjected);
};
