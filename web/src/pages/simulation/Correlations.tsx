import { useState } from 'react';
import type { InputResults, Results } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { ScrollRegion } from '../../components/ScrollRegion.tsx';
import { formatCorrelation } from '../../format/number.ts';

type Correlation = Results['correlations'][number];

interface Pair {
  first: string;
  second: string;
  asked: number;
  achieved: number | null;
}

const shownAtFirst = 8;

interface Props {
  correlations: readonly Correlation[];
  inputs: readonly InputResults[];
}

/** How inputs were asked to move together, and how they did: Spearman's rank correlations, the strongest first. */
export const Correlations = ({ correlations, inputs }: Props) => {
  const [showsAll, setShowsAll] = useState(false);
  const pairs = correlations
    .flatMap((correlation) => pairsOf(correlation, inputs))
    .toSorted((a, b) => Math.abs(b.asked) - Math.abs(a.asked));
  if (pairs.length === 0) return null;
  return (
    <section className="card report-card" aria-label="Correlations">
      <h2>Correlations of the inputs</h2>
      <ScrollRegion label="Pairs as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Inputs</th>
              <th scope="col">Asked</th>
              <th scope="col">Achieved</th>
            </tr>
          </thead>
          <tbody>
            {(showsAll ? pairs : pairs.slice(0, shownAtFirst)).map(({ first, second, asked, achieved }) => (
              <tr key={`${first}\n${second}`}>
                <th scope="row">
                  {first} <span className="muted">and</span> {second}
                </th>
                <td>{formatCorrelation(asked)}</td>
                <td>{achieved === null ? '–' : formatCorrelation(achieved)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {correlations.some(({ repaired }) => repaired) && (
        <p className="small muted">
          The correlations asked for contradict each other. The nearest ones that do not took their place.
        </p>
      )}
      {pairs.length > shownAtFirst && (
        <Button look="quiet" onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'Show fewer' : `Show all ${pairs.length} pairs`}
        </Button>
      )}
    </section>
  );
};

const pairsOf = ({ cells, asked, achieved }: Correlation, inputs: readonly InputResults[]): Pair[] => {
  const names = cells.map((cell) => inputs.find((input) => input.cell === cell)?.name ?? cell);
  return cells.flatMap((_, row) =>
    cells.slice(0, row).map((_, column) => ({
      first: names[column]!,
      second: names[row]!,
      asked: asked[row]![column]!,
      achieved: achieved[row]?.[column] ?? null,
    })),
  );
};
