/** The simulations of a series side by side: a table for each output, a row for each simulation. */
import type { SimulationResults } from '../../engine/index.ts';
import { formatCount, formatDuration, formatNumber, type NumberStyle } from '../format/number.ts';
import { drawTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import { plainText } from './text.ts';

interface SeriesFacts {
  workbook: string;
  /** In the order of the series. */
  results: readonly SimulationResults[];
  elapsedMs: number;
  styleOf(cell: string): NumberStyle;
}

/** More would push the results out of sight; a result's JSON has all. */
const mostSeries = 3;

export function seriesReport({ workbook, results, elapsedMs, styleOf }: SeriesFacts, terminal: Terminal): string {
  const first = results[0]!;
  const { request, sampling, seed, inputs, outputs } = first;
  const separator = terminal.isUnicode ? ' · ' : ', ';
  const iterations = Math.max(...results.map((each) => each.iterations));
  const shown = first.series?.values.slice(0, mostSeries) ?? [];
  const warnings = new Set(results.flatMap((each) => each.warnings));
  const columns = [
    { title: '#', align: 'right' as const },
    ...shown.map(({ name }) => ({ title: plainText(name), align: 'right' as const, most: 20 })),
    ...['mean', 'std deviation', 'P5', 'P50', 'P95'].map((title) => ({ title, align: 'right' as const })),
    {},
  ];
  return [
    `${terminal.bold(plainText(request.name ?? workbook))}${request.name === undefined ? '' : terminal.dim(`  ${plainText(workbook)}`)}`,
    terminal.dim(
      [
        `${formatCount(results.length)} simulations of a series`,
        `${formatCount(iterations)} iterations each`,
        sampling,
        `seed ${seed}`,
        `${formatCount(inputs.length)} ${inputs.length === 1 ? 'input' : 'inputs'}`,
        formatDuration(elapsedMs),
      ].join(separator),
    ),
    ...[...warnings].map((warning) => terminal.warning(`Warning: ${plainText(warning)}`)),
    ...outputs.flatMap(({ cell, name }, i) => [
      '',
      `${terminal.bold(plainText(name))}${name === cell ? '' : terminal.dim(`  ${cell}`)}`,
      ...drawTable(
        columns,
        results.map(({ series, outputs: own }, k) => {
          const { mean, standardDeviation, percentiles, errors } = own[i]!;
          const style = styleOf(cell);
          return [
            String(k + 1),
            ...shown.map(({ cell: at }, place) => {
              const value = series?.values[place]?.value;
              return value === null || value === undefined ? '' : formatNumber(value, styleOf(at));
            }),
            ...[mean, standardDeviation, ...['5', '50', '95'].map((percent) => percentiles?.[percent])].map((value) =>
              formatNumber(value, style),
            ),
            errors.count > 0 ? `${formatCount(errors.count)} errors` : '',
          ];
        }),
        terminal,
      ),
    ]),
    '',
    terminal.dim(`--series 1 to ${results.length} shows one of them in full, and writes it to files.`),
    '',
  ].join('\n');
}
