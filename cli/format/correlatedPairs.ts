/** Pairs of correlated inputs, for people: a matrix of many cells is read pair by pair. */
import type { SimulationResults } from '../../engine/index.ts';

export interface CorrelatedPair {
  names: readonly [string, string];
  copula: string;
  /** Rank correlations. */
  asked: number | null;
  achieved: number | null;
}

/** At most so many, the strongest asked for; in the request's order. */
export function correlatedPairs(
  { correlations, inputs }: Pick<SimulationResults, 'correlations' | 'inputs'>,
  most: number,
): { pairs: CorrelatedPair[]; left: number } {
  const alike = Map.groupBy(inputs, ({ name }) => name);
  const names = new Map(
    // Labels of two cells may be the same: then only the cell tells them apart.
    inputs.map(({ cell, name }) => [cell, alike.get(name)!.length > 1 && name !== cell ? `${name} (${cell})` : name]),
  );
  const all = correlations.flatMap(({ cells, copula, asked, achieved }) =>
    cells.flatMap((a, i) =>
      cells.slice(i + 1).map((b, k): CorrelatedPair => {
        const j = i + 1 + k;
        return {
          names: [names.get(a) ?? a, names.get(b) ?? b],
          copula,
          asked: asked[i]?.[j] ?? null,
          achieved: achieved[i]?.[j] ?? null,
        };
      }),
    ),
  );
  const strength = ({ asked }: CorrelatedPair) => Math.abs(asked ?? 0);
  const kept = new Set(all.toSorted((a, b) => strength(b) - strength(a)).slice(0, most));
  return { pairs: all.filter((pair) => kept.has(pair)), left: all.length - kept.size };
}

export const formatCorrelation = (value: number | null): string => (value === null ? 'none' : value.toFixed(3));
