import { useState } from 'react';
import type { OutputResults, SimulationRequest } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { formatNumber, formatShare } from '../../format/number.ts';
import { sameCell } from '../../sheet/range.ts';

const shownAtFirst = 10;

/** The inputs by how much they move the output: a tornado that is its own table. */
export const Sensitivity = ({ output, request }: { output: OutputResults; request: SimulationRequest }) => {
  const [showsAll, setShowsAll] = useState(false);
  const ranked = output.sensitivity
    .map(({ input, rankCorrelation, contributionToVariance }) => ({
      input,
      name: request.inputs?.find(({ cell }) => sameCell(cell, input))?.name ?? input,
      correlation: rankCorrelation ?? 0,
      contribution: Math.abs(contributionToVariance ?? 0),
    }))
    .toSorted((one, other) => Math.abs(other.correlation) - Math.abs(one.correlation));
  if (ranked.length === 0) return null;
  const shown = showsAll ? ranked : ranked.slice(0, shownAtFirst);
  return (
    <section className="card report-card" aria-label="Sensitivity">
      <h2>What drives it</h2>
      <p className="report-summary">{summarise(output.name, ranked)}</p>
      <table className="tornado">
        <caption className="visually-hidden">Sensitivity of {output.name} to its inputs</caption>
        <thead>
          <tr>
            <th scope="col">Input</th>
            <th scope="col" className="tornado-bars">
              <span>lowers it</span>
              <span>raises it</span>
            </th>
            <th scope="col">Rank correlation</th>
            <th scope="col">Share of variance</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ input, name, correlation, contribution }) => (
            <tr key={input}>
              <th scope="row">
                {name}
                {name !== input && <span className="small muted"> {input}</span>}
              </th>
              <td className="tornado-bars">
                <span
                  className={correlation < 0 ? 'tornado-bar tornado-negative' : 'tornado-bar'}
                  style={{ width: `${Math.abs(correlation) * 50}%` }}
                />
              </td>
              <td>{formatNumber(Number(correlation.toFixed(3)))}</td>
              <td>{formatShare(contribution)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {ranked.length > shownAtFirst && (
        <Button look="quiet" onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'Show the strongest only' : `Show all ${ranked.length} inputs`}
        </Button>
      )}
    </section>
  );
};

const summarise = (
  output: string,
  [first]: readonly { name: string; correlation: number; contribution: number }[],
): string => {
  if (first === undefined || Math.abs(first.correlation) < 0.01)
    return `None of the inputs moves ${output} noticeably.`;
  const direction = first.correlation > 0 ? 'raises' : 'lowers';
  return `${first.name} matters most: more of it ${direction} ${output}, and it explains ${formatShare(first.contribution)} of the variance.`;
};
