/** One output as text: histogram, statistics, percentiles, what drives it. */
import type { OutputResults } from '../../engine/index.ts';
import { type Case, casesOf, isYesOrNo } from '../format/categories.ts';
import {
  formatCompact,
  formatCount,
  formatNumber,
  formatShare,
  formatSignedShare,
  type NumberStyle,
} from '../format/number.ts';
import { bar, spanBar } from './bars.ts';
import { type Pair, pairGrid } from './grid.ts';
import { drawHistogram } from './histogram.ts';
import type { Terminal } from './terminal.ts';
import { displayWidth, padEnd, padStart, plainText, shortened } from './text.ts';

const percentilesShown = ['1', '5', '10', '25', '50', '75', '90', '95', '99'];

export function outputReport(output: OutputResults, terminal: Terminal, style: NumberStyle): string[] {
  const name = plainText(output.name);
  const title = name === output.cell ? terminal.bold(name) : `${terminal.bold(name)}  ${terminal.dim(output.cell)}`;
  const cases = casesOf(output);
  return [
    title,
    ...errorLines(output, terminal),
    ...(cases ? caseLines(cases, output, terminal) : histogramLines(output, terminal, style)),
    ...numberLines(output, cases, terminal, style),
  ];
}

function errorLines({ errors, cell, iterations }: OutputResults, terminal: Terminal): string[] {
  if (errors.count === 0) return [];
  const { first } = errors;
  const where = first?.cell && first.cell !== cell ? ` in ${first.cell}` : '';
  const formula = first?.formula ? ` (=${shortened(plainText(first.formula), 60)})` : '';
  return [
    terminal.warning(
      `  ${formatCount(errors.count)} iterations (${formatShare(errors.count / (errors.count + iterations))}) gave an error and are left out below.`,
    ),
    ...(first
      ? [`  The first: ${first.error}${where}${formula}, in iteration ${formatCount(first.iteration + 1)}.`]
      : []),
  ];
}

/** Of more cases the most frequent are shown. */
const mostCases = 20;

function caseLines(cases: readonly Case[], { otherTexts }: OutputResults, terminal: Terminal): string[] {
  const isShort = cases.length <= mostCases;
  const shown = isShort ? cases : cases.toSorted((a, b) => b.count - a.count).slice(0, mostCases);
  const names = shown.map(({ label }) => shortened(plainText(label), 30));
  const width = Math.max(...names.map(displayWidth));
  const room = Math.min(50, terminal.width - width - 20);
  const more = otherTexts === undefined ? `${cases.length - mostCases}` : `more than ${cases.length - mostCases}`;
  return [
    '',
    ...shown.map(({ share }, i) =>
      `  ${padStart(names[i]!, width)}  ${padStart(formatShare(share), 6)}  ${terminal.bar(bar(share, room, terminal))}`.trimEnd(),
    ),
    ...(isShort ? [] : [terminal.dim(`  and ${more} others`)]),
  ];
}

function histogramLines(
  { histogram, percentiles, mean, min, max }: OutputResults,
  terminal: Terminal,
  style: NumberStyle,
): string[] {
  if (!histogram || !percentiles || mean === null || min === max) return [];
  const mark = (label: string, value: number) => ({ label: `${label} ${formatCompact(value, style)}`, value });
  const marks = [mark('mean', mean), mark('P5', percentiles['5']!), mark('P95', percentiles['95']!)];
  return ['', ...drawHistogram(histogram, { terminal, marks, style })];
}

function numberLines(
  output: OutputResults,
  cases: readonly Case[] | undefined,
  terminal: Terminal,
  style: NumberStyle,
): string[] {
  if (output.mean === null) return [];
  const number = (value: number | null) => formatNumber(value, style);
  const { percentileError } = output;
  return [
    '',
    ...(isYesOrNo(output, cases)
      ? pairGrid([meanPairs(output, number, terminal)], terminal)
      : statisticLines(output, number, terminal)),
    ...(percentileError > 0
      ? [terminal.dim(`  Percentiles are within ${formatShare(percentileError)} of their value.`)]
      : []),
    ...driverLines(output, terminal, style),
  ];
}

function meanPairs(output: OutputResults, number: (value: number | null) => string, { isUnicode }: Terminal): Pair[] {
  const { meanConfidence } = output;
  const plusMinus = isUnicode ? '±' : '+/-';
  const half = meanConfidence && Number(((meanConfidence[1] - meanConfidence[0]) / 2).toPrecision(3));
  return [
    ['mean', number(output.mean)],
    ...(half === null ? [] : [[`${plusMinus} ${formatShare(output.meanConfidenceLevel)}`, number(half)] as const]),
  ];
}

function statisticLines(output: OutputResults, number: (value: number | null) => string, terminal: Terminal): string[] {
  const percentiles = percentilesShown.flatMap((percent): Pair[] => {
    const value = output.percentiles?.[percent];
    return value === undefined ? [] : [[`P${percent}`, number(value)]];
  });
  const moments: Pair[][] = [
    [
      ...meanPairs(output, number, terminal),
      ['std deviation', number(output.standardDeviation)],
      ['minimum', number(output.min)],
      ['maximum', number(output.max)],
    ],
    [
      ['mode', number(output.mode)],
      ['skewness', formatNumber(output.skewness)],
      ['kurtosis', formatNumber(output.kurtosis)],
      [`VaR 95% (${output.tail})`, number(output.valueAtRisk)],
      ['expected shortfall', number(output.expectedShortfall)],
    ],
  ];
  const flat = pairGrid([...moments, percentiles.slice(0, 5), percentiles.slice(5)], terminal);
  return flat.length <= 5 ? flat : pairGrid([...moments, percentiles], terminal);
}

const driversShown = 10;

/** A tornado: how far the output's mean moves between the lowest and the highest tenth of an input. */
function driverLines({ sensitivity }: OutputResults, terminal: Terminal, style: NumberStyle): string[] {
  const ranked = sensitivity.filter(({ contributionToVariance }) => Math.abs(contributionToVariance ?? 0) >= 0.001);
  const shown = ranked.slice(0, driversShown);
  const bars = shown.flatMap(({ tornado }) => {
    const known = tornado?.means.filter((mean) => mean !== null) ?? [];
    return tornado && known.length > 1 ? [{ base: tornado.base, from: known[0]!, to: known.at(-1)! }] : [];
  });
  if (shown.length === 0 || bars.length !== shown.length) return [];
  const all = bars.flatMap(({ from, to, base }) => [from, to, base]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (low === high) return [];
  const scale = (value: number) => (value - low) / (high - low);
  const names = shown.map(({ name, input }) => plainText(name === '' ? input : name));
  const nameWidth = Math.min(
    Math.max(...names.map((name) => name.length)),
    Math.max(16, Math.floor(terminal.width / 3)),
  );
  const width = Math.max(10, Math.min(48, terminal.width - nameWidth - 13));
  const ends =
    padEnd(formatCompact(low, style), width - formatCompact(high, style).length) + formatCompact(high, style);
  const [lowSign, highSign] = terminal.isUnicode ? ['▒', '█'] : ['=', '#'];
  return [
    '',
    `  What drives it ${terminal.dim(`(share of variance; ${lowSign} input in its lowest tenth, ${highSign} highest)`)}`,
    ...shown.map(({ contributionToVariance }, i) => {
      const { from, to, base } = bars[i]!;
      const share = formatSignedShare(contributionToVariance ?? 0);
      const span = spanBar({ from: scale(from), to: scale(to), base: scale(base) }, width, terminal);
      return `  ${padEnd(shortened(names[i]!, nameWidth, terminal.isUnicode ? '…' : '...'), nameWidth)}  ${padStart(share, 7)}  ${span.trimEnd()}`;
    }),
    `  ${' '.repeat(nameWidth + 11)}${terminal.dim(ends)}`,
    ...(ranked.length > shown.length ? [terminal.dim(`  and ${ranked.length - shown.length} more inputs`)] : []),
  ];
}
