import { describe, expect, it } from 'vitest';
import { aboveP95, belowP5 } from './tails.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('what lies beyond a percentile', () => {
  it('is a twentieth where all values differ', () => {
    const output = { iterations: 1000, min: 0, max: 999, percentiles: { 5: 49.95, 95: 949.05 } };

    expect([belowP5(output, upTo(1000)), aboveP95(output, upTo(1000))]).toEqual(['5% lie below', '5% lie above']);
  });

  it('is nothing where it is the smallest or largest value', () => {
    const capped = { iterations: 100, min: 20, max: 61, percentiles: { 5: 20, 95: 61 } };
    const values = upTo(100).map((i) => Math.min(61, Math.max(20, i)));

    expect([belowP5(capped, values), aboveP95(capped, values)]).toEqual(['none lie below', 'none lie above']);
  });

  it('is counted where many values are equal, errors and texts aside', () => {
    const output = { iterations: 100, min: 1, max: 5, percentiles: { 5: 2, 95: 4 } };
    const values = [...upTo(100).map((i) => (i < 3 ? 1 : i < 40 ? 2 : i < 99 ? 4 : 5)), undefined, 'none'];

    expect([belowP5(output, values), aboveP95(output, values)]).toEqual(['3% lie below', '1% lie above']);
  });

  it('is told in whole percents where only the first iterations are known', () => {
    const output = { iterations: 1e6, min: -5, max: 2000, percentiles: { 5: 51.3, 95: 998.5 } };

    expect([belowP5(output, upTo(1000)), aboveP95(output, upTo(1000))]).toEqual(['5% lie below', 'under 1% lie above']);
  });
});
