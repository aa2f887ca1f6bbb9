/** `simsheet run`: reads, plans, simulates, writes. */
import { realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { compileSimulation } from '../../engine/index.ts';
import { Mistake } from '../failures.ts';
import { type OutputFile, openOutput } from '../files/atomicFile.ts';
import { readWorkbookFile } from '../files/workbookFile.ts';
import { formatBytes } from '../format/number.ts';
import { numberStyleOf } from '../format/numberStyle.ts';
import { onInterrupt } from '../interruption.ts';
import { assembleRequest } from '../request/assembleRequest.ts';
import { planRequest } from '../request/planRequest.ts';
import { readWholeOption } from '../request/readNumber.ts';
import type { RequestOptions } from '../request/requestOptions.ts';
import { runReport } from '../terminal/runReport.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { plainText } from '../terminal/text.ts';
import { createPool, type Pool } from '../workers/pool.ts';
import { computeResults } from './computeResults.ts';
import { runSeries } from './runSeries.ts';
import { type Exports, writeExports } from './writeExports.ts';

export interface RunOptions extends RequestOptions {
  json?: string | true;
  csv?: string;
  parquet?: string;
  html?: string;
  workers?: string;
  quiet?: boolean;
  ascii?: boolean;
}

export async function run(path: string, options: RunOptions): Promise<void> {
  refuseOverwriting(path, options);
  const workbook = readWorkbookFile(path);
  const draft = assembleRequest(options);
  const threads = readThreads(options.workers, draft.problems);
  if (options.quiet && formats.every((format) => options[format] === undefined))
    draft.problems.push('--quiet shows nothing: name a file with --json, --csv, --parquet or --html');
  const { plan, notes } = planRequest(workbook, path, draft);
  const tell = (text: string) => {
    if (!options.quiet) process.stderr.write(`${plainText(text)}\n`);
  };
  const simulations = plan.request.seriesIndex === undefined ? (plan.series?.simulations ?? 1) : 1;
  if (simulations > 1) {
    refuseFilesOfSeries(simulations, options);
    for (const note of notes) tell(note);
    await runSeries({ workbook, path, plan, simulations, threads, ascii: options.ascii ?? false });
    return;
  }
  const exports = openExports(options);
  let pool: Pool | undefined;
  const forget = onInterrupt(() => pool?.close());
  try {
    for (const note of notes) tell(note);
    const program = await compileSimulation(plan);
    const from = performance.now();
    pool = createPool(program, Math.min(threads, program.chunks));
    const results = await computeResults(program, pool, { title: 'Simulating', ...options });
    const elapsedMs = performance.now() - from;
    const styleOf = (cell: string) => numberStyleOf(workbook, cell);
    const facts = { workbook: basename(path), results, elapsedMs, threads: pool.size, styleOf };
    const written = await writeExports(exports, { ...facts, program, pool, isQuiet: options.quiet ?? false });
    if (usesStandardOutput(exports) || options.quiet) {
      for (const warning of results.warnings) process.stderr.write(`Warning: ${plainText(warning)}\n`);
    } else {
      process.stdout.write(runReport(facts, terminalOf(process.stdout, options)));
    }
    for (const { path: file, bytes } of written) tell(`Wrote ${file} (${formatBytes(bytes)}).`);
  } finally {
    pool?.close();
    for (const file of Object.values(exports)) file?.discard();
    forget();
  }
}

function readThreads(text: string | undefined, problems: string[]): number {
  const given = text === undefined ? undefined : readWholeOption('workers', text, { least: 1, most: 256, problems });
  return given ?? availableParallelism();
}

const formats = ['json', 'csv', 'parquet', 'html'] as const;

function refuseFilesOfSeries(simulations: number, options: RunOptions): void {
  const format = formats.find((each) => options[each] !== undefined);
  if (format !== undefined)
    throw new Mistake(
      `--${format} holds one simulation, and the series of this workbook makes ${simulations}: choose one with --series, 1 to ${simulations}.`,
    );
}

/** Before anything is computed, so that a place that cannot be written is known at once. */
function openExports(options: RunOptions): Exports {
  const opened: Exports = {};
  try {
    for (const format of formats) {
      const place = options[format];
      if (place !== undefined) opened[format] = openOutput(place === true ? '-' : place);
    }
    const toStandardOutput = Object.values(opened).filter(isStandardOutput);
    if (toStandardOutput.length > 1)
      throw new Mistake('Only one of --json, --csv, --parquet and --html can go to standard output.');
    return opened;
  } catch (error) {
    for (const file of Object.values(opened)) file.discard();
    throw error;
  }
}

const isStandardOutput = (file: OutputFile) => file.path === undefined;
const usesStandardOutput = (exports: Exports) => Object.values(exports).some(isStandardOutput);

/** The workbook and the request are never written over, whatever name they are given by. */
function refuseOverwriting(workbook: string, options: RunOptions): void {
  const kept = new Map([workbook, ...(options.request ? [options.request] : [])].map((path) => [realPath(path), path]));
  const places = new Map<string, string>();
  for (const format of formats) {
    const place = options[format];
    if (place === undefined || place === true || place === '-') continue;
    const real = realPath(place);
    const source = kept.get(real);
    if (source !== undefined) throw new Mistake(`--${format} ${place} would overwrite ${source}: name another file.`);
    const other = places.get(real);
    if (other !== undefined) throw new Mistake(`--${other} and --${format} name the same file ${place}.`);
    places.set(real, format);
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
