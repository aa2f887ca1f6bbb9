/** The files of a finished run. */
import type { Program, SimulationResults } from '../../engine/index.ts';
import { columnsOf } from '../export/columns.ts';
import { csvHeader } from '../export/csv.ts';
import type { OutputFile } from '../files/atomicFile.ts';
import type { NumberStyle } from '../format/number.ts';
import { showProgress } from '../terminal/progress.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { version } from '../version.ts';
import { inOrder } from '../workers/inOrder.ts';
import type { Answers } from '../workers/jobs.ts';
import type { Pool } from '../workers/pool.ts';

export type Exports = Partial<Record<'json' | 'csv' | 'parquet' | 'html', OutputFile>>;

interface Finished {
  workbook: string;
  program: Program;
  pool: Pool;
  results: SimulationResults;
  styleOf(cell: string): NumberStyle;
  isQuiet: boolean;
}

/** The files written, with their sizes. */
export async function writeExports(exports: Exports, finished: Finished): Promise<{ path: string; bytes: number }[]> {
  const written: { path: string; bytes: number }[] = [];
  for (const format of ['json', 'csv', 'parquet', 'html'] as const) {
    const file = exports[format];
    if (!file) continue;
    let bytes = 0;
    const counted: OutputFile = {
      ...file,
      write(part) {
        bytes += part.length;
        file.write(part);
      },
    };
    await writers[format](counted, finished);
    file.commit();
    if (file.path !== undefined) written.push({ path: file.path, bytes });
  }
  return written;
}

/** What only one format needs is loaded with it: charting alone would make every start a second slower. */
const writers: Record<keyof Exports, (file: OutputFile, finished: Finished) => Promise<void> | void> = {
  json(file, { results }) {
    file.write(Buffer.from(`${JSON.stringify(results, null, 2)}\n`));
  },

  async csv(file, finished) {
    const { program, results } = finished;
    file.write(csvHeader(columnsOf(program, results).map(({ name }) => name)));
    await eachChunk(finished, 'Writing CSV', 'csv', (lines) => file.write(lines));
  },

  async parquet(file, finished) {
    const { createParquet } = await import('../export/parquet.ts');
    const { program, results } = finished;
    const parquet = createParquet(file, columnsOf(program, results), {
      createdBy: `simsheet version ${version}`,
      request: JSON.stringify(results.request),
    });
    await eachChunk(finished, 'Writing Parquet', 'sample', (samples) => parquet.add(samples));
    parquet.finish();
  },

  async html(file, { pool, results, workbook, styleOf }) {
    const { htmlReport } = await import('../report/htmlReport.ts');
    const samples = await pool.do({ kind: 'sample', chunk: 0 });
    file.write(Buffer.from(htmlReport({ results, workbook, samples, styleOf })));
  },
};

/** Iterations are not kept while running: the same seed gives the same numbers again, chunk by chunk. */
async function eachChunk<K extends 'csv' | 'sample'>(
  { program, results, pool, isQuiet }: Finished,
  title: string,
  kind: K,
  take: (answer: Answers[K]) => void,
): Promise<void> {
  // A stop rule may have ended the run before the request's last iteration.
  const chunks = Math.ceil(results.iterations / program.chunkSize);
  const progress = showProgress(
    { title, total: results.iterations, stream: process.stderr, isShown: !isQuiet },
    terminalOf(process.stderr),
  );
  try {
    let done = 0;
    const answers = inOrder<Answers[K]>(chunks, pool.size + 1, (chunk) => pool.do<K>({ kind, chunk } as never));
    for await (const answer of answers) {
      take(answer);
      done = Math.min(results.iterations, done + program.chunkSize);
      progress.update(done);
    }
  } finally {
    progress.end();
  }
}
