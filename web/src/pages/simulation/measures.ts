import type { OutputResults } from '../../api/schemas.ts';
import { formatCorrelation, formatNumber, formatShare, type NumberStyle } from '../../format/number.ts';

export type Driver = OutputResults['sensitivity'][number];
export type MeasureName = keyof typeof measures;

/** A way to tell how much an input moves an output: a bar from one number to another, and the same as text. */
interface Measure {
  label: string;
  explanation: string;
  /** What the strongest input does, in the numbers of this measure. */
  summary(strongest: Driver, output: OutputResults, style: NumberStyle): string;
  /** A bar has the input's low values at one end and its high ones at the other. */
  hasSides: boolean;
  /** Undefined where the run has no such number for the input. */
  bar(driver: Driver): readonly [from: number, to: number] | undefined;
  /** Where bars begin, and at least how far the axis reaches to both sides. */
  origin(output: OutputResults): number;
  reach: number;
  columns: readonly { heading: string; value(driver: Driver, style: NumberStyle): string }[];
}

const fromZero = (value: number | null | undefined): readonly [number, number] | undefined =>
  value === null || value === undefined ? undefined : value < 0 ? [value, 0] : [0, value];

const coefficient = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : formatNumber(Number(value.toFixed(3)));

const zero = (): number => 0;

const strength = ({ rankCorrelation }: Pick<Driver, 'rankCorrelation'>): number => Math.abs(rankCorrelation ?? 0);

const directionOf = ({ rankCorrelation }: Pick<Driver, 'rankCorrelation'>): string =>
  (rankCorrelation ?? 0) > 0 ? 'raises' : 'lowers';

/** Of a rank correlation; below it a direction is chance. */
const noticeable = 0.01;

/** The most telling one first. */
export const measures = {
  mean: {
    label: 'Change in mean',
    explanation:
      'The iterations are sorted by the input and cut into ten equal parts, and the output is averaged over each. “Lowest mean” is the least and “Highest mean” the most of these ten averages: the bar reaches from the one to the other.',
    summary: ({ name, tornado, ...driver }, output, style) =>
      `“${name}” moves the mean of “${output.name}” most: from ${formatNumber(tornado!.low, style)} to ${formatNumber(tornado!.high, style)}.${
        strength(driver) < noticeable ? '' : ` More of it ${directionOf(driver)} “${output.name}”.`
      }`,
    hasSides: true,
    bar: ({ tornado }) => (tornado ? [tornado.low, tornado.high] : undefined),
    origin: ({ mean }) => mean ?? 0,
    reach: 0,
    columns: [
      { heading: 'Lowest mean', value: ({ tornado }, style) => (tornado ? formatNumber(tornado.low, style) : '–') },
      { heading: 'Highest mean', value: ({ tornado }, style) => (tornado ? formatNumber(tornado.high, style) : '–') },
    ],
  },
  correlation: {
    label: 'Rank correlation',
    explanation:
      'From −1 (they move against each other) to 1 (they move together), whatever the shape of the relation.',
    summary: ({ name, ...driver }, output) =>
      `“${name}” matters most: more of it ${directionOf(driver)} “${output.name}”, with a rank correlation of ${formatCorrelation(driver.rankCorrelation!)}.`,
    hasSides: false,
    bar: ({ rankCorrelation }) => fromZero(rankCorrelation),
    origin: zero,
    reach: 1,
    columns: [{ heading: 'Rank correlation', value: ({ rankCorrelation }) => coefficient(rankCorrelation) }],
  },
  variance: {
    label: 'Share of variance',
    explanation: 'How much of the output’s variance goes back to each input, with the sign of its correlation.',
    summary: ({ name, contributionToVariance, ...driver }, output) =>
      `“${name}” matters most: more of it ${directionOf(driver)} “${output.name}”, and it explains ${formatShare(Math.abs(contributionToVariance!))} of the variance.`,
    hasSides: false,
    bar: ({ contributionToVariance }) => fromZero(contributionToVariance),
    origin: zero,
    reach: 0.25,
    columns: [
      {
        heading: 'Share of variance',
        value: ({ contributionToVariance: share }) => (share === null ? '–' : formatShare(Math.abs(share))),
      },
    ],
  },
  regression: {
    label: 'Regression',
    explanation: 'Standard deviations that the output moves when the input moves by one of its own.',
    summary: ({ name, regressionCoefficient }, output) =>
      `“${name}” matters most: when it rises by one standard deviation, “${output.name}” ${regressionCoefficient! > 0 ? 'rises' : 'falls'} by ${coefficient(Math.abs(regressionCoefficient!))} of its own.`,
    hasSides: false,
    bar: ({ regressionCoefficient }) => fromZero(regressionCoefficient),
    origin: zero,
    reach: 0.25,
    columns: [{ heading: 'Coefficient', value: ({ regressionCoefficient }) => coefficient(regressionCoefficient) }],
  },
} as const satisfies Record<string, Measure>;

const lengthOf = (bar: readonly [number, number] | undefined): number => (bar ? bar[1] - bar[0] : 0);

/** The inputs that a measure has a number for, the strongest first. */
export const rankedBy = ({ bar }: Measure, { sensitivity }: OutputResults): Driver[] =>
  sensitivity
    .filter((driver) => bar(driver) !== undefined)
    .toSorted((one, other) => lengthOf(bar(other)) - lengthOf(bar(one)));

/** Averages of tenths differ by as much of a standard deviation by chance. */
const chance = 0.1;

/** The sentence on a measure: what the strongest input does. */
export const summarise = (measure: Measure, output: OutputResults, style: NumberStyle): string => {
  const [strongest] = rankedBy(measure, output);
  const isMoved = output.sensitivity.some(
    (driver) =>
      strength(driver) >= noticeable || lengthOf(measures.mean.bar(driver)) > chance * (output.standardDeviation ?? 0),
  );
  return strongest === undefined || !isMoved
    ? `None of the inputs moves “${output.name}” noticeably.`
    : measure.summary(strongest, output, style);
};

/** Those that the run has numbers for. */
export const offeredMeasures = ({ sensitivity }: OutputResults): MeasureName[] =>
  (Object.keys(measures) as MeasureName[]).filter((name) =>
    sensitivity.some((driver) => measures[name].bar(driver) !== undefined),
  );

/** The axis that all bars of a measure share. */
export const scaleOf = (
  { bar, origin, reach }: Measure,
  output: OutputResults,
): { from: number; to: number; origin: number } => {
  const start = origin(output);
  const ends = output.sensitivity.flatMap((driver) => bar(driver) ?? []);
  const span = Math.max(reach, ...ends.map((end) => Math.abs(end - start)));
  return { from: start - span, to: start + span, origin: start };
};
