import { compareNumbers } from './rounding.ts';
import type { ErrorValue, Scalar } from './value.ts';

/** Excel's order of types: numbers before text before logical values. */
const typeRank = (value: number | string | boolean): number =>
  typeof value === 'number' ? 0 : typeof value === 'string' ? 1 : 2;

const collator = new Intl.Collator('en', { sensitivity: 'accent', ignorePunctuation: false });

/** Excel ignores case, and sorts text as its language does, not by code points; hyphens and apostrophes count last. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const a = left.toLowerCase();
  const b = right.toLowerCase();
  if (a === b) return 0;
  return collator.compare(a, b) || (a < b ? -1 : 1);
}

export const equalText = (left: string, right: string): boolean =>
  left === right || (left.length === right.length && left.toLowerCase() === right.toLowerCase());

type Plain = number | string | boolean;

/** A blank beside a value is that value's zero. */
const blankAs = (other: Plain | null): Plain =>
  typeof other === 'string' ? '' : typeof other === 'boolean' ? false : 0;

/** -1, 0 or 1 for = <> < <= > >=. */
export function compareScalars(left: Exclude<Scalar, ErrorValue>, right: Exclude<Scalar, ErrorValue>): number {
  const a = left ?? blankAs(right);
  const b = right ?? blankAs(left);
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return typeRank(a) - typeRank(b);
}

/** Equality is far more frequent than order, and needs no collation. */
export function equalScalars(left: Exclude<Scalar, ErrorValue>, right: Exclude<Scalar, ErrorValue>): boolean {
  if (typeof left === 'string' && typeof right === 'string') return equalText(left, right);
  return compareScalars(left, right) === 0;
}
