import { formatCompact, formatShare } from '../format/number.ts';
import { type Outline, outlineOf } from './outline.ts';
import type { ParameterValues } from './useParameterValues.ts';

const width = 320;
const height = 96;
const base = 78;

interface DistributionPreviewProps {
  name: string | undefined;
  numbers: ParameterValues | undefined;
  /** Why there is no picture, in better words than the engine's. */
  problem: string | undefined;
}

/** The shape of a distribution, with its middle 90 % marked. */
export const DistributionPreview = ({ name, numbers, problem }: DistributionPreviewProps) => {
  const outline = name !== undefined && numbers ? outlineOf(name, numbers) : undefined;
  if (!outline?.ok) {
    return (
      <p className="distribution-preview small muted" role="status">
        {problem ?? outline?.error ?? 'A picture appears here once every parameter is a number that may stand there.'}
      </p>
    );
  }
  const { kind, points, from, to, low, high } = outline.value;
  const x = (value: number) => 8 + ((value - from) / (to - from || 1)) * (width - 16);
  const ticks = kind === 'discrete' && points.length <= mostTicks ? eachValue(points, x) : bothEnds(low, high, x);
  const tallest = Math.max(...points.map(([, y]) => y));
  const y = (value: number) => base - (value / tallest) * (base - 8);
  const summary = summarise(outline.value);
  return (
    <figure className="distribution-preview">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Shape of the distribution. ${summary}`}>
        <rect className="preview-middle" x={x(low)} y="4" width={Math.max(1, x(high) - x(low))} height={base - 4} />
        {kind === 'continuous' ? (
          <path
            className="preview-density"
            d={`M${x(from)} ${base}${points.map(([px, py]) => `L${x(px).toFixed(1)} ${y(py).toFixed(1)}`).join('')}L${x(to)} ${base}Z`}
          />
        ) : (
          points.map(([px, py]) => (
            <line key={px} className="preview-stem" x1={x(px)} x2={x(px)} y1={base} y2={y(py)} />
          ))
        )}
        <line className="preview-axis" x1="0" x2={width} y1={base} y2={base} />
        {ticks.map((tick) => (
          <text key={tick.value} x={tick.x} y={height - 4} textAnchor="middle">
            {formatCompact(tick.value)}
          </text>
        ))}
      </svg>
      <figcaption className="small muted">{summary}</figcaption>
    </figure>
  );
};

const summarise = ({ kind, low, high, share }: Outline): string => {
  if (low === high)
    return share > almostAll
      ? `Every value is ${formatCompact(low)}.`
      : `${formatShare(share)} of the values are ${formatCompact(low)}.`;
  const between = `between ${formatCompact(low)} and ${formatCompact(high)}`;
  if (kind === 'continuous') return `Nine of ten values lie ${between}.`;
  return share > almostAll ? `All values lie ${between}.` : `${formatShare(share)} of the values lie ${between}.`;
};

/** Sums of probabilities are this near to 1. */
const almostAll = 1 - 1e-9;

const mostTicks = 15;

interface Tick {
  value: number;
  x: number;
}

/** Under every stem, as long as the labels leave room for each other. */
const eachValue = (points: Outline['points'], x: (value: number) => number): Tick[] => {
  const ticks: Tick[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const [value] of points) {
    const half = (formatCompact(value).length * characterWidth) / 2;
    if (x(value) - half < end) continue;
    ticks.push({ value, x: x(value) });
    end = x(value) + half + characterWidth;
  }
  return ticks;
};

const characterWidth = 6.5;

const bothEnds = (low: number, high: number, x: (value: number) => number): Tick[] => [
  { value: low, x: Math.min(Math.max(x(low), 20), width - 80) },
  ...(high === low ? [] : [{ value: high, x: Math.max(Math.min(x(high), width - 20), 80) }]),
];
