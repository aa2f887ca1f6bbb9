import type { Admission } from './admission.ts';
import {
  allPassed,
  bucketStart,
  type Circuit,
  closing,
  fleetReasonToOpen,
  type OpenReason,
  opening,
} from './circuit.ts';
import { type Ledger, move } from './ledger.ts';

/**
 * What a call's outcome says about the dependency: it works; it failed; it answered with an error of its own making, such
 * as a 500, which may be the fault of this tenant's request; nothing.
 */
export type Verdict = 'success' | 'failure' | 'service-error' | 'ignored';

export interface Report {
  verdict: Verdict;
  durationMs: number;
  tenant: string | undefined;
  error: unknown;
}

/** Holds an outcome against the circuit that admitted the call. Without I/O when all is well. */
export const report = (ledger: Ledger, admission: Admission, given: Report): Promise<void> | void => {
  if (!admission.counted) return;
  // Without a tenant nobody can be blamed for the error but the service.
  const blameless = given.verdict === 'service-error' && given.tenant === undefined;
  const result: Report = blameless ? { ...given, verdict: 'failure' } : given;
  return admission.probe === null ? reportCall(ledger, admission, result) : reportProbe(ledger, admission, result);
};

const reportCall = (ledger: Ledger, { epoch }: Admission, result: Report): Promise<void> | void => {
  const { knowledge, settings, own, clock } = ledger;
  const { verdict, durationMs, tenant } = result;
  const known = knowledge.last;
  if (known === null) return;
  const stale = known.epoch !== epoch;
  if (!stale) own.add({ epoch, at: clock(), durationMs, verdict, tenant });
  if (verdict === 'failure' || verdict === 'service-error') {
    // The count of the epoch that just ended is still completed; later nobody looks at it.
    if (known.epoch <= epoch + 1) return countAndJudge(ledger, epoch, known, result);
  } else if (durationMs >= settings.slowCallMs && !stale) return judge(ledger, known);
};

const countAndJudge = async (ledger: Ledger, epoch: number, known: Circuit, result: Report): Promise<void> => {
  const count = result.verdict === 'failure' ? countFailure : markTenant;
  await judge(ledger, await count(ledger, epoch, known, result));
};

const countFailure = async (ledger: Ledger, epoch: number, known: Circuit, { error }: Report): Promise<Circuit> => {
  const { store, settings, knowledge, clock } = ledger;
  const at = clock();
  const failure = { epoch, at, message: messageOf(error) };
  const counted = await store.countFailure(known, failure, bucketStart(settings, at), at - 2 * settings.windowMs);
  knowledge.learn(counted);
  return counted;
};

/** A tenant counts once in a window, so that this process need not tell more often. */
const markTenant = async (ledger: Ledger, epoch: number, known: Circuit, { error, tenant = '' }: Report) => {
  const { store, settings, knowledge, told, clock } = ledger;
  const at = clock();
  const since = at - settings.windowMs;
  const before = told.get(tenant);
  if (before !== undefined && before.epoch === epoch && before.at > since) return known;
  const marked = await store.markTenant(known, { epoch, at, message: messageOf(error), tenant }, since);
  knowledge.learn(marked);
  for (const [other, mark] of told) if (mark.at <= since) told.delete(other);
  told.set(tenant, { epoch, at });
  return marked;
};

/** Opens the circuit if what the fleet or this process counted under its present epoch says so. */
const judge = async (ledger: Ledger, circuit: Circuit): Promise<void> => {
  const { settings, own, clock } = ledger;
  const fleet = fleetReasonToOpen(circuit, settings, clock());
  if (fleet !== null) return open(ledger, circuit, fleet, null);
  const estimate = own.reasonToOpen(circuit.epoch, clock());
  if (estimate === null) return;
  // For one tenant only it opens out of CLOSED, not in the place of another tenant.
  if (estimate.tenant !== null && circuit.state !== 'CLOSED') return;
  await open(ledger, circuit, estimate.reason, estimate.tenant);
};

const open = async (ledger: Ledger, circuit: Circuit, reason: OpenReason, tenant: string | null): Promise<void> => {
  const { settings, clock, random } = ledger;
  await move(ledger, circuit, opening(circuit, settings, { now: clock(), random: random(), reason, tenant }));
};

const reportProbe = async (ledger: Ledger, { epoch, probe }: Admission, result: Report): Promise<void> => {
  const { knowledge, settings, store, clock, random } = ledger;
  const known = knowledge.last;
  if (known === null || probe === null || known.epoch !== epoch) return;
  const { verdict, tenant, error } = result;
  const now = clock();
  if (verdict === 'failure' || (verdict === 'service-error' && tenant === known.tenant)) {
    const change = opening(known, settings, { now, random: random(), reason: 'probe-failed', tenant: known.tenant });
    await move(ledger, known, { ...change, lastError: { message: messageOf(error), at: now } }, probe);
    return;
  }
  // One tenant's error leaves it open whether the service is well: the permit goes to somebody else.
  if (verdict === 'service-error') await markTenant(ledger, epoch, known, result);
  const settled = await store.settle(known, probe, verdict === 'success' ? 'passed' : 'released');
  if (settled === null) return knowledge.doubt();
  knowledge.learn(settled);
  if (allPassed(settled, settings)) await move(ledger, settled, closing(now));
  else if (verdict === 'service-error') await judge(ledger, settled);
};

const longestMessage = 300;

const messageOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, longestMessage);
