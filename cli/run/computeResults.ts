/** A whole run over a pool, with a bar while it lasts. */
import { type Program, type SimulationResults, summarise } from '../../engine/index.ts';
import { showProgress } from '../terminal/progress.ts';
import { terminalOf } from '../terminal/terminal.ts';
import type { Pool } from '../workers/pool.ts';
import { simulate } from '../workers/simulate.ts';

interface Shown {
  title: string;
  quiet?: boolean;
  ascii?: boolean;
}

export async function computeResults(
  program: Program,
  pool: Pool,
  { title, quiet, ascii }: Shown,
): Promise<SimulationResults> {
  const progress = showProgress(
    { title, total: program.iterations, stream: process.stderr, isShown: !quiet },
    terminalOf(process.stderr, { ascii: ascii ?? false }),
  );
  try {
    return summarise(program, await simulate(program, pool, progress.update));
  } finally {
    progress.end();
  }
}
