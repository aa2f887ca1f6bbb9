import { failed, ok, type Result } from '../../engine/result.ts';
import type { Moving } from '../../events/consume/consume.ts';
import type { EventFor } from '../../events/envelope.ts';
import { publishResultsExportRequested, publishResultsGenerated } from '../../events/results.ts';
import type { simulationDeletedV1, simulationVisibilityChangedV1 } from '../../events/simulation.ts';
import { type ExportAccepted, type ExportView, type Results, results } from '../../shared/api/results.ts';
import type { Failure, RequestContext } from '../../shared/http/route.ts';
import type { Identity, TenantId } from '../../shared/identity.ts';
import { type Id, newId } from '../../shared/ids.ts';
import type { Objects } from '../../shared/objects.ts';
import { mayRead } from '../../shared/ownership.ts';
import { runResults, runResultsKey } from '../../shared/runs.ts';
import { fileNameOf } from './fileName.ts';
import type { ExportRecord, ResultRecord, ResultStore } from './store.ts';

export interface ResultDeps {
  store: ResultStore;
  /** The results bucket. */
  objects: Objects;
  /** The runs bucket, where a run leaves its results. */
  runs: Objects;
  /** An address from which a browser can fetch an object for a while, saved under `fileName`. */
  presign(tenant: TenantId, key: string, fileName: string): Promise<string>;
  clock: () => Date;
}

export const resultsFolder = (simulationId: string) => `results/${simulationId}`;
const documentKey = (simulationId: string) => `${resultsFolder(simulationId)}/results.json`;
/** A folder of its own, which can be removed alone. */
export const exportFolder = ({ simulationId, exportId }: Pick<ExportRecord, 'simulationId' | 'exportId'>) =>
  `${resultsFolder(simulationId)}/exports/${exportId}`;
export const exportKey = (record: Pick<ExportRecord, 'simulationId' | 'exportId' | 'format'>) =>
  `${exportFolder(record)}/export.${record.format}`;

const notFound = {
  code: 'results-not-found',
  detail: 'There are no results for this simulation: they appear when its status is COMPLETED.',
} as const satisfies Failure;

/** Of the state machine: which run it is, and what it follows from. */
export interface TakeInput {
  tenant: TenantId;
  simulationId: Id<'sim'>;
  correlationId: string;
  causationId: string;
  traceparent: string | null;
}

/**
 * Takes over what a run has computed. The last state before a simulation is COMPLETED; repeating it is harmless. One that was
 * given up may still be at work when the simulation is deleted: it leaves nothing behind.
 */
export const takeResults = async (
  { store, objects, runs, clock }: ResultDeps,
  { tenant, simulationId, correlationId, causationId, traceparent }: TakeInput,
): Promise<void> => {
  const bytes = await runs.get(tenant, runResultsKey(simulationId));
  if (bytes === undefined) throw new Error(`the run of ${simulationId} left no results`);
  const { sharing, ...document } = runResults.parse(JSON.parse(Buffer.from(bytes).toString()));
  // First: results that are there are seen by whoever may see them.
  if (sharing !== undefined) await store.share(tenant, simulationId, sharing);
  await objects.put(tenant, documentKey(simulationId), JSON.stringify(document), 'application/json');
  const outputs = document.outputs.length;
  const event = publishResultsGenerated(
    {
      tenant,
      subject: simulationId,
      sequence: 1,
      at: clock(),
      correlationId,
      causationId,
      traceparent: traceparent ?? undefined,
    },
    { simulationId, outputs },
  );
  const isKept = await store.add(
    tenant,
    {
      simulationId,
      ...(document.request.name !== undefined && { name: document.request.name }),
      generatedAt: clock().toISOString(),
      outputs,
      iterations: document.iterations,
    },
    [event],
  );
  if (!isKept) await objects.removeAll(tenant, resultsFolder(simulationId));
};

/** A change of who sees a simulation holds for what it found, in whatever order such changes are told. */
export const shareResults = (
  { store }: Pick<ResultDeps, 'store'>,
  { tenantid, sequence, data }: EventFor<typeof simulationVisibilityChangedV1>,
): Promise<void> =>
  store.share(tenantid, data.simulationId, { createdBy: data.userId, visibility: data.visibility, sequence });

/** Undefined for results that are not there, and for those that the caller is not to know of. */
const visibleResult = async (
  { store }: Pick<ResultDeps, 'store'>,
  simulationId: Id<'sim'>,
  identity: Identity,
): Promise<ResultRecord | undefined> => {
  const result = await store.get(identity.organizationId, simulationId);
  return result && mayRead(identity, result) ? result : undefined;
};

export const getResults = async (
  deps: ResultDeps,
  simulationId: Id<'sim'>,
  identity: Identity,
): Promise<Result<Results, Failure<'results-not-found'>>> => {
  const record = await visibleResult(deps, simulationId, identity);
  const bytes = record && (await deps.objects.get(identity.organizationId, documentKey(simulationId)));
  return bytes === undefined ? failed(notFound) : ok(results.parse(JSON.parse(Buffer.from(bytes).toString())));
};

/** Asks for an export. It is written by the consumer of the event that this commits. */
export const startExport = async (
  { store, clock }: ResultDeps,
  simulationId: Id<'sim'>,
  format: ExportRecord['format'],
  { identity, idempotency, correlationId, traceparent }: RequestContext,
): Promise<Result<ExportAccepted, Failure<'results-not-found'>>> => {
  const tenant = identity.organizationId;
  if ((await visibleResult({ store }, simulationId, identity)) === undefined) return failed(notFound);
  const exportId = newId('exp');
  const accepted = { simulationId, exportId, status: 'PENDING' } as const;
  const event = publishResultsExportRequested(
    { tenant, subject: exportId, sequence: 1, at: clock(), correlationId, traceparent },
    { simulationId, exportId, format },
  );
  await store.addExport(
    tenant,
    { exportId, simulationId, format, status: 'PENDING', bytes: null, error: null, createdAt: clock().toISOString() },
    [event, ...(idempotency ? [idempotency.note(accepted)] : [])],
  );
  return ok(accepted);
};

export const getExport = async (
  { store, presign }: ResultDeps,
  { simulationId, exportId }: { simulationId: Id<'sim'>; exportId: Id<'exp'> },
  identity: Identity,
): Promise<Result<ExportView, Failure<'export-not-found'>>> => {
  const tenant = identity.organizationId;
  const record = await store.getExport(tenant, simulationId, exportId);
  // What it was made from may have been deleted, and the file with it, or have become private.
  const made = await visibleResult({ store }, simulationId, identity);
  if (record === undefined || made === undefined) {
    return failed({ code: 'export-not-found', detail: 'There is no such export; exports are kept for seven days.' });
  }
  const fileName = `${fileNameOf(made.name ?? simulationId)}.${record.format}`;
  const url = record.status === 'READY' ? await presign(tenant, exportKey(record), fileName) : null;
  return ok({ ...record, url });
};

/**
 * A deleted simulation takes its results and exports along. That it was is noted first: an export whose request arrives
 * later finds nothing to end, and what is being written then is removed by its writer. So no order leaves anything over. A move
 * that began meanwhile may have copied what was removed after that: it is removed there as well.
 */
export const eraseResults = async (
  { store, objects, clock, heed }: Pick<ResultDeps, 'store' | 'objects' | 'clock'> & Pick<Moving, 'heed'>,
  { tenantid, data }: EventFor<typeof simulationDeletedV1>,
): Promise<void> => {
  await store.erase(tenantid, data.simulationId, clock());
  await objects.removeAll(tenantid, resultsFolder(data.simulationId));
  await heed(tenantid);
};
