/** A finished run as one HTML file: no script, nothing fetched, the same bytes for the same results. */
import type { InputResults, Samples, SimulationResults } from '../../engine/index.ts';
import { casesOf, isYesOrNo, yesAndNo } from '../format/categories.ts';
import { correlatedPairs, formatCorrelation } from '../format/correlatedPairs.ts';
import { formatCount, formatNumber, formatShare, type NumberStyle } from '../format/number.ts';
import { workbookValue } from '../format/workbookValue.ts';
import { version } from '../version.ts';
import { sparkline } from './histogramChart.ts';
import { html, Markup } from './markup.ts';
import { outputSection } from './outputSection.ts';
import type { Variable } from './scatterChart.ts';
import { style as styleSheet } from './style.ts';

export interface Report {
  results: SimulationResults;
  /** The workbook's file name. */
  workbook: string;
  /** Of the run's first iterations: a column per input, then per output. */
  samples: Samples;
  styleOf(cell: string): NumberStyle;
}

export function htmlReport({ results, workbook, samples, styleOf }: Report): string {
  const { request, iterations, seed, sampling, series, inputs, outputs, warnings } = results;
  const variables = [...inputs, ...outputs].map(
    ({ name, cell }, i): Variable => ({ name, style: styleOf(cell), values: samples.columns[i] ?? [] }),
  );
  const ofInputs = new Map(inputs.map(({ cell }, i) => [cell, variables[i]!]));
  const title = request.name ?? workbook;
  // Nothing from the workbook can run here, even if it got past the escaping.
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const fact = (label: string, value: string) => html`<li>${label} <strong>${value}</strong></li>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="generator" content="simsheet ${version}">
<title>${title}: simulation report</title>
<style>${new Markup(styleSheet)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<ul class="facts">
${request.name === undefined ? undefined : fact('Workbook', workbook)}
${fact('Iterations', formatCount(iterations))}
${fact('Sampling', sampling)}
${fact('Seed', String(seed))}
${series ? fact('Simulation', `${series.index} of ${series.simulations}`) : undefined}
${fact('Inputs', formatCount(inputs.length))}
</ul>
${warnings.length > 0 ? html`<div class="warning" role="note">${warnings.map((warning) => html`<p>${warning}</p>`)}</div>` : undefined}
${outputs.length > 1 ? summary(results, styleOf) : undefined}
${outputs.map((output, i) => outputSection({ output, id: `output-${i + 1}`, variable: variables[inputs.length + i]!, inputs: ofInputs }))}
${inputs.length > 0 ? inputSection(inputs, styleOf) : undefined}
${workbookSection(results, styleOf)}
${correlationSection(results)}
<section aria-labelledby="request-title">
<header><h2 id="request-title">Request</h2></header>
<p class="muted">With every default filled in: saved to a file and given to <code>simsheet run ${workbook} --request</code>, it gives these numbers again.</p>
<details><summary>Show the request</summary><pre>${JSON.stringify(request, null, 2)}</pre></details>
</section>
<footer>Made by Simsheet ${version}.</footer>
</main>
</body>
</html>
`.text;
}

function summary({ outputs }: SimulationResults, styleOf: Report['styleOf']): Markup {
  return html`<section aria-labelledby="summary-title">
<header><h2 id="summary-title">Outputs</h2></header>
<div class="scroll"><table>
<thead><tr><th scope="col">Output</th><th scope="col" aria-label="Distribution"></th><th scope="col" class="number">Mean</th><th scope="col" class="number">Standard deviation</th><th scope="col" class="number">P5</th><th scope="col" class="number">Median</th><th scope="col" class="number">P95</th></tr></thead>
<tbody>${outputs.map((output, i) => {
    const style = styleOf(output.cell);
    const { percentiles } = output;
    const number = (value: number | null | undefined) => html`<td class="number">${formatNumber(value, style)}</td>`;
    const cases = casesOf(output);
    const [yes, no] = yesAndNo(output);
    const numbers = isYesOrNo(output, cases)
      ? html`<td class="number">${formatShare(output.mean ?? 0)}</td><td colspan="4" class="muted">of the iterations have ${yes}, the others ${no}</td>`
      : output.mean === null
        ? html`<td colspan="5" class="muted">${(cases ?? []).slice(0, 3).map(({ label, share }) => `${label} ${formatShare(share)}  `)}</td>`
        : html`${number(output.mean)}${number(output.standardDeviation)}${number(percentiles?.['5'])}${number(percentiles?.['50'])}${number(percentiles?.['95'])}`;
    return html`
<tr><th scope="row"><a href="#output-${i + 1}">${output.name}</a></th><td class="small">${isYesOrNo(output, cases) ? undefined : sparkline(output)}</td>${numbers}</tr>`;
  })}</tbody></table></div></section>`;
}

function inputSection(inputs: readonly InputResults[], styleOf: Report['styleOf']): Markup {
  return html`<section aria-labelledby="inputs-title">
<header><h2 id="inputs-title">Inputs</h2></header>
<div class="scroll"><table>
<thead><tr><th scope="col">Input</th><th scope="col" aria-label="Distribution drawn"></th><th scope="col">Distribution</th><th scope="col" class="number">Mean</th><th scope="col" class="number">Standard deviation</th><th scope="col" class="number">P5</th><th scope="col" class="number">P95</th></tr></thead>
<tbody>${inputs.map((input) => {
    const style = styleOf(input.cell);
    const number = (value: number | null | undefined) => html`<td class="number">${formatNumber(value, style)}</td>`;
    return html`
<tr><th scope="row">${input.name}${input.name === input.cell ? undefined : html`<br><span class="cell muted">${input.cell}</span>`}</th><td class="small">${sparkline(input)}</td><td><code>${input.distribution}</code></td>${number(input.mean)}${number(input.standardDeviation)}${number(input.percentiles?.['5'])}${number(input.percentiles?.['95'])}</tr>`;
  })}</tbody></table></div></section>`;
}

/** Of a long list, so many rows; the results document has them all. */
const mostRows = 500;

const leftNote = (left: number) =>
  left > 0 ? html`<p class="muted">And ${formatCount(left)} more in the results document.</p>` : undefined;

function workbookSection({ workbookResults }: SimulationResults, styleOf: Report['styleOf']): Markup | undefined {
  if (workbookResults.length === 0) return undefined;
  return html`<section aria-labelledby="workbook-title">
<header><h2 id="workbook-title">Computed by the workbook</h2></header>
<p class="muted">Cells that read statistics of this simulation, and what depends on them, after the last iteration.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">Name</th><th scope="col">Cell</th><th scope="col" class="number">Value</th><th scope="col">Formula</th></tr></thead>
<tbody>${workbookResults.slice(0, mostRows).map(
    ({ cell, name, value, formula }) => html`
<tr><th scope="row">${name}</th><td class="cell">${cell}</td><td class="number">${workbookValue(value, styleOf(cell))}</td><td><code>=${formula}</code></td></tr>`,
  )}</tbody></table></div>${leftNote(workbookResults.length - mostRows)}</section>`;
}

function correlationSection(results: SimulationResults): Markup | undefined {
  const { pairs, left } = correlatedPairs(results, mostRows);
  if (pairs.length === 0) return undefined;
  return html`<section aria-labelledby="correlations-title">
<header><h2 id="correlations-title">Correlations</h2></header>
<div class="scroll"><table>
<thead><tr><th scope="col">Inputs</th><th scope="col">Copula</th><th scope="col" class="number">Asked</th><th scope="col" class="number">Achieved</th></tr></thead>
<tbody>${pairs.map(
    ({ names, copula, asked, achieved }) => html`
<tr><th scope="row">${names.join(', ')}</th><td>${copula}</td><td class="number">${formatCorrelation(asked)}</td><td class="number">${formatCorrelation(achieved)}</td></tr>`,
  )}</tbody></table></div><p class="muted">As rank correlations.</p>${leftNote(left)}</section>`;
}
