import type { Program, Runner } from '../../engine/index.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Moving } from '../../events/consume/consume.ts';
import type { EventContext, EventFor } from '../../events/envelope.ts';
import { publishResultsExported, type resultsExportRequestedV1 } from '../../events/results.ts';
import { csvField } from '../../shared/csv.ts';
import type { TenantId } from '../../shared/identity.ts';
import type { Objects } from '../../shared/objects.ts';
import { programKey } from '../../shared/runs.ts';
import { exportFolder, exportKey, resultsFolder } from './results.ts';
import type { ExportRecord, ResultStore } from './store.ts';

export interface ExportDeps {
  store: ResultStore;
  objects: Objects;
  runs: Objects;
  /** Writes an object as its parts come, whatever its length; returns its bytes. */
  upload(tenant: TenantId, key: string, contentType: string, parts: AsyncIterable<Uint8Array>): Promise<number>;
  decodeProgram(bytes: Uint8Array): Program;
  createRunner(program: Program): Promise<Runner>;
  clock: () => Date;
}

const maxCsvRows = 10_000_000;

/** Writes the export that was asked for. Done again after a crash it writes the same object again. */
export const writeExport = async (
  deps: ExportDeps & Pick<Moving, 'heed'>,
  event: EventFor<typeof resultsExportRequestedV1>,
): Promise<void> => {
  const { tenantid: tenant, data } = event;
  const record = await deps.store.getExport(tenant, data.simulationId, data.exportId);
  // Deleted: what an earlier attempt has written, here or where the tenant was, goes as well.
  if (record === undefined) return deps.objects.removeAll(tenant, exportFolder(data));
  if (record.status !== 'PENDING') return;

  const written = await write(deps, tenant, record);
  const ended: ExportRecord = written.ok
    ? { ...record, status: 'READY', bytes: written.value }
    : { ...record, status: 'FAILED', error: written.error };
  const context: EventContext = {
    tenant,
    subject: record.exportId,
    sequence: 2,
    at: deps.clock(),
    correlationId: event.correlationid,
    causationId: event.id,
    traceparent: event.traceparent,
  };
  const { simulationId, exportId, format } = record;
  const events =
    ended.bytes === null
      ? []
      : [publishResultsExported(context, { simulationId, exportId, format, bytes: ended.bytes })];
  const isThere = await deps.store.endExport(tenant, ended, events);
  if (isThere) return;
  // Deleted meanwhile: what was written since must go as well, also where a move has brought it.
  await deps.objects.removeAll(tenant, exportFolder(record));
  await deps.heed(tenant);
};

/** How many bytes were written, or why none can be. */
const write = async (deps: ExportDeps, tenant: TenantId, record: ExportRecord): Promise<Result<number, string>> => {
  const { simulationId, format } = record;
  const result = await deps.store.get(tenant, simulationId);
  if (result === undefined) return failed('The results were deleted before they could be exported.');
  const { iterations } = result;
  if (format === 'csv' && iterations > maxCsvRows) {
    return failed(
      `A CSV file has at most ${maxCsvRows.toLocaleString('en-US')} rows; this run has ${iterations.toLocaleString('en-US')} iterations.`,
    );
  }
  return ok(await writers[format](deps, tenant, record, iterations));
};

const writers: Record<
  ExportRecord['format'],
  (deps: ExportDeps, tenant: TenantId, record: ExportRecord, iterations: number) => Promise<number>
> = {
  async json({ objects, upload }, tenant, record) {
    const bytes = await objects.get(tenant, `${resultsFolder(record.simulationId)}/results.json`);
    if (bytes === undefined) throw new Error(`the results of ${record.simulationId} are gone`);
    return upload(tenant, exportKey(record), 'application/json', single(bytes));
  },

  async csv(deps, tenant, record, iterations) {
    const bytes = await deps.runs.get(tenant, programKey(record.simulationId));
    if (bytes === undefined) throw new Error(`the program of ${record.simulationId} is gone`);
    const program = deps.decodeProgram(bytes);
    const rows = csvOf(program, await deps.createRunner(program), iterations);
    return deps.upload(tenant, exportKey(record), 'text/csv; charset=utf-8', rows);
  },
};

async function* single(bytes: Uint8Array) {
  yield bytes;
}

/** The same seed draws the same numbers: the iterations that a run had, fewer than asked for where its stop rule ended it, are computed again. */
async function* csvOf(program: Program, runner: Runner, iterations: number): AsyncGenerator<Uint8Array> {
  const columns = [...program.inputs, ...program.outputs].map(({ name }) => csvField(name));
  yield Buffer.from(`iteration,${columns.join(',')}\r\n`);
  let iteration = 0;
  for (let chunk = 0; iteration < iterations; chunk += 1) {
    const samples = await runner.sample(chunk);
    const lines: string[] = [];
    for (let row = 0; row < samples.iterations; row += 1) {
      iteration += 1;
      const values = samples.columns.map((column) => csvField(column[row] ?? ''));
      lines.push(`${iteration},${values.join(',')}\r\n`);
    }
    yield Buffer.from(lines.join(''));
  }
}
