import { useState } from 'react';
import type { OutputResults } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { ScrollRegion } from '../../components/ScrollRegion.tsx';
import { Switch } from '../../components/Switch.tsx';
import type { NumberStyle } from '../../format/number.ts';
import { type MeasureName, measures, offeredMeasures, rankedBy, scaleOf, summarise } from './measures.ts';

const shownAtFirst = 10;

/** The inputs by how much they move the output: a tornado that is its own table. */
export const Sensitivity = ({ output, style }: { output: OutputResults; style: NumberStyle }) => {
  const offered = offeredMeasures(output);
  const [chosen, choose] = useState<MeasureName | undefined>();
  const [showsAll, setShowsAll] = useState(false);
  const name = chosen ?? offered[0];
  if (name === undefined) return null;
  const measure = measures[name];
  const ranked = rankedBy(measure, output);
  const scale = scaleOf(measure, output);
  return (
    <section className="card report-card" aria-label="Sensitivity">
      <div className="report-head">
        <h2>What drives it</h2>
        {offered.length > 1 && (
          <Switch
            legend="Measure"
            choices={offered.map((key) => [key, measures[key].label])}
            chosen={name}
            onChoose={choose}
          />
        )}
      </div>
      <p className="report-summary">{summarise(measure, output, style)}</p>
      <ScrollRegion label="Drivers as a table">
        <table className="tornado">
          <caption className="visually-hidden">
            {measure.label}: sensitivity of {output.name} to its inputs
          </caption>
          <thead>
            <tr>
              <th scope="col">Input</th>
              <th scope="col" className="tornado-bars">
                {measure.hasSides ? (
                  <span className="tornado-key">
                    <span data-side="low">input low</span>
                    <span data-side="high">input high</span>
                  </span>
                ) : (
                  <span className="visually-hidden">Bar</span>
                )}
              </th>
              {measure.columns.map(({ heading }) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(showsAll ? ranked : ranked.slice(0, shownAtFirst)).map((driver) => (
              <tr key={driver.input}>
                <th scope="row">
                  {driver.name}
                  {driver.name !== driver.input && <span className="small muted address"> {driver.input}</span>}
                </th>
                <td className="tornado-bars">
                  <Bar bar={measure.bar(driver)} isFalling={(driver.rankCorrelation ?? 0) < 0} scale={scale} />
                </td>
                {measure.columns.map(({ heading, value }) => (
                  <td key={heading}>{value(driver, style)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p className="small muted">{measure.explanation}</p>
      {ranked.length > shownAtFirst && (
        <Button look="quiet" onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'Show the strongest only' : `Show all ${ranked.length} inputs`}
        </Button>
      )}
    </section>
  );
};

interface BarProps {
  bar: readonly [from: number, to: number] | undefined;
  /** The output falls as the input rises, so that its low end belongs to the input's high values. */
  isFalling: boolean;
  scale: { from: number; to: number; origin: number };
}

const Bar = ({ bar, isFalling, scale }: BarProps) => {
  const at = (x: number) => ((x - scale.from) / (scale.to - scale.from || 1)) * 100;
  const origin = at(scale.origin);
  const [low, high] = bar ? [at(bar[0]), at(bar[1])] : [origin, origin];
  return (
    <>
      <span
        className="tornado-bar"
        data-side={isFalling ? 'high' : 'low'}
        style={{ left: `${low}%`, width: `${Math.max(0, Math.min(origin, high) - low)}%` }}
      />
      <span
        className="tornado-bar"
        data-side={isFalling ? 'low' : 'high'}
        style={{ left: `${Math.max(origin, low)}%`, width: `${Math.max(0, high - Math.max(origin, low))}%` }}
      />
      <span className="tornado-origin" style={{ left: `${origin}%` }} />
    </>
  );
};
