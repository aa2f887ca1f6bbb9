/** What the translation of a workbook made for an add-in gives. */
import type { Scalar } from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import type { SpecificationLimits } from '../statistics/capability.ts';
import type { Workbook } from '../workbook/workbook.ts';
import type { CorrelationRole } from './properties.ts';
import type { VendorSeries } from './series.ts';
import type { Statistic } from './vendorFunction.ts';

export interface VendorDraw {
  /** Where its value goes: the cell itself where its formula is nothing but the call, else one on a sheet added for it. */
  address: CellAddress;
  /** The cell in whose formula the call stands. */
  home: CellAddress;
  /** Our distribution, as a formula in `address`. */
  text: string;
  /** The same as a formula in `home`: what people read. */
  shown: string;
  name?: string;
  /** What its uniform numbers belong to, where that is not the cell. */
  stream?: string;
  correlation?: CorrelationRole;
}

export interface VendorOutput {
  cell: CellAddress;
  name: string | undefined;
}

/** A statistic that a formula asks for. */
export interface VendorStatistic {
  /** The cell of the added sheet that stands for it in `afterwards`. */
  address: CellAddress;
  of: CellAddress | undefined;
  /** In place of a cell, where a distribution stands in the call: a formula in `home`. */
  distribution?: { text: string; home: CellAddress };
  statistic: Statistic;
  theoretical: boolean;
  argument: Scalar;
  limits?: SpecificationLimits;
}

export interface Translation {
  workbook: Workbook;
  draws: VendorDraw[];
  outputs: VendorOutput[];
  statistics: VendorStatistic[];
  /** Cells whose formulas were changed and do not draw: what depends on them has to be computed anew. */
  stale: CellAddress[];
  /** Cells that hold statistics, and their formulas over the added sheet. */
  afterwards: { cell: CellAddress; formula: string }[];
  /** Why calls were left as they are, by cell. */
  failures: { cell: CellAddress; function: string; detail: string }[];
  series: VendorSeries[];
}
