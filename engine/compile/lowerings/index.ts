/** Every function that the compiler lowers. The others are interpreted, cell by cell. */
import { aggregation } from './aggregation.ts';
import { distributions } from './distributions.ts';
import { finance } from './finance.ts';
import { information, logic } from './logic.ts';
import { lookup } from './lookup.ts';
import type { Lowering } from './lowering.ts';
import { mathematics } from './mathematics.ts';

export const lowerings: ReadonlyMap<string, Lowering> = new Map(
  [aggregation, distributions, finance, information, logic, lookup, mathematics].flatMap((family) =>
    Object.entries(family),
  ),
);
