import type { OutputResults } from '../../api/schemas.ts';
import { formatNumber, formatShare, type NumberStyle } from '../../format/number.ts';

export type Driver = OutputResults['sensitivity'][number];
export type MeasureName = keyof typeof measures;

/** A way to tell how much an input moves an output: a bar from one number to another, and the same as text. */
interface Measure {
  label: string;
  explanation: string;
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

/** The most telling one first. */
export const measures = {
  mean: {
    label: 'Change in mean',
    explanation:
      'The mean of the output over the iterations in which the input is in its lowest and in its highest tenth, and the tenths between.',
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
    bar: ({ rankCorrelation }) => fromZero(rankCorrelation),
    origin: zero,
    reach: 1,
    columns: [{ heading: 'Rank correlation', value: ({ rankCorrelation }) => coefficient(rankCorrelation) }],
  },
  variance: {
    label: 'Share of variance',
    explanation: 'How much of the output’s variance goes back to each input, with the sign of its correlation.',
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
    bar: ({ regressionCoefficient }) => fromZero(regressionCoefficient),
    origin: zero,
    reach: 0.25,
    columns: [{ heading: 'Coefficient', value: ({ regressionCoefficient }) => coefficient(regressionCoefficient) }],
  },
} as const satisfies Record<string, Measure>;

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
