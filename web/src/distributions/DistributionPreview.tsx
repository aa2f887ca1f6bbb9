import { formatCompact } from '../format/number.ts';
import { outlineOf } from './outline.ts';
import type { ParameterValues } from './useParameterValues.ts';

const width = 320;
const height = 96;
const base = 78;

/** The shape of a distribution, with its middle 90 % marked. */
export const DistributionPreview = ({
  name,
  numbers,
}: {
  name: string | undefined;
  numbers: ParameterValues | undefined;
}) => {
  const outline = name !== undefined && numbers ? outlineOf(name, numbers) : undefined;
  if (!outline?.ok) {
    return (
      <p className="distribution-preview small muted" role="status">
        {outline?.error ?? 'A picture appears here once the parameters are numbers or cells with numbers.'}
      </p>
    );
  }
  const { kind, points, from, to, low, high } = outline.value;
  const x = (value: number) => 8 + ((value - from) / (to - from || 1)) * (width - 16);
  const tallest = Math.max(...points.map(([, y]) => y));
  const y = (value: number) => base - (value / tallest) * (base - 8);
  const summary = `Nine of ten values lie between ${formatCompact(low)} and ${formatCompact(high)}.`;
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
        <text x={Math.min(Math.max(x(low), 20), width - 80)} y={height - 4} textAnchor="middle">
          {formatCompact(low)}
        </text>
        <text x={Math.max(Math.min(x(high), width - 20), 80)} y={height - 4} textAnchor="middle">
          {formatCompact(high)}
        </text>
      </svg>
      <figcaption className="small muted">{summary}</figcaption>
    </figure>
  );
};
