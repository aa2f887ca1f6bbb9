/** One output in the report: figures, charts, and the data behind them as tables. */
import type { OutputResults } from '../../engine/index.ts';
import { type Case, casesOf, isYesOrNo, yesAndNo } from '../format/categories.ts';
import { binsOf } from '../format/histogram.ts';
import {
  formatCompact,
  formatCount,
  formatNumber,
  formatShare,
  formatSignedShare,
  type NumberStyle,
} from '../format/number.ts';
import { histogramChart, sharesOf } from './histogramChart.ts';
import { html, type Markup } from './markup.ts';
import { mostPoints, scatterChart, type Variable } from './scatterChart.ts';
import { aboveP95, belowP5 } from './tails.ts';
import { swingsOf, tornadoChart } from './tornadoChart.ts';

/** Scatter plots of so many of the strongest inputs. */
const mostScatters = 3;

export interface OutputView {
  output: OutputResults;
  id: string;
  variable: Variable;
  /** By the input's cell. */
  inputs: ReadonlyMap<string, Variable>;
}

export function outputSection({ output, id, variable, inputs }: OutputView): Markup {
  const { style } = variable;
  const cases = casesOf(output);
  return html`
<section id="${id}" aria-labelledby="${id}-title">
  <header><h2 id="${id}-title">${output.name}</h2><span class="cell muted">${output.cell}</span></header>
  ${errorNote(output)}
  ${figures(output, cases, variable)}
  ${cases ? casesTable(output, cases) : distribution(output, style)}
  ${drivers(output, style)}
  ${scatters(output, variable, inputs)}
  ${isYesOrNo(output, cases) ? undefined : statisticsTables(output, style)}
</section>`;
}

function errorNote({ errors, iterations, cell }: OutputResults): Markup | undefined {
  if (errors.count === 0) return undefined;
  const { first } = errors;
  const share = formatShare(errors.count / (errors.count + iterations));
  return html`<div class="warning"><p><strong>${formatCount(errors.count)} iterations (${share}) gave an error</strong> and are left out.
${
  first
    ? html` The first: ${first.error}${first.cell && first.cell !== cell ? html` in <code>${first.cell}</code>` : undefined}${
        first.formula ? html` (<code>=${first.formula}</code>)` : undefined
      }, in iteration ${formatCount(first.iteration + 1)}.`
    : undefined
}</p></div>`;
}

function figures(
  output: OutputResults,
  cases: readonly Case[] | undefined,
  { style, values }: Variable,
): Markup | undefined {
  const { mean, meanConfidence, percentiles, standardDeviation, valueAtRisk, expectedShortfall, tail } = output;
  if (mean === null) return undefined;
  const compact = (value: number | null | undefined) =>
    value === null || value === undefined ? 'none' : formatCompact(value, style);
  const half = meanConfidence ? (meanConfidence[1] - meanConfidence[0]) / 2 : undefined;
  const figure = (label: string, value: string, small?: string) =>
    html`<div><dt>${label}</dt><dd>${value}${small === undefined ? undefined : html`<small>${small}</small>`}</dd></div>`;
  const precision =
    half === undefined
      ? undefined
      : `± ${formatNumber(Number(half.toPrecision(3)), style)} (${formatShare(output.meanConfidenceLevel)})`;
  if (isYesOrNo(output, cases)) {
    const error =
      half === undefined ? undefined : `± ${formatShare(half)} (${formatShare(output.meanConfidenceLevel)})`;
    return html`<dl class="figures">${figure(`Share of iterations with ${yesAndNo(output)[0]}`, formatShare(mean), error)}</dl>`;
  }
  return html`<dl class="figures">
${figure('Mean', compact(mean), precision)}
${figure('Standard deviation', compact(standardDeviation))}
${figure('P5', compact(percentiles?.['5']), belowP5(output, values))}
${figure('Median', compact(percentiles?.['50']))}
${figure('P95', compact(percentiles?.['95']), aboveP95(output, values))}
${figure('Value at risk 95%', compact(valueAtRisk), `${tail} tail; mean beyond it ${compact(expectedShortfall)}`)}
</dl>`;
}

function casesTable(output: OutputResults, cases: readonly Case[]): Markup {
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Value</th><th scope="col" class="number">Iterations</th><th scope="col" class="number">Share</th><th scope="col" aria-label="Share as a bar"></th></tr></thead>
<tbody>${cases.map(
    ({ label, count, share }) => html`
<tr><th scope="row">${label}</th><td class="number">${formatCount(count)}</td><td class="number">${formatShare(share)}</td>
<td class="share"><i style="width:${(share * 100).toFixed(1)}%"></i></td></tr>`,
  )}${
    output.otherTexts === undefined
      ? undefined
      : html`
<tr><th scope="row" class="muted">other texts</th><td class="number">${formatCount(output.otherTexts)}</td><td></td><td></td></tr>`
  }</tbody></table></div>${output.mean === null ? html`<p class="muted">A text has no mean and no percentiles.</p>` : undefined}`;
}

function distribution(output: OutputResults, style: NumberStyle): Markup | undefined {
  const chart = histogramChart(output, style);
  if (!chart || !output.histogram) {
    return output.mean === null
      ? undefined
      : html`<p>Every iteration without error gave ${formatNumber(output.mean, style)}.</p>`;
  }
  const bins = binsOf(output.histogram);
  const shares = sharesOf(bins);
  return html`<figure>${chart}
<figcaption>Share of the iterations in each bin (left), and the probability of at most that value (line, right).</figcaption>
<details><summary>Histogram as a table</summary><div class="scroll"><table>
<thead><tr><th scope="col" class="number">From</th><th scope="col" class="number">To</th><th scope="col" class="number">Iterations</th><th scope="col" class="number">Share</th><th scope="col" class="number">Up to here</th></tr></thead>
<tbody>${bins.map(
    ({ from, to, count }, i) => html`
<tr><td class="number">${i === 0 ? 'lower' : formatNumber(from, style)}</td><td class="number">${i === bins.length - 1 ? 'higher' : formatNumber(to, style)}</td><td class="number">${formatCount(count)}</td><td class="number">${formatShare(shares[i]!.share)}</td><td class="number">${formatShare(shares[i]!.upTo)}</td></tr>`,
  )}</tbody></table></div></details></figure>`;
}

function drivers(output: OutputResults, style: NumberStyle): Markup | undefined {
  const swings = swingsOf(output);
  const chart = tornadoChart(output, style);
  if (!chart) return undefined;
  const shown = output.sensitivity.slice(0, Math.max(20, swings.length));
  const correlation = (value: number | null) => (value === null ? 'none' : value.toFixed(3));
  return html`<h3>What drives it</h3><figure>${chart}
<figcaption>Mean of ${output.name} <span class="key" style="background:var(--chart-low)"></span>when the input is in its lowest tenth <span class="key" style="background:var(--chart-high)"></span>when it is in its highest.</figcaption>
<details><summary>Sensitivity as a table</summary><div class="scroll"><table>
<thead><tr><th scope="col">Input</th><th scope="col">Cell</th><th scope="col" class="number">Contribution to variance</th><th scope="col" class="number">Rank correlation</th><th scope="col" class="number">Correlation</th><th scope="col" class="number">Mean, lowest tenth</th><th scope="col" class="number">Mean, highest tenth</th></tr></thead>
<tbody>${shown.map((entry) => {
    const known = entry.tornado?.means.filter((mean) => mean !== null) ?? [];
    return html`
<tr><th scope="row">${entry.name}</th><td class="cell">${entry.input}</td><td class="number">${contributionOf(entry.contributionToVariance)}</td><td class="number">${correlation(entry.rankCorrelation)}</td><td class="number">${correlation(entry.correlation)}</td><td class="number">${formatNumber(known[0], style)}</td><td class="number">${formatNumber(known.at(-1), style)}</td></tr>`;
  })}</tbody></table></div></details></figure>`;
}

const contributionOf = (share: number | null) => (share === null ? 'none' : formatSignedShare(share, '−'));

function scatters(output: OutputResults, variable: Variable, inputs: OutputView['inputs']): Markup | undefined {
  const charts = output.sensitivity
    .filter(({ contributionToVariance }) => Math.abs(contributionToVariance ?? 0) >= 0.01)
    .slice(0, mostScatters)
    .flatMap(({ input }) => {
      const against = inputs.get(input);
      const chart = against && scatterChart(against, variable);
      return chart ? [html`<figure>${chart}</figure>`] : [];
    });
  return charts.length === 0
    ? undefined
    : html`<h3>Against its strongest inputs</h3><div class="scatters">${charts}</div><p class="muted">Each point is one iteration; shown are the run’s first ${mostPoints}.</p>`;
}

function statisticsTables(output: OutputResults, style: NumberStyle): Markup | undefined {
  const { percentiles } = output;
  if (output.mean === null) return undefined;
  const number = (value: number | null) => formatNumber(value, style);
  const row = (label: string, value: string) =>
    html`<tr><th scope="row">${label}</th><td class="number">${value}</td></tr>`;
  const confidence = output.meanConfidence;
  return html`<details open><summary>Statistics and percentiles</summary><div class="columns">
<table><tbody>
${row('Iterations', formatCount(output.iterations))}
${row('Mean', number(output.mean))}
${confidence ? row(`${formatShare(output.meanConfidenceLevel)} interval of the mean${output.meanConfidenceConservative ? ' (conservative)' : ''}`, `${number(confidence[0])} to ${number(confidence[1])}`) : undefined}
${row('Standard deviation', number(output.standardDeviation))}
${row('Variance', formatNumber(output.variance))}
${row('Skewness', formatNumber(output.skewness))}
${row('Kurtosis (normal: 3)', formatNumber(output.kurtosis))}
${row('Mode', number(output.mode))}
${row('Minimum', number(output.min))}
${row('Maximum', number(output.max))}
${row(`Value at risk 95% (${output.tail} tail)`, number(output.valueAtRisk))}
${row('Expected shortfall 95%', number(output.expectedShortfall))}
</tbody></table>
${halves(Object.entries(percentiles ?? {}).toSorted(([a], [b]) => Number(a) - Number(b))).map(
  (half) => html`<table><tbody>${half.map(([percent, value]) => row(`P${percent}`, number(value)))}</tbody></table>`,
)}
</div>${output.percentileError > 0 ? html`<p class="muted">Percentiles are within ${formatShare(output.percentileError)} of their value.</p>` : undefined}</details>`;
}

const halves = <T>(list: readonly T[]): T[][] => {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
};
