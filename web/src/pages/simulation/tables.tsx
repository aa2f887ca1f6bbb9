import { type ReactNode, useState } from 'react';
import type { OutputResults } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { ScrollRegion } from '../../components/ScrollRegion.tsx';
import { formatCount, formatNumber, formatShare, type NumberStyle } from '../../format/number.ts';
import { countOf } from './cumulative.ts';
import { hasWholeBins } from './outcomes.ts';

interface TableProps {
  output: OutputResults;
  style: NumberStyle;
}

type Statistic = keyof { [Key in keyof OutputResults as OutputResults[Key] extends number | null ? Key : never]: true };

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
        <Row label={`Value at risk, worst 5% (${output.tail} tail)`}>{formatStatistic(output.valueAtRisk, style)}</Row>
        <Row label="Expected shortfall beyond it">{formatStatistic(output.expectedShortfall, style)}</Row>
        {output.meanConfidence && (
          <Row label={`Mean, ${formatShare(output.meanConfidenceLevel)} confidence`}>
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

/** Shown before somebody asks for all. */
const usualPercentiles = ['1', '5', '10', '25', '50', '75', '90', '95', '99'];

export const PercentilesTable = ({ output, style }: TableProps) => {
  const [showsAll, setShowsAll] = useState(false);
  const percentiles = Object.entries(output.percentiles ?? {}).toSorted(
    ([one], [other]) => Number(one) - Number(other),
  );
  const shown = showsAll ? percentiles : percentiles.filter(([percent]) => usualPercentiles.includes(percent));
  return (
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
          {shown.map(([percent, value]) => (
            <Row key={percent} label={`${percent}%`}>
              {formatNumber(value, style)}
            </Row>
          ))}
        </tbody>
      </table>
      {output.percentileError > 0 && (
        // A share of the value, far below what a reader sees.
        <p className="small muted">Each to within {formatNumber(output.percentileError, 'percent')} of itself.</p>
      )}
      {percentiles.length > usualPercentiles.length && (
        <Button look="quiet" onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'Show fewer' : `Show all ${percentiles.length}`}
        </Button>
      )}
    </Card>
  );
};

/** For an output that is a text or a truth value: how often each came. */
/** Iterations without error: `iterations` counts those that gave a number or a truth, texts come on top. */
function outcomesOf({ iterations, categories, otherTexts = 0 }: TableProps['output']): number {
  const texts = categories?.filter(({ value }) => typeof value === 'string') ?? [];
  return iterations + texts.reduce((sum, { count }) => sum + count, 0) + otherTexts;
}

export const CategoriesTable = ({ output }: Pick<TableProps, 'output'>) => (
  <Card title={`${output.name}: how often each outcome came`}>
    <table>
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Iterations</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {output.categories?.map(({ value, count }) => (
          <tr key={String(value)}>
            <th scope="row">{value === true ? 'TRUE' : value === false ? 'FALSE' : value || '(empty)'}</th>
            <td>{formatCount(count)}</td>
            <td>{formatShare(count / outcomesOf(output))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Card>
);

export const HistogramTable = ({ output, style }: TableProps) => {
  if (output.histogram === null) return null;
  const { edges, counts } = output.histogram;
  const total = countOf(output.histogram) || 1;
  const isWhole = hasWholeBins(output);
  const bins = counts.map((count, index) => ({ from: edges[index]!, to: edges[index + 1]!, count }));
  return (
    <ScrollRegion className="table-scroll" label="Histogram as a table">
      <table>
        <thead>
          <tr>
            {isWhole ? (
              <th scope="col">Value</th>
            ) : (
              <>
                <th scope="col">From</th>
                <th scope="col">To</th>
              </>
            )}
            <th scope="col">Iterations</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {bins.map(({ from, to, count }) => (
            <tr key={from}>
              {isWhole ? (
                <td>{formatNumber(from + 0.5, style)}</td>
              ) : (
                <>
                  <td>{formatNumber(from, style)}</td>
                  <td>{formatNumber(to, style)}</td>
                </>
              )}
              <td>{formatCount(count)}</td>
              <td>{formatShare(count / total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
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
