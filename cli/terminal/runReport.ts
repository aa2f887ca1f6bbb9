/** A finished run as text. */
import type { SimulationResults } from '../../engine/index.ts';
import { correlatedPairs, formatCorrelation } from '../format/correlatedPairs.ts';
import { formatCount, formatDuration, formatNumber, type NumberStyle } from '../format/number.ts';
import { workbookValue } from '../format/workbookValue.ts';
import { outputReport } from './outputReport.ts';
import { drawTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import { plainText } from './text.ts';

/** Of a long list, so many; --json has them all. */
const rowsShown = 20;

export interface RunFacts {
  workbook: string;
  results: SimulationResults;
  elapsedMs: number;
  threads: number;
  styleOf(cell: string): NumberStyle;
}

export function runReport({ workbook, results, elapsedMs, threads, styleOf }: RunFacts, terminal: Terminal): string {
  const { request, iterations, converged, seed, sampling, series, inputs, outputs, warnings } = results;
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
    ...(series ? [terminal.dim(seriesLine(series))] : []),
    ...warnings.map((warning) => terminal.warning(`Warning: ${plainText(warning)}`)),
    ...outputs.flatMap((output) => ['', ...outputReport(output, terminal, styleOf(output.cell))]),
    ...workbookLines(results, terminal, styleOf),
    ...correlationLines(results, terminal),
    '',
  ].join('\n');
}

function workbookLines(
  { workbookResults }: SimulationResults,
  terminal: Terminal,
  styleOf: RunFacts['styleOf'],
): string[] {
  if (workbookResults.length === 0) return [];
  const rows = workbookResults
    .slice(0, rowsShown)
    .map(({ cell, name, value, formula }) => [
      cell,
      name === cell ? '' : name,
      workbookValue(value, styleOf(cell)),
      `=${formula}`,
    ]);
  return [
    '',
    terminal.bold('What the workbook computes from the simulation'),
    ...drawTable(
      [{ title: 'cell' }, { title: 'name', most: 36 }, { title: 'value', align: 'right' }, { title: 'formula' }],
      rows,
      terminal,
    ),
    ...moreLine(workbookResults.length - rows.length, terminal),
  ];
}

function correlationLines(results: SimulationResults, terminal: Terminal): string[] {
  const { pairs, left } = correlatedPairs(results, rowsShown);
  if (pairs.length === 0) return [];
  return [
    '',
    terminal.bold('Rank correlations'),
    ...drawTable(
      [
        { title: 'inputs', most: 60 },
        { title: 'copula' },
        { title: 'asked', align: 'right' },
        { title: 'achieved', align: 'right' },
        {},
      ],
      pairs.map(({ names, copula, asked, achieved }) => [
        names.join(', '),
        copula,
        formatCorrelation(asked),
        formatCorrelation(achieved),
      ]),
      terminal,
    ),
    ...moreLine(left, terminal),
  ];
}

const moreLine = (left: number, { dim }: Terminal): string[] =>
  left > 0 ? [dim(`  and ${formatCount(left)} more: --json lists all`)] : [];

/** `simulation 2 of 4: Price 120, Model!B4 0.3` */
function seriesLine({ index, simulations, values }: NonNullable<SimulationResults['series']>): string {
  const held = values.flatMap(({ name, value }) =>
    value === null ? [] : [`${plainText(name)} ${formatNumber(value)}`],
  );
  return `simulation ${index} of ${simulations}${held.length > 0 ? `: ${held.join(', ')}` : ''}`;
}
