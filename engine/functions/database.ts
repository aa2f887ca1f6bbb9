import { describeScalar } from '../interpret/coerce.ts';
import { equalText } from '../interpret/compare.ts';
import { criterionOf } from '../interpret/criteria.ts';
import { textToNumber } from '../interpret/numberText.ts';
import {
  type ArrayValue,
  type ErrorValue,
  elementAt,
  isError,
  numberError,
  type Scalar,
  valueError,
} from '../interpret/value.ts';
import { summaries } from './aggregation.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

/** The column with a heading; headings that are no texts are known by the text that they show. */
function headingIndex(database: ArrayValue, heading: Scalar): number | undefined {
  const wanted = describeScalar(heading).trim();
  if (heading === null || wanted === '') return undefined;
  for (let column = 0; column < database.columns; column++) {
    const held = elementAt(database, 0, column);
    if (held !== null && equalText(describeScalar(held).trim(), wanted)) return column;
  }
  return undefined;
}

/** The column that a field names: its heading, or its number from 1; `undefined` where there is none. */
function fieldIndex(database: ArrayValue, field: Scalar): number | undefined {
  if (typeof field === 'boolean') return fieldIndex(database, Number(field));
  if (typeof field !== 'number') return headingIndex(database, field);
  const index = Math.trunc(field) - 1;
  return index >= 0 && index < database.columns ? index : undefined;
}

/** Unlike COUNTIF, a plain text here means "begins with", and "=text" the whole of it. */
function databaseCriterion(wanted: Scalar): (value: Scalar) => boolean {
  if (typeof wanted === 'string' && wanted !== '' && !/^[<>=]/.test(wanted) && textToNumber(wanted) === undefined) {
    return criterionOf(`${wanted}*`);
  }
  return criterionOf(wanted);
}

/** Rows (from 1) of the database that satisfy one row of the criteria, each of whose cells must hold. */
function selectRows(database: ArrayValue, criteria: ArrayValue): number[] {
  const alternatives: ((row: number) => boolean)[] = [];
  for (let line = 1; line < criteria.rows; line++) {
    const tests: ((row: number) => boolean)[] = [];
    for (let column = 0; column < criteria.columns; column++) {
      const wanted = elementAt(criteria, line, column);
      if (wanted === null) continue;
      const field = headingIndex(database, elementAt(criteria, 0, column));
      const criterion = databaseCriterion(wanted);
      // A formula as criterion stands under a heading that is no field: its result says whether any row counts.
      tests.push(field === undefined ? () => wanted === true : (row) => criterion(elementAt(database, row, field)));
    }
    alternatives.push((row) => tests.every((test) => test(row)));
  }
  const rows: number[] = [];
  for (let row = 1; row < database.rows; row++) if (alternatives.some((holds) => holds(row))) rows.push(row);
  return rows;
}

function selected(database: ArrayValue, field: Scalar, criteria: ArrayValue): Scalar[] | ErrorValue {
  if (isError(field)) return field;
  const column = fieldIndex(database, field);
  if (column === undefined || database.rows < 2 || criteria.rows < 2) return valueError;
  return selectRows(database, criteria).map((row) => elementAt(database, row, column));
}

function ofNumbers(name: string, summary: (numbers: readonly number[]) => number | ErrorValue): FunctionDescriptor {
  return pure(name, ['array', 'any', 'array'], (database, field, criteria) => {
    const values = selected(database, field, criteria);
    if (!Array.isArray(values)) return values;
    const numbers: number[] = [];
    for (const value of values) {
      if (isError(value)) return value;
      if (typeof value === 'number') numbers.push(value);
    }
    return summary(numbers);
  });
}

function counting(name: string, counts: (value: Scalar) => boolean): FunctionDescriptor {
  return pure(name, ['array', 'any??', 'array'], (database, field, criteria) => {
    if (database.rows < 2) return valueError;
    if (field === undefined || field === null) return selectRows(database, criteria).length;
    const values = selected(database, field, criteria);
    return Array.isArray(values) ? values.filter(counts).length : values;
  });
}

export const database: readonly FunctionDescriptor[] = [
  ofNumbers('DSUM', summaries.sum),
  ofNumbers('DPRODUCT', summaries.product),
  ofNumbers('DAVERAGE', summaries.average),
  ofNumbers('DMIN', summaries.minimum),
  ofNumbers('DMAX', summaries.maximum),
  ofNumbers('DSTDEV', summaries.sampleDeviation),
  ofNumbers('DSTDEVP', summaries.populationDeviation),
  ofNumbers('DVAR', summaries.sampleVariance),
  ofNumbers('DVARP', summaries.populationVariance),
  counting('DCOUNT', (value) => typeof value === 'number'),
  counting('DCOUNTA', (value) => value !== null),
  pure('DGET', ['array', 'any', 'array'], (records, field, criteria) => {
    const values = selected(records, field, criteria);
    if (!Array.isArray(values)) return values;
    if (values.length === 0) return valueError;
    return values.length > 1 ? numberError : (values[0] ?? 0);
  }),
];
