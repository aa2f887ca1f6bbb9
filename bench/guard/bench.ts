import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { guardCosts } from '../../functions/files/guardCost.testkit.ts';
import { hostileFiles } from '../../functions/files/hostile.testkit.ts';
import type { Benchmark } from '../measurement.ts';

const harmless = 'retirement.xlsx';

/** What the files that are made to cost the most cost the guard, beside an ordinary workbook. */
export const bench: Benchmark = async () => {
  const { measure, end } = await guardCosts();
  try {
    const ordinary = measure(readFileSync(join(import.meta.dirname, '..', '..', 'examples', harmless)));
    return hostileFiles
      .filter(({ costly }) => costly)
      .flatMap(({ name, bytes }) => {
        const { milliseconds, megabytes } = measure(bytes());
        return [
          {
            name: `${name}: processor time`,
            value: milliseconds,
            unit: 'ms',
            goal: '<= 1000 ms',
            reference: harmless,
            referenceValue: ordinary.milliseconds,
            ratio: milliseconds / ordinary.milliseconds,
          },
          {
            name: `${name}: memory`,
            value: megabytes,
            unit: 'MB',
            goal: '<= 200 MB',
            reference: harmless,
            referenceValue: ordinary.megabytes,
            ratio: megabytes / ordinary.megabytes,
          },
        ];
      });
  } finally {
    end();
  }
};
