/** The functions by which a workbook brings its own randomness, Excel's and the add-ins', by their upper-case names. */
import { type Vendor as AddIn, vendorFunction } from '../vendors/vendorFunctions.ts';

export type Vendor = 'excel' | AddIn;

export interface RandomFunction {
  vendor: Vendor;
  /** distribution: gives a random value; modifier: an argument of one; output: marks an output; statistic: of the finished simulation. */
  role: 'distribution' | 'modifier' | 'output' | 'statistic' | 'other';
  /** A cell that calls it varies from one iteration to the next. */
  draws: boolean;
}

/** Source: Microsoft's function reference. */
const excel: ReadonlySet<string> = new Set(['RAND', 'RANDBETWEEN', 'RANDARRAY']);

/** What a function has to do with randomness; undefined: nothing. */
export function randomFunction(name: string): RandomFunction | undefined {
  if (excel.has(name)) return { vendor: 'excel', role: 'distribution', draws: true };
  const known = vendorFunction(name);
  if (!known) return undefined;
  const { vendor, role } = known;
  switch (role) {
    case 'distribution':
      return { vendor, role, draws: true };
    case 'array':
    case 'sampling':
      return { vendor, role: 'distribution', draws: true };
    case 'modifier':
    case 'output':
    case 'statistic':
      return { vendor, role, draws: false };
    case 'unsupported':
      return { vendor, role: known.draws ? 'distribution' : 'other', draws: known.draws };
    default:
      return { vendor, role: 'other', draws: false };
  }
}
