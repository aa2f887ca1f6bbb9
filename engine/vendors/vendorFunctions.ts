/** Every function of an add-in that the engine knows, by its upper-case name without prefixes such as `_xll.`. */
import { analyticSolver } from './analyticSolver.ts';
import { atRisk } from './atRisk.ts';
import { crystalBall } from './crystalBall.ts';
import { modelRisk } from './modelRisk.ts';
import type { VendorFunction } from './vendorFunction.ts';

export { type Statistic, type Vendor, type VendorFunction, vendorNames } from './vendorFunction.ts';

export const allVendorFunctions: readonly VendorFunction[] = [
  ...atRisk,
  ...analyticSolver,
  ...crystalBall,
  ...modelRisk,
];

const byName: ReadonlyMap<string, VendorFunction> = new Map(
  allVendorFunctions.map((entry) => [entry.name.toUpperCase(), entry]),
);

export const vendorFunction = (name: string): VendorFunction | undefined => byName.get(name);

/** Whether a call of the function is simulated, or ignored on purpose. */
export const isTranslated = (name: string): boolean => {
  const known = vendorFunction(name);
  return known !== undefined && known.role !== 'unsupported';
};
