/** Which of several simulations a run is, where the workbook has series (RiskSimtable, PsiSimParam). */
import type { CellAddress } from '../model/address.ts';
import type { SimulationRequest } from '../request.ts';
import { simulationsOf } from '../vendors/series.ts';
import type { Translation } from '../vendors/translation.ts';
import type { Varying } from './varying.ts';

export interface PlannedSeries {
  /** Of this simulation, from 1. */
  index: number;
  simulations: number;
  /** What each series holds in this simulation; null where it is no number, or differs between iterations. */
  values: { cell: string; name: string; value: number | null }[];
}

export function checkSeries(
  { seriesIndex }: SimulationRequest,
  simulations: number,
  problem: (pointer: string, detail: string) => void,
): void {
  if (seriesIndex === undefined || seriesIndex <= Math.max(1, simulations)) return;
  problem(
    '/seriesIndex',
    simulations === 0
      ? 'The workbook has no series (RiskSimtable, PsiSimParam): leave seriesIndex out.'
      : `The longest series of the workbook has ${simulations} values: choose one from 1 to ${simulations}.`,
  );
}

export function plannedSeries(
  { seriesIndex = 1 }: SimulationRequest,
  { series }: Translation,
  varying: Varying,
  named: (cell: CellAddress) => { cell: string; name: string },
): PlannedSeries | undefined {
  if (series.length === 0) return undefined;
  return {
    index: seriesIndex,
    simulations: simulationsOf(series),
    values: series.map(({ cell, value }) => ({
      ...named(cell),
      value: value === undefined || varying.has(cell) ? null : value,
    })),
  };
}
