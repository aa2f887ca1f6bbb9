/** `simsheet replay`. */
import { replayIteration } from '../../engine/index.ts';
import { Mistake } from '../failures.ts';
import { readWorkbookFile } from '../files/workbookFile.ts';
import { formatCount } from '../format/number.ts';
import { workbookValue } from '../format/workbookValue.ts';
import { assembleRequest } from '../request/assembleRequest.ts';
import { planRequest } from '../request/planRequest.ts';
import { readWholeOption } from '../request/readNumber.ts';
import type { RequestOptions } from '../request/requestOptions.ts';
import { drawTable } from '../terminal/table.ts';
import { terminalOf } from '../terminal/terminal.ts';

export interface ReplayOptions extends RequestOptions {
  iteration: string;
  json?: true;
  ascii?: true;
}

export async function replay(path: string, options: ReplayOptions): Promise<void> {
  const workbook = readWorkbookFile(path);
  const draft = assembleRequest(options);
  const iteration = readWholeOption('iteration', options.iteration, { least: 1, problems: draft.problems }) ?? 1;
  if (draft.document.seed === undefined && options.seed === undefined)
    draft.problems.push('Say which run: its seed is in its results (--seed NUMBER, or "seed" in the request)');
  const { plan } = planRequest(workbook, path, draft);
  if (iteration > plan.iterations) {
    throw new Mistake(`--iteration ${options.iteration}: the run has ${formatCount(plan.iterations)} iterations.`);
  }
  const replayed = await replayIteration(workbook, plan.request, iteration - 1);
  if (!replayed.ok) throw new Mistake(replayed.error.map(draft.describe).join(' '));
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ request: plan.request, iteration, cells: replayed.value }, null, 2)}\n`);
    return;
  }
  const terminal = terminalOf(process.stdout, options);
  const names = new Map([...plan.outputs, ...plan.inputs].map(({ cell, name }) => [cell, name === cell ? '' : name]));
  const role = new Map([
    ...plan.inputs.map(({ cell }) => [cell, 'input'] as const),
    ...plan.outputs.map(({ cell }) => [cell, 'output'] as const),
  ]);
  process.stdout.write(
    [
      terminal.bold(
        `Iteration ${formatCount(iteration)} of ${formatCount(plan.iterations)}, seed ${plan.request.seed}`,
      ),
      ...drawTable(
        [
          { title: 'cell' },
          { title: 'value', align: 'right', most: 24 },
          {},
          { title: 'name', most: 32 },
          { title: 'formula' },
        ],
        replayed.value.map(({ cell, value, formula }) => [
          cell,
          workbookValue(value),
          role.get(cell) ?? '',
          names.get(cell) ?? '',
          formula === null ? '' : `=${formula}`,
        ]),
        terminal,
      ),
      '',
    ].join('\n'),
  );
}
