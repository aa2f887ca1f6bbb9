/** A finished run as text. */
import type { SimulationResults } from '../../engine/index.ts';
import { formatCount, formatDuration, type NumberStyle } from '../format/number.ts';
import { outputReport } from './outputReport.ts';
import type { Terminal } from './terminal.ts';
import { plainText } from './text.ts';

export interface RunFacts {
  workbook: string;
  results: SimulationResults;
  elapsedMs: number;
  threads: number;
  styleOf(cell: string): NumberStyle;
}

export function runReport({ workbook, results, elapsedMs, threads, styleOf }: RunFacts, terminal: Terminal): string {
  const { request, iterations, converged, seed, sampling, inputs, outputs, warnings } = results;
  const rate = formatCount(Math.round(Number((iterations / (elapsedMs / 1000)).toPrecision(2))));
  const count = (number: number, noun: string) => `${formatCount(number)} ${noun}${number === 1 ? '' : 's'}`;
  const separator = terminal.isUnicode ? ' · ' : ', ';
  return [
    `${terminal.bold(plainText(request.name ?? workbook))}${request.name === undefined ? '' : terminal.dim(`  ${plainText(workbook)}`)}`,
    terminal.dim(
      [
        count(iterations, 'iteration'),
        ...(converged === null ? [] : [converged ? 'as precise as asked' : 'less precise than asked']),
        sampling,
        `seed ${seed}`,
        count(inputs.length, 'input'),
        count(outputs.length, 'output'),
      ].join(separator),
    ),
    terminal.dim(`${formatDuration(elapsedMs)}, ${rate} iterations/s on ${count(threads, 'thread')}`),
    ...warnings.map((warning) => terminal.warning(`Warning: ${plainText(warning)}`)),
    ...outputs.flatMap((output) => ['', ...outputReport(output, terminal, styleOf(output.cell))]),
    '',
  ].join('\n');
}
