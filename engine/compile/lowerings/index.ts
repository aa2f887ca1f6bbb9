/** Every function that the compiler lowers. The others are interpreted, cell by cell. */
import { aggregation } from './aggregation.ts';
import { conditional } from './conditional.ts';
import { dates } from './dates.ts';
import { distributions } from './distributions.ts';
import { finance } from './finance.ts';
import { library } from './library.ts';
import { information, logic } from './logic.ts';
import { lookup } from './lookup.ts';
import type { Lowering } from './lowering.ts';
import { mathematics } from './mathematics.ts';
import { order } from './order.ts';

export const lowerings: ReadonlyMap<string, Lowering> = new Map(
  // Those that come later stand before the library's.
  [
    library,
    aggregation,
    conditional,
    dates,
    distributions,
    finance,
    information,
    logic,
    lookup,
    mathematics,
    order,
  ].flatMap((family) => Object.entries(family)),
);
