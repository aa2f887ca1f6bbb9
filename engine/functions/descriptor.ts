import type { DateSystem } from '../interpret/calendar.ts';
import type { ArrayValue, CellSource, LambdaValue, ReferenceValue, Scalar, Value } from '../interpret/value.ts';
import { analysisToolPak } from './analysisToolPak.ts';

/**
 * What a parameter takes. The scalar kinds are lifted over arrays (`ABS({-1,-2})` calls ABS twice), and a range given to one
 * is intersected implicitly unless the formula is an array formula:
 *
 * - number, text, logical: coerced; integer: a number cut to its whole part; scalar: any scalar, errors returned
 *   before the function is called; any: any scalar, errors included
 *
 * The others are taken whole:
 * - numbers: the numbers in it (of a range or array only numbers count; a scalar is coerced); errors returned
 * - array: its values; errors in it are the function's to find; its expression is evaluated as in an array formula
 * - range: a scalar, an array or a reference left unread; value: that or a lambda
 * - reference: a reference or #VALUE!
 * - lambda: a lambda or #VALUE!
 */
interface ArgumentTypes {
  number: number;
  integer: number;
  text: string;
  logical: boolean;
  scalar: number | string | boolean | null;
  any: Scalar;
  numbers: number[];
  array: ArrayValue;
  range: Scalar | ArrayValue | ReferenceValue;
  value: Value;
  reference: ReferenceValue;
  lambda: LambdaValue;
}

export type ParameterKind = keyof ArgumentTypes;

/**
 * `number?` may be left out (`undefined`), and counts as 0, "" or FALSE where its place is empty (`ROUND(2.5,)`);
 * with `??` an empty place means left out, too; `...number` takes all further arguments.
 */
export type ParameterSpec = ParameterKind | `${ParameterKind}?` | `${ParameterKind}??` | `...${ParameterKind}`;

export type Argument = ArgumentTypes[ParameterKind] | undefined;

type ArgumentsOf<Specs extends readonly ParameterSpec[]> = Specs extends readonly [
  infer First extends ParameterSpec,
  ...infer Others extends readonly ParameterSpec[],
]
  ? First extends `...${infer Kind extends ParameterKind}`
    ? ArgumentTypes[Kind][]
    : [
        First extends ParameterKind
          ? ArgumentTypes[First]
          : First extends `${infer Kind extends ParameterKind}?${string}`
            ? ArgumentTypes[Kind] | undefined
            : never,
        ...ArgumentsOf<Others>,
      ]
  : [];

/**
 * pure: the same arguments give the same value. volatile: asks for the time. random: draws. reference: its value or its
 * precedents depend on where its arguments stand, not on what they hold. context: asks about the workbook or the formula's cell.
 */
export type Purity = 'pure' | 'volatile' | 'random' | 'reference' | 'context';

/** What a function may ask of its surroundings. */
export interface CallContext {
  /** The cell that holds the formula. */
  readonly sheet: number;
  readonly row: number;
  readonly column: number;
  readonly source: CellSource;
  readonly dateSystem: DateSystem;
  /** Whether the workbook was saved on a Macintosh: CHAR and CODE use that system's character set. */
  readonly macintosh: boolean;
  /** The serial number of the present moment, as the host or the request says. */
  now(): number;
  /** A uniform number in (0, 1): the `element`-th draw of this call. */
  random(element: number): number;
  sheetCount(): number;
  sheetName(sheet: number): string;
  /** Of a reference in a text, A1 or R1C1, names and tables included; #REF! where there is none. */
  resolveReference(text: string, a1: boolean): Value;
  /** With its `=`; `undefined` where the cell holds no formula. */
  formulaAt(sheet: number, row: number, column: number): string | undefined;
  numberFormatAt(sheet: number, row: number, column: number): string;
  sheetIndex(name: string): number | undefined;
  /** The sheets of the area's prefix, and the file's name for CELL and INFO. */
  readonly fileName: string;
}

/** A NaN or an infinity becomes #NUM!. */
export type FunctionResult = Value;

export interface Parameter {
  readonly kind: ParameterKind;
  readonly optional: boolean;
  readonly emptyIsAbsent: boolean;
}

export interface FunctionDescriptor {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Of the further arguments, if any are taken. */
  readonly rest?: Parameter;
  readonly minimum: number;
  readonly maximum: number;
  readonly purity: Purity;
  /** One of the Analysis ToolPak's: see analysisToolPak.ts. */
  readonly strict: boolean;
  /** Absent for the functions whose arguments are evaluated as needed: see interpret/specialForms.ts. */
  readonly evaluate?: (context: CallContext, args: readonly Argument[]) => FunctionResult;
}

/** Excel takes at most 255 arguments. */
const maximumArguments = 255;

const isKind = (text: string): text is ParameterKind => !/[.?]/.test(text);

function parseSpec(spec: ParameterSpec): Parameter & { rest: boolean } {
  const kind = spec.replace(/^\.\.\./, '').replace(/\?+$/, '');
  if (!isKind(kind)) throw new Error(`not a parameter: ${spec}`);
  return { kind, optional: spec.endsWith('?'), emptyIsAbsent: spec.endsWith('??'), rest: spec.startsWith('...') };
}

function describe(
  name: string,
  purity: Purity,
  specs: readonly ParameterSpec[],
  evaluate?: FunctionDescriptor['evaluate'],
): FunctionDescriptor {
  const all = specs.map(parseSpec);
  const parameters = all.filter((parameter) => !parameter.rest);
  const rest = all.find((parameter) => parameter.rest);
  return {
    name,
    parameters,
    ...(rest ? { rest } : {}),
    minimum: parameters.findLastIndex((parameter) => !parameter.optional) + 1,
    maximum: rest ? maximumArguments : parameters.length,
    purity,
    strict: analysisToolPak.has(name),
    ...(evaluate ? { evaluate } : {}),
  };
}

/** A function of its arguments alone. */
export const pure = <const Specs extends readonly ParameterSpec[]>(
  name: string,
  specs: Specs,
  evaluate: (...args: ArgumentsOf<Specs>) => FunctionResult,
): FunctionDescriptor =>
  // The caller coerces arguments as `specs` says: this is where that promise meets the type.
  describe(name, 'pure', specs, (_, args) => evaluate(...(args as ArgumentsOf<Specs>)));

/** A function that also asks its surroundings. */
export const contextual = <const Specs extends readonly ParameterSpec[]>(
  name: string,
  purity: Purity,
  specs: Specs,
  evaluate: (context: CallContext, ...args: ArgumentsOf<Specs>) => FunctionResult,
): FunctionDescriptor =>
  describe(name, purity, specs, (context, args) => evaluate(context, ...(args as ArgumentsOf<Specs>)));

/** A function that evaluates its own arguments, as IF does. */
export const special = (
  name: string,
  minimum: number,
  maximum: number,
  purity: Purity = 'pure',
): FunctionDescriptor => ({ name, parameters: [], minimum, maximum, purity, strict: false });

/** The same function under an older name. */
export const alias = (name: string, descriptor: FunctionDescriptor): FunctionDescriptor => ({ ...descriptor, name });
