import { annuity } from '../functions/annuity.ts';
import { cashFlow } from '../functions/cashFlow.ts';
import { combinatorics } from '../functions/combinatorics.ts';
import { depreciation } from '../functions/depreciation.ts';
import type { FunctionDescriptor } from '../functions/descriptor.ts';
import { distributionFunctions } from '../functions/distributions.ts';

type Callable = FunctionDescriptor & Required<Pick<FunctionDescriptor, 'evaluate'>>;

const families: readonly (readonly FunctionDescriptor[])[] = [
  annuity,
  cashFlow,
  combinatorics,
  depreciation,
  distributionFunctions,
];

/** The functions that compiled code may call, see library.ts. Few families: a worker that runs compiled code loads no others. */
export const libraryFunctions: ReadonlyMap<string, Callable> = new Map(
  families.flat().flatMap((descriptor) => {
    const { evaluate } = descriptor;
    return evaluate ? [[descriptor.name, { ...descriptor, evaluate }] as const] : [];
  }),
);
