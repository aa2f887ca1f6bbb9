/** The most memory that a run takes, in a process of its own: run by bench.ts with a number of iterations. Prints bytes. */
import { compileSimulation, createRunner, mergeStates, planSimulation, summarise } from '../../engine/index.ts';
import type { Cell } from '../../engine/workbook/workbook.ts';
import { cashFlow } from './cashFlow.ts';

/** One product of two drawn cells: little to compute, so that many iterations take little time. */
const cells: Cell[] = [
  { row: 0, column: 0, value: 1 },
  { row: 1, column: 0, value: 1 },
  { row: 2, column: 0, value: undefined, formula: { text: 'A1*A2' } },
];
const { workbook } = cashFlow('plain');
const plan = planSimulation(
  { ...workbook, sheets: [{ ...workbook.sheets[0]!, rows: 3, columns: 1, cells }] },
  {
    inputs: [
      { cell: 'Model!A1', distribution: 'normal(10, 2)' },
      { cell: 'Model!A2', distribution: 'uniform(1, 3)' },
    ],
    outputs: [{ cell: 'Model!A3' }],
    iterations: Number(process.argv[2]),
    seed: 3,
    sampling: 'monte-carlo',
  },
);
if (!plan.ok) throw new Error(JSON.stringify(plan.error));
const program = await compileSimulation(plan.value);
const state = await (await createRunner(program)).run({ firstChunk: 0, chunks: program.chunks });
summarise(program, mergeStates(program, [state]));
console.log(process.resourceUsage().maxRSS * 1024);
