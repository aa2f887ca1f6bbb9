/** How many iterations lie beyond P5 or P95: of whole or capped outputs often fewer than the twentieth that the name promises. */
import type { OutputResults } from '../../engine/index.ts';
import { formatShare } from '../format/number.ts';
import type { Variable } from './scatterChart.ts';

type Output = Pick<OutputResults, 'iterations' | 'min' | 'max' | 'percentiles'>;

export function belowP5({ percentiles, min, iterations }: Output, values: Variable['values']): string {
  const limit = percentiles?.['5'] ?? Number.NaN;
  return limit === min ? 'none lie below' : `${counted(values, (value) => value < limit, iterations)} lie below`;
}

export function aboveP95({ percentiles, max, iterations }: Output, values: Variable['values']): string {
  const limit = percentiles?.['95'] ?? Number.NaN;
  return limit === max ? 'none lie above' : `${counted(values, (value) => value > limit, iterations)} lie above`;
}

/** Of a longer run its first iterations are known, which tell whole percents. */
function counted(values: Variable['values'], isBeyond: (value: number) => boolean, iterations: number): string {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === 0) return 'at most 5%';
  const share = numbers.filter(isBeyond).length / numbers.length;
  if (numbers.length >= iterations) return formatShare(share);
  return share < 0.005 ? 'under 1%' : formatShare(Math.round(share * 100) / 100);
}
