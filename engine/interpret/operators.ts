import type { BinaryOperator } from '../formula/ast.ts';
import { pow } from '../kernels/index.ts';
import { toNumber, toText } from './coerce.ts';
import { compareScalars, equalScalars } from './compare.ts';
import { addFinal, subtractFinal } from './rounding.ts';
import {
  type ArrayValue,
  arrayOf,
  divisionByZero,
  isArray,
  isError,
  notAvailable,
  numberError,
  type Scalar,
} from './value.ts';

export type ScalarOperation = (left: Scalar, right: Scalar) => Scalar;

const finite = (x: number): Scalar => (Number.isFinite(x) ? x + 0 : numberError);

/** `0^0` is #NUM!, `0^-1` #DIV/0!, a root of a negative number #NUM!. */
export function power(base: number, exponent: number): Scalar {
  if (base === 0 && exponent === 0) return numberError;
  if (base === 0 && exponent < 0) return divisionByZero;
  return finite(pow(base, exponent));
}

function arithmetic(operation: (left: number, right: number) => Scalar): ScalarOperation {
  return (left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return operation(left, right);
    const a = toNumber(left);
    if (typeof a !== 'number') return a;
    const b = toNumber(right);
    return typeof b === 'number' ? operation(a, b) : b;
  };
}

function comparison(test: (order: number) => boolean): ScalarOperation {
  return (left, right) => {
    if (isError(left)) return left;
    if (isError(right)) return right;
    return test(compareScalars(left, right));
  };
}

function equality(wanted: boolean): ScalarOperation {
  return (left, right) => {
    if (isError(left)) return left;
    if (isError(right)) return right;
    return equalScalars(left, right) === wanted;
  };
}

type ValueOperator = Exclude<BinaryOperator, ':' | ',' | ' '>;

/** Excel's longest text. */
export const longestText = 32_767;

export const operations: Record<ValueOperator, ScalarOperation> = {
  '+': arithmetic((a, b) => finite(a + b)),
  '-': arithmetic((a, b) => finite(a - b)),
  '*': arithmetic((a, b) => finite(a * b)),
  '/': arithmetic((a, b) => (b === 0 ? divisionByZero : finite(a / b))),
  '^': arithmetic(power),
  '&': (left, right) => {
    const a = toText(left);
    if (typeof a !== 'string') return a;
    const b = toText(right);
    return typeof b === 'string' ? a + b : b;
  },
  '=': equality(true),
  '<>': equality(false),
  '<': comparison((order) => order < 0),
  '<=': comparison((order) => order <= 0),
  '>': comparison((order) => order > 0),
  '>=': comparison((order) => order >= 0),
};

export const snappingOperations: Partial<Record<BinaryOperator, ScalarOperation>> = {
  '+': arithmetic((a, b) => finite(addFinal(a, b))),
  '-': arithmetic((a, b) => finite(subtractFinal(a, b))),
};

export const negate = (value: Scalar): Scalar => {
  const number = toNumber(value);
  return typeof number === 'number' ? 0 - number : number;
};

export const percent = (value: Scalar): Scalar => {
  const number = toNumber(value);
  return typeof number === 'number' ? number / 100 + 0 : number;
};

export const mapArray = (array: ArrayValue, operation: (value: Scalar) => Scalar): ArrayValue =>
  arrayOf(array.rows, array.columns, array.values.map(operation));

/** Both operands stretched from one row or column; where one has no element the result is #N/A. */
export function combineArrays(
  left: Scalar | ArrayValue,
  right: Scalar | ArrayValue,
  operation: ScalarOperation,
): Scalar | ArrayValue {
  if (!isArray(left))
    return isArray(right) ? mapArray(right, (value) => operation(left, value)) : operation(left, right);
  if (!isArray(right)) return mapArray(left, (value) => operation(value, right));
  const rows = Math.max(left.rows, right.rows);
  const columns = Math.max(left.columns, right.columns);
  const values: Scalar[] = new Array(rows * columns);
  for (let row = 0, at = 0; row < rows; row++) {
    const leftRow = left.rows === 1 ? 0 : row;
    const rightRow = right.rows === 1 ? 0 : row;
    for (let column = 0; column < columns; column++, at++) {
      const leftColumn = left.columns === 1 ? 0 : column;
      const rightColumn = right.columns === 1 ? 0 : column;
      const inside =
        leftRow < left.rows && rightRow < right.rows && leftColumn < left.columns && rightColumn < right.columns;
      values[at] = inside
        ? operation(
            left.values[leftRow * left.columns + leftColumn] ?? null,
            right.values[rightRow * right.columns + rightColumn] ?? null,
          )
        : notAvailable;
    }
  }
  return arrayOf(rows, columns, values);
}
