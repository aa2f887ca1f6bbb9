import { useState } from 'react';
import type { OutputResults } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { formatNumber, formatShare } from '../../format/number.ts';

const shownAtFirst = 10;

type Driver = OutputResults['sensitivity'][number];

const strength = ({ rankCorrelation }: Driver): number => Math.abs(rankCorrelation ?? 0);
const shareOfVariance = ({ contributionToVariance }: Driver): string =>
  contributionToVariance === null ? '–' : formatShare(Math.abs(contributionToVariance));

/** The inputs by how much they move the output: a tornado that is its own table. */
export const Sensitivity = ({ output }: { output: OutputResults }) => {
  const [showsAll, setShowsAll] = useState(false);
  const ranked = output.sensitivity.toSorted((one, other) => strength(other) - strength(one));
  if (ranked.length === 0) return null;
  const shown = showsAll ? ranked : ranked.slice(0, shownAtFirst);
  return (
    <section className="card report-card" aria-label="Sensitivity">
      <h2>What drives it</h2>
      <p className="report-summary">{summarise(output.name, ranked[0])}</p>
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
          {shown.map((driver) => (
            <tr key={driver.input}>
              <th scope="row">
                {driver.name}
                {driver.name !== driver.input && <span className="small muted"> {driver.input}</span>}
              </th>
              <td className="tornado-bars">
                <span
                  className={(driver.rankCorrelation ?? 0) < 0 ? 'tornado-bar tornado-negative' : 'tornado-bar'}
                  style={{ width: `${strength(driver) * 50}%` }}
                />
              </td>
              <td>{driver.rankCorrelation === null ? '–' : formatNumber(Number(driver.rankCorrelation.toFixed(3)))}</td>
              <td>{shareOfVariance(driver)}</td>
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

const summarise = (output: string, first: Driver | undefined): string => {
  if (first === undefined || strength(first) < 0.01) return `None of the inputs moves ${output} noticeably.`;
  const direction = (first.rankCorrelation ?? 0) > 0 ? 'raises' : 'lowers';
  return `${first.name} matters most: more of it ${direction} ${output}, and it explains ${shareOfVariance(first)} of the variance.`;
};
