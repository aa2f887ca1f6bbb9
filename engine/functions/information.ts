import { toNumber } from '../interpret/coerce.ts';
import { columnCount, isSingleCell, readCell, rowCount } from '../interpret/reference.ts';
import {
  type Area,
  arrayFrom,
  type errors,
  isArray,
  isError,
  isLambda,
  isReference,
  notAvailable,
  type ReferenceValue,
  referenceError,
  type Scalar,
  type Value,
  valueError,
} from '../interpret/value.ts';
import { columnName } from '../workbook/a1.ts';
import { cellFormatCode } from './cellFormat.ts';
import { type CallContext, contextual, type FunctionDescriptor, pure } from './descriptor.ts';

const test = (name: string, holds: (value: Scalar) => boolean): FunctionDescriptor =>
  pure(name, ['any'], (value) => holds(value));

const parity = (name: string, wanted: 0 | 1): FunctionDescriptor =>
  pure(name, ['scalar'], (value) => {
    if (typeof value === 'boolean') return valueError;
    const number = toNumber(value);
    return typeof number === 'number' ? Math.abs(Math.trunc(number)) % 2 === wanted : number;
  });

/** As ERROR.TYPE numbers them. */
const errorNumbers: readonly (keyof typeof errors)[] = [
  '#NULL!',
  '#DIV/0!',
  '#VALUE!',
  '#REF!',
  '#NAME?',
  '#NUM!',
  '#N/A',
  '#GETTING_DATA',
  '#SPILL!',
  '#CONNECT!',
  '#BLOCKED!',
  '#UNKNOWN!',
  '#FIELD!',
  '#CALC!',
];

function typeNumber(value: Value): number {
  if (isReference(value)) {
    const [area] = value.areas;
    if (!area || value.areas.length > 1) return 16;
    return isSingleCell(area) ? typeNumber(readCell(value, area)) : 64;
  }
  if (isArray(value)) return 64;
  if (isLambda(value)) return 128;
  if (isError(value)) return 16;
  return typeof value === 'string' ? 2 : typeof value === 'boolean' ? 4 : 1;
}

const absolute = (row: number, column: number) => `$${columnName(column)}$${row + 1}`;

const firstCell = (reference: ReferenceValue): Area | undefined => reference.areas[0];

/** Sheet names that CELL and ADDRESS put in quotes. */
export const quoteSheet = (name: string): string =>
  /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) && !/^[A-Za-z]{1,3}\d+$/.test(name) && !/^r\d*c?\d*$/i.test(name)
    ? name
    : `'${name.replaceAll("'", "''")}'`;

function cellInformation(context: CallContext, kind: string, reference: ReferenceValue): Value {
  const area = firstCell(reference);
  if (!area) return referenceError;
  const { sheet, top, left } = area;
  const value = (): Scalar => {
    reference.source.prepare({ ...area, bottom: top, right: left });
    return reference.source.read(sheet, top, left);
  };
  const format = cellFormatCode(context.numberFormatAt(sheet, top, left));
  switch (kind.toLowerCase()) {
    case 'address': {
      const here = sheet === context.sheet ? '' : `${quoteSheet(`[${context.fileName}]${context.sheetName(sheet)}`)}!`;
      return here + absolute(top, left);
    }
    case 'row':
      return top + 1;
    case 'col':
      return left + 1;
    case 'contents': {
      const held = value();
      return held ?? 0;
    }
    case 'type': {
      const held = value();
      return held === null ? 'b' : typeof held === 'string' ? 'l' : 'v';
    }
    case 'format':
      return format.code;
    case 'color':
      return format.color ? 1 : 0;
    case 'parentheses':
      return format.parentheses ? 1 : 0;
    case 'filename':
      return `[${context.fileName}]${context.sheetName(sheet)}`;
    case 'prefix':
      return '';
    case 'protect':
      return 1;
    case 'width':
      return 8;
    default:
      return valueError;
  }
}

const here = (context: CallContext): ReferenceValue => ({
  kind: 'reference',
  areas: [
    {
      sheet: context.sheet,
      lastSheet: context.sheet,
      top: context.row,
      left: context.column,
      bottom: context.row,
      right: context.column,
    },
  ],
  source: context.source,
});

export const information: readonly FunctionDescriptor[] = [
  test('ISNUMBER', (value) => typeof value === 'number'),
  test('ISTEXT', (value) => typeof value === 'string'),
  test('ISNONTEXT', (value) => typeof value !== 'string'),
  test('ISLOGICAL', (value) => typeof value === 'boolean'),
  test('ISBLANK', (value) => value === null),
  test('ISERROR', isError),
  test('ISERR', (value) => isError(value) && value !== notAvailable),
  test('ISNA', (value) => value === notAvailable),
  parity('ISEVEN', 0),
  parity('ISODD', 1),
  contextual('ISREF', 'reference', ['value'], (_, value) => isReference(value)),
  contextual('ISFORMULA', 'context', ['reference'], (context, reference) => {
    const area = firstCell(reference);
    if (!area) return referenceError;
    if (isSingleCell(area)) return context.formulaAt(area.sheet, area.top, area.left) !== undefined;
    return arrayFrom(
      rowCount(area),
      columnCount(area),
      (row, column) => context.formulaAt(area.sheet, area.top + row, area.left + column) !== undefined,
    );
  }),
  contextual('FORMULATEXT', 'context', ['reference'], (context, reference) => {
    const area = firstCell(reference);
    if (!area) return referenceError;
    const at = (row: number, column: number) => context.formulaAt(area.sheet, row, column) ?? notAvailable;
    if (isSingleCell(area)) return at(area.top, area.left);
    return arrayFrom(rowCount(area), columnCount(area), (row, column) => at(area.top + row, area.left + column));
  }),
  pure('NA', [], () => notAvailable),
  pure('N', ['any'], (value) => (typeof value === 'number' || isError(value) ? value : value === true ? 1 : 0)),
  pure('T', ['any'], (value) => (typeof value === 'string' || isError(value) ? value : '')),
  pure('TYPE', ['value'], typeNumber),
  pure('ERROR.TYPE', ['any'], (value) => {
    if (!isError(value)) return notAvailable;
    const at = errorNumbers.indexOf(value.error);
    return at < 0 ? notAvailable : at + 1;
  }),
  contextual('SHEET', 'context', ['value?'], (context, value) => {
    if (value === undefined) return context.sheet + 1;
    if (isReference(value)) return (firstCell(value)?.sheet ?? context.sheet) + 1;
    if (isError(value)) return value;
    const index = typeof value === 'string' ? context.sheetIndex(value) : undefined;
    return index === undefined ? notAvailable : index + 1;
  }),
  contextual('SHEETS', 'context', ['reference?'], (context, reference) => {
    if (reference === undefined) return context.sheetCount();
    const area = firstCell(reference);
    return area ? area.lastSheet - area.sheet + 1 : referenceError;
  }),
  contextual('CELL', 'context', ['text', 'reference?'], (context, kind, reference) =>
    cellInformation(context, kind, reference ?? here(context)),
  ),
  contextual('INFO', 'context', ['text'], (context, kind) => {
    switch (kind.toLowerCase()) {
      case 'numfile':
        return context.sheetCount();
      case 'recalc':
        return 'Automatic';
      case 'system':
        return 'pcdos';
      case 'origin':
        return '$A:$A$1';
      case 'release':
        return '16.0';
      case 'osversion':
        return 'Windows (32-bit) NT 10.00';
      case 'directory':
        return notAvailable;
      default:
        return valueError;
    }
  }),
];
