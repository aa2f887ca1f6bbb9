/** A workbook with series (RiskSimtable, PsiSimParam): a simulation for each of their values, compared. */
import { basename } from 'node:path';
import {
  compileSimulation,
  type Plan,
  planSimulation,
  type SimulationResults,
  type Workbook,
} from '../../engine/index.ts';
import { Mistake } from '../failures.ts';
import { numberStyleOf } from '../format/numberStyle.ts';
import { onInterrupt } from '../interruption.ts';
import { seriesReport } from '../terminal/seriesReport.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { plainText } from '../terminal/text.ts';
import { createPool, type Pool } from '../workers/pool.ts';
import { computeResults } from './computeResults.ts';

interface Series {
  workbook: Workbook;
  path: string;
  /** The first simulation, as the user asked for it. */
  plan: Plan;
  simulations: number;
  threads: number;
  ascii: boolean;
}

export async function runSeries({ workbook, path, plan, simulations, threads, ascii }: Series): Promise<void> {
  // All before the first runs, so that a mistake in the last is known at once; the seed is that of the first.
  const plans = Array.from({ length: simulations }, (_, i) => {
    const planned = planSimulation(workbook, { ...plan.request, seriesIndex: i + 1 });
    if (planned.ok) return planned.value;
    const details = planned.error.map(({ detail }) => plainText(detail)).join(' ');
    throw new Mistake(
      `simulation ${i + 1} of ${simulations}: ${details} Choose another with --series, 1 to ${simulations}.`,
    );
  });
  let pool: Pool | undefined;
  const forget = onInterrupt(() => pool?.close());
  const from = performance.now();
  const all: SimulationResults[] = [];
  try {
    for (const [i, each] of plans.entries()) {
      const program = await compileSimulation(each);
      pool = createPool(program, Math.min(threads, program.chunks));
      all.push(await computeResults(program, pool, { title: `Simulation ${i + 1} of ${simulations}`, ascii }));
      pool.close();
    }
  } finally {
    pool?.close();
    forget();
  }
  const facts = {
    workbook: basename(path),
    results: all,
    elapsedMs: performance.now() - from,
    styleOf: (cell: string) => numberStyleOf(workbook, cell),
  };
  process.stdout.write(seriesReport(facts, terminalOf(process.stdout, { ascii })));
}
