/** A whole simulation of a small workbook, for tests. */
import { type WorkbookParts, workbookOf } from '../model/workbook.testkit.ts';
import type { SimulationRequest } from '../request.ts';
import { decodeProgram, encodeProgram } from '../run/encodeProgram.ts';
import { planSimulation } from '../run/plan.ts';
import { compileSimulation, type Program } from '../run/program.ts';
import type { SimulationResults } from '../run/results.ts';
import { createRunner, type Samples } from '../run/runner.ts';
import { summarise } from '../run/summarise.ts';
import type { Workbook } from '../workbook/workbook.ts';

type Sheets = Parameters<typeof workbookOf>[0];

export interface Simulated {
  program: Program;
  samples: Samples;
  results: SimulationResults;
}

export async function simulateWorkbook(workbook: Workbook, request: SimulationRequest): Promise<Simulated> {
  const planned = planSimulation(workbook, { iterations: 4096, seed: 1, ...request });
  if (!planned.ok) throw new Error(planned.error.map(({ detail }) => detail).join('\n'));
  const program = decodeProgram(encodeProgram(await compileSimulation(planned.value)));
  const runner = await createRunner(program);
  const state = await runner.run({ firstChunk: 0, chunks: program.chunks });
  return { program, samples: await runner.sample(0), results: summarise(program, state) };
}

/** Of one sheet M, with B1 as the output where the request names none. */
export const simulate = (
  cells: Sheets[string],
  request: Partial<SimulationRequest> = {},
  parts: WorkbookParts = {},
): Promise<Simulated> => simulateWorkbook(workbookOf({ M: cells }, parts), { outputs: [{ cell: 'M!B1' }], ...request });

/** The values of the first output. */
export const outputOf = ({ program, samples }: Simulated): (number | string | boolean | undefined)[] =>
  samples.columns[program.inputs.length]!;
