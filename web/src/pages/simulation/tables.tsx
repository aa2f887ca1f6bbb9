import type { ReactNode } from 'react';
import type { OutputResults } from '../../api/schemas.ts';
import { formatCount, formatNumber, formatShare, type NumberStyle } from '../../format/number.ts';

interface TableProps {
  output: OutputResults;
  style: NumberStyle;
}

type Statistic = {
  [Key in keyof OutputResults]: OutputResults[Key] extends number | null ? Key : never;
}[keyof OutputResults];

/** Shape measures have no unit; the variance has the square of the output's. */
const statistics: readonly { key: Statistic; label: string; unit: 'own' | 'none' }[] = [
  { key: 'mean', label: 'Mean', unit: 'own' },
  { key: 'standardDeviation', label: 'Standard deviation', unit: 'own' },
  { key: 'min', label: 'Minimum', unit: 'own' },
  { key: 'max', label: 'Maximum', unit: 'own' },
  { key: 'mode', label: 'Mode', unit: 'own' },
  { key: 'variance', label: 'Variance', unit: 'none' },
  { key: 'skewness', label: 'Skewness', unit: 'none' },
  { key: 'kurtosis', label: 'Kurtosis', unit: 'none' },
];

export const StatisticsTable = ({ output, style }: TableProps) => (
  <Card title="Statistics">
    <table>
      <caption className="visually-hidden">Statistics of {output.name}</caption>
      <tbody>
        {statistics.map(({ key, label, unit }) => (
          <Row key={key} label={label}>
            {formatStatistic(output[key], unit === 'own' ? style : 'plain')}
          </Row>
        ))}
        {output.meanConfidence && (
          <Row label="Mean, 95 % confidence">
            {output.meanConfidence.map((bound) => formatNumber(bound, style)).join(' to ')}
          </Row>
        )}
        <Row label="Iterations">{formatCount(output.iterations)}</Row>
      </tbody>
    </table>
  </Card>
);

const formatStatistic = (value: number | null, style: NumberStyle): string =>
  value === null ? '–' : formatNumber(value, style);

export const PercentilesTable = ({ output, style }: TableProps) => (
  <Card title="Percentiles">
    <table>
      <caption className="visually-hidden">Percentiles of {output.name}</caption>
      <thead>
        <tr>
          <th scope="col">Percentile</th>
          <th scope="col">At most</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(output.percentiles ?? {})
          .toSorted(([one], [other]) => Number(one) - Number(other))
          .filter(([percent]) => Number(percent) % 5 === 0 || percent === '1' || percent === '99')
          .map(([percent, value]) => (
            <Row key={percent} label={`${percent}%`}>
              {formatNumber(value, style)}
            </Row>
          ))}
      </tbody>
    </table>
  </Card>
);

export const HistogramTable = ({ output, style }: TableProps) => {
  const { edges, counts } = output.histogram ?? { edges: [], counts: [] };
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  return (
    // The region scrolls, so keyboards must reach it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="table-scroll" aria-label="Histogram as a table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Iterations</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {counts.map((count, index) => (
            <tr key={edges[index]}>
              <td>{formatNumber(edges[index] ?? Number.NaN, style)}</td>
              <td>{formatNumber(edges[index + 1] ?? Number.NaN, style)}</td>
              <td>{formatCount(count)}</td>
              <td>{formatShare(count / total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const Card = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="card report-card" aria-label={title}>
    <h2>{title}</h2>
    {children}
  </section>
);

const Row = ({ label, children }: { label: string; children: ReactNode }) => (
  <tr>
    <th scope="row">{label}</th>
    <td>{children}</td>
  </tr>
);
