import { useMemo, useState } from 'react';
import type { OutputResults } from '../../api/schemas.ts';
import { Chart } from '../../charts/Chart.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Switch } from '../../components/Switch.tsx';
import { formatCount, formatNumber, formatShare, type NumberStyle } from '../../format/number.ts';
import { cumulativeOf } from './cumulative.ts';
import { cumulativeOption, histogramOption } from './distributionChart.ts';
import { OddsReader } from './OddsReader.tsx';
import { extentOf, isYesOrNo } from './outcomes.ts';
import { Sensitivity } from './Sensitivity.tsx';
import { CategoriesTable, HistogramTable, PercentilesTable, StatisticsTable } from './tables.tsx';
import { YesOrNo } from './YesOrNo.tsx';

const views = { histogram: 'Histogram', cumulative: 'Cumulative' } as const;

interface OutputReportProps {
  output: OutputResults;
  style: NumberStyle;
}

/** Everything about one output: how it is spread, what the odds are, and what drives it. */
export const OutputReport = ({ output, style }: OutputReportProps) => {
  const [view, setView] = useState<keyof typeof views>('histogram');
  const cumulative = useMemo(() => cumulativeOf(output), [output]);
  const option = useMemo(() => {
    const input = { output, cumulative, style };
    return view === 'histogram' ? histogramOption(input) : cumulativeOption(input);
  }, [output, cumulative, style, view]);
  const summary = summarise(output, style);

  const isChance = isYesOrNo(output);

  return (
    <>
      <Errors output={output} />
      {output.categories && <CategoriesTable output={output} />}
      {output.mean !== null && (
        <>
          <section className="card report-card" aria-label="Distribution">
            <div className="report-head">
              <h2>
                {output.name} <span className="small muted">{output.cell}</span>
              </h2>
              {!isChance && (
                <Switch
                  legend="Chart"
                  choices={Object.entries(views) as [keyof typeof views, string][]}
                  chosen={view}
                  onChoose={setView}
                />
              )}
            </div>
            {isChance ? (
              <YesOrNo output={output} />
            ) : (
              <>
                <p className="report-summary">{summary}</p>
                <Chart summary={`${views[view]} of ${output.name}. ${summary}`} option={option} />
                <Outside output={output} style={style} />
                <OddsReader
                  name={output.name}
                  cumulative={cumulative}
                  start={output.percentiles?.['50'] ?? output.mean}
                  style={style}
                />
                <details>
                  <summary>Show the chart as a table</summary>
                  <HistogramTable output={output} style={style} />
                </details>
              </>
            )}
          </section>
          <Sensitivity output={output} style={isChance ? 'percent' : style} />
          {!isChance && (
            <div className="report-tables">
              <StatisticsTable output={output} style={style} />
              <PercentilesTable output={output} style={style} />
            </div>
          )}
        </>
      )}
    </>
  );
};

const summarise = ({ name, mean, percentiles }: OutputResults, style: NumberStyle): string => {
  const [low, high] = [percentiles?.['5'], percentiles?.['95']];
  const average = mean === null ? '' : `“${name}” is ${formatNumber(mean, style)} on average`;
  if (low === undefined || high === undefined) return `${average}.`;
  return `${average}, and in nine of ten iterations between ${formatNumber(low, style)} and ${formatNumber(high, style)}.`;
};

/** The rare values that the chart has no room for. */
const Outside = ({ output: { histogram, iterations }, style }: OutputReportProps) => {
  if (histogram === null) return null;
  const { below, above } = extentOf(histogram);
  const texts = [
    ...(below ? [`${formatCount(below.count)} down to ${formatNumber(below.outermost, style)}`] : []),
    ...(above ? [`${formatCount(above.count)} up to ${formatNumber(above.outermost, style)}`] : []),
  ];
  if (texts.length === 0) return null;
  return (
    <p className="small muted">
      Beyond the chart lie a few of the {formatCount(iterations)} iterations: {texts.join(' and ')}.
    </p>
  );
};

const Errors = ({ output: { errors, iterations, name } }: { output: OutputResults }) => {
  if (errors.count === 0) return null;
  const total = iterations + errors.count;
  return (
    <div className="warning" role="note">
      <Icon name="warning" size={20} />
      <div>
        <strong>
          {name} is an Excel error in {formatCount(errors.count)} of {formatCount(total)} iterations (
          {formatShare(errors.count / total)})
        </strong>
        <p>
          {errors.first && describeError(errors.first)}
          {iterations === 0 ? 'There is no number to report.' : 'The statistics are over the others.'}
        </p>
      </div>
    </div>
  );
};

const describeError = ({ error, cell, formula, iteration }: NonNullable<OutputResults['errors']['first']>): string => {
  const where =
    cell === undefined ? '' : ` in ${cell}${formula === undefined ? '' : `, =${formula.replace(/^=/, '')}`}`;
  return `The first is ${error}${where}, in iteration ${formatCount(iteration + 1)}. `;
};
