/** From the merged state of a run to the results document. */
import { errorOfTag, tag } from '../compile/values.ts';
import { type OutputSummary, orderedValues, summariseOutput, tailRisk } from '../statistics/index.ts';
import { workbookResults } from './afterwards.ts';
import { correlationResults } from './correlations.ts';
import { createDraws } from './draws.ts';
import { driversOf } from './drivers.ts';
import type { Program } from './program.ts';
import { errorOrigin } from './replay.ts';
import type { InputResults, OutputResults, SimulationResults } from './results.ts';
import { scatterOf } from './scatter.ts';
import { decodeRun, inputPlan, outputPlan } from './state.ts';
import { isPreciseRun } from './waves.ts';

/** An output that joins a number to a text has a text of its own in every iteration; a document that held them all would be of no use. */
const mostTexts = 200;

/** Value at risk and expected shortfall are taken at this level. */
const riskLevel = 0.95;

export function summarise(program: Program, encoded: Uint8Array): SimulationResults {
  const decoded = decodeRun(encoded);
  const { state, texts } = decoded;
  const { request, inputs, outputs, cone } = program;
  const allTexts = [...cone.texts, ...texts];
  const warnings = [...program.warnings];
  const { beyondSobol } = createDraws(program);
  if (beyondSobol > 0)
    warnings.push(`${beyondSobol} random numbers have no Sobol sequence and are drawn by plain Monte Carlo.`);
  const { sampling } = request;
  const plan = outputPlan(program);

  const outputResults = outputs.map((output, i): OutputResults => {
    const { cell, name, tail, address } = output;
    const own = state.outputs.outputs[i]!;
    const ordered = orderedValues(own, plan.keepSamples);
    const summary = summariseOutput(plan, state.outputs, i, sampling, ordered);
    const { numbers } = summary;
    const risk = numbers ? tailRisk(ordered, riskLevel, tail === 'lower' ? 'low' : 'high') : null;
    const confidence = numbers?.meanConfidence;
    const trues = numbers && summary.boolean ? Math.round(numbers.mean * own.booleans) : 0;
    const texts = mostFrequent(summary.texts);
    const categories = [
      ...(summary.boolean
        ? [
            { value: true, count: trues },
            { value: false, count: own.booleans - trues },
          ]
        : []),
      ...texts.map(({ text, count }) => ({ value: allTexts[text] ?? '', count })),
    ];
    const otherTexts = timesOf(summary.texts) - timesOf(texts);
    return {
      cell,
      name,
      ...common(summary),
      errors: {
        count: summary.errors.count,
        first: firstError(program, address, summary),
      },
      meanConfidence: confidence ? [confidence.low, confidence.high] : null,
      meanConfidenceLevel: riskLevel,
      meanConfidenceConservative: confidence?.method === 'conservative',
      tail,
      valueAtRisk: risk?.valueAtRisk ?? null,
      expectedShortfall: risk?.expectedShortfall ?? null,
      categories: categories.length > 0 ? categories : null,
      ...(otherTexts > 0 && { otherTexts }),
      ...driversOf(program, i, numbers, state.sample),
    };
  });

  for (const { cell, name, standardDeviation, errors, iterations } of outputResults) {
    const shown = name === cell ? cell : `${name} (${cell})`;
    const isKnown = program.warnings.some((warning) => warning.startsWith(cell));
    if (standardDeviation === 0 && iterations > 1 && !isKnown)
      warnings.push(`${shown} was the same in every iteration.`);
    if (errors.count === state.outputs.iterations)
      warnings.push(`${shown} was an error in every iteration: see where the first arose.`);
  }

  const first = state.inputs;
  if (!first) throw new Error('the first chunk is missing');
  const inputResults = inputs.map(({ cell, name, text, shown }, i): InputResults => {
    const summary = summariseOutput(inputPlan(program), first, i, sampling);
    return {
      cell,
      name,
      distribution: shown ?? text,
      ...common(summary),
      errors: { count: summary.errors.count, first: null },
    };
  });

  return {
    request,
    iterations: state.outputs.iterations,
    converged: request.stop ? isPreciseRun(program, encoded) : null,
    seed: request.seed,
    sampling,
    ...(program.series && { series: program.series }),
    inputs: inputResults,
    outputs: outputResults,
    scatter: state.sample ? scatterOf(program, outputResults, state.sample) : null,
    correlations: correlationResults(program),
    workbookResults: workbookResults(program, decoded),
    warnings,
  };
}

type Texts = OutputSummary['texts'];

const timesOf = (texts: Texts): number => texts.reduce((sum, { count }) => sum + count, 0);

/** In the order in which they stood; of equally frequent ones the first. */
function mostFrequent(texts: Texts): Texts {
  if (texts.length <= mostTexts) return texts;
  const kept = new Set(texts.toSorted((a, b) => b.count - a.count).slice(0, mostTexts));
  return texts.filter((each) => kept.has(each));
}

function common({ iterations, errors, texts, numbers }: OutputSummary) {
  const counted = iterations - errors.count - timesOf(texts);
  return {
    iterations: counted,
    mean: numbers?.mean ?? null,
    standardDeviation: numbers?.standardDeviation ?? null,
    variance: numbers?.variance ?? null,
    skewness: numbers?.skewness ?? null,
    kurtosis: numbers?.kurtosis ?? null,
    min: numbers?.min ?? null,
    max: numbers?.max ?? null,
    mode: numbers?.mode ?? null,
    percentiles: numbers?.percentiles ?? null,
    percentileError: numbers?.percentileError ?? 0,
    histogram: numbers?.histogram ?? null,
  };
}

/** The smallest iteration with an error, and where in the model it arose. */
function firstError(
  program: Program,
  address: Program['outputs'][number]['address'],
  { errors }: OutputSummary,
): OutputResults['errors']['first'] {
  if (errors.first === null) return null;
  const kind = errors.kinds.find(({ first }) => first === errors.first)?.kind ?? 0;
  const origin = errorOrigin(program, address, errors.first);
  return {
    iteration: errors.first,
    error: errorOfTag(tag.firstError + kind) ?? '#VALUE!',
    ...(origin && { cell: origin.cell, formula: origin.formula, inputs: origin.inputs }),
  };
}
