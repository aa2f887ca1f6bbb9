import { useState } from 'react';
import type { InputResults } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { ScrollRegion } from '../../components/ScrollRegion.tsx';
import { formatCount, formatNumber } from '../../format/number.ts';
import { useCellStyle } from '../../sheet/useCellStyle.ts';
import { extentOf } from './outcomes.ts';

const shownAtFirst = 8;

/** What the inputs drew, to be held against what was asked. */
export const InputsTable = ({ fileId, inputs }: { fileId: string; inputs: readonly InputResults[] }) => {
  const [showsAll, setShowsAll] = useState(false);
  if (inputs.length === 0) return null;
  return (
    <section className="card report-card" aria-label="Inputs">
      <h2>Inputs as they were drawn</h2>
      <ScrollRegion label="Inputs as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Input</th>
              <th scope="col" className="input-distribution">
                Distribution
              </th>
              <th scope="col">
                <span className="visually-hidden">Shape</span>
              </th>
              <th scope="col">Mean</th>
              <th scope="col">5%</th>
              <th scope="col">95%</th>
            </tr>
          </thead>
          <tbody>
            {(showsAll ? inputs : inputs.slice(0, shownAtFirst)).map((input) => (
              <InputRow key={input.cell} fileId={fileId} input={input} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p className="small muted">
        Over the first {formatCount(Math.max(...inputs.map(({ iterations }) => iterations)))} iterations.
      </p>
      {inputs.length > shownAtFirst && (
        <Button look="quiet" onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'Show fewer' : `Show all ${inputs.length} inputs`}
        </Button>
      )}
    </section>
  );
};

const InputRow = ({ fileId, input }: { fileId: string; input: InputResults }) => {
  const style = useCellStyle(fileId, input.cell);
  const { cell, name, distribution, mean, percentiles, histogram } = input;
  const number = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : formatNumber(value, style);
  return (
    <tr>
      <th scope="row">
        {name}
        {name !== cell && <span className="small muted address"> {cell}</span>}
      </th>
      <td className="input-distribution">
        <code>{distribution}</code>
      </td>
      <td>{histogram && <Sparkline histogram={histogram} />}</td>
      <td>{number(mean)}</td>
      <td>{number(percentiles?.['5'])}</td>
      <td>{number(percentiles?.['95'])}</td>
    </tr>
  );
};

const width = 112;
const height = 24;

/** The histogram without its axes; decoration beside the numbers. */
const Sparkline = ({ histogram }: { histogram: NonNullable<InputResults['histogram']> }) => {
  const { edges, counts } = histogram;
  const { from, to } = extentOf(histogram);
  const heights = counts.map((count, index) => count / (edges[index + 1]! - edges[index]!));
  const tallest = Math.max(...heights) || 1;
  const x = (value: number) => (((value - from) / (to - from || 1)) * width).toFixed(1);
  const bars = heights.map((bar, index) => {
    const y = (height - (bar / tallest) * height).toFixed(1);
    return `M${x(edges[index]!)} ${height}V${y}H${x(edges[index + 1]!)}V${height}Z`;
  });
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={bars.join('')} />
    </svg>
  );
};
