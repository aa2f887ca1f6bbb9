/**
 * Functions that compiled code calls as the interpreter does, lane after lane: iterative solvers and quantiles, whose number of steps depends
 * on the numbers. A module imports one function for each kind of call.
 */
import type { CallContext } from '../functions/descriptor.ts';
import { arrayOf, isError } from '../interpret/value.ts';
import { libraryFunctions } from './libraryFunctions.ts';

/** What an argument takes of the numbers that are handed over, in their order. */
export type LibraryArgument =
  | 'number'
  | 'logical'
  /** A list, of which NaN is left out. */
  | { numbers: number }
  /** A column of numbers. */
  | { column: number };

export interface LibraryCall {
  name: string;
  arguments: LibraryArgument[];
}

/** Wasm takes no more parameters, and such a list would be slow to hand over. */
export const mostLibraryNumbers = 500;

const widthOf = (argument: LibraryArgument): number =>
  typeof argument === 'string' ? 1 : 'numbers' in argument ? argument.numbers : argument.column;

export const parametersOf = (call: LibraryCall): number =>
  call.arguments.reduce((sum, argument) => sum + widthOf(argument), 0);

/** What a call gives for errors; all other results are finite numbers. */
export const errorResults = {
  '#NUM!': Number.NaN,
  '#DIV/0!': Number.POSITIVE_INFINITY,
  '#VALUE!': Number.NEGATIVE_INFINITY,
} as const;

/** `library0`, `library1`, ... for a module's imports; other errors than those above flag the block for the interpreter. */
export function libraryImports(
  calls: readonly LibraryCall[],
  memory: { readonly buffer: ArrayBuffer },
): Record<string, (...numbers: number[]) => number> {
  return Object.fromEntries(
    calls.map((call, i) => [
      `library${i}`,
      caller(call, () => {
        new BigUint64Array(memory.buffer, 0, 1)[0] = 1n;
      }),
    ]),
  );
}

/** These functions ask nothing of their surroundings. */
const noContext = {} as CallContext;

function caller(call: LibraryCall, flag: () => void): (...numbers: number[]) => number {
  const descriptor = libraryFunctions.get(call.name);
  if (!descriptor) throw new Error(`there is no function ${call.name}`);
  const isInteger = call.arguments.map((_, i) => descriptor.parameters[i]?.kind === 'integer');
  return (...numbers) => {
    // An error's lane may hold anything, for which nobody should search long.
    if (numbers.some((x) => Math.abs(x) === Number.POSITIVE_INFINITY)) return errorResults['#NUM!'];
    let at = 0;
    const args = call.arguments.map((argument, i) => {
      const width = widthOf(argument);
      const own = numbers.slice(at, at + width);
      at += width;
      if (argument === 'number') return (isInteger[i] ? Math.trunc(own[0]!) : own[0]!) + 0;
      if (argument === 'logical') return own[0] !== 0;
      if ('numbers' in argument) return own.filter((x) => !Number.isNaN(x));
      return arrayOf(width, 1, own);
    });
    const result = descriptor.evaluate(noContext, args);
    if (typeof result === 'number') return Number.isFinite(result) ? result + 0 : errorResults['#NUM!'];
    const known: Readonly<Record<string, number>> = errorResults;
    const code = isError(result) ? known[result.error] : undefined;
    if (code === undefined) flag();
    return code ?? 0;
  };
}
