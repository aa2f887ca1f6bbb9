/** Generated formulas, of every family that the compiler lowers, over the cells of one small sheet. */
import fc from 'fast-check';
import type { CellValue } from '../workbook/workbook.ts';

export interface GeneratedInput {
  /** Between which values it lies, and whether it is whole: what the compiler may rely on. */
  low: number;
  high: number;
  whole: boolean;
  /** Numbers that ask for Excel's own rules. */
  among: readonly number[];
}

const dates = [36526, 36585, 36892, 40237, 44255, 44620, 45351, 45688, 45713, 59.5, 60, 61, 1, 0];

export const inputs: Readonly<Record<string, GeneratedInput>> = {
  A1: { low: -5, high: 5, whole: false, among: [0, 0.5, -0.5, 1, -1, 2.5, 5e-324, -5] },
  A2: { low: 80, high: 150, whole: false, among: [100, 99.5, 100.00000000000001, 149.99999999999997] },
  A3: { low: -2, high: 6, whole: true, among: [-2, -1, 0, 1, 2, 3, 4, 5, 6] },
  // Near ties, and neighbours that 15 digits do not tell apart.
  A4: {
    low: 0,
    high: 3,
    whole: false,
    among: [0.1, 0.15, 0.285, 0.3, 0.30000000000000004, 1.005, 2.5, 2.675, 0.1 + 0.7],
  },
  A5: { low: 0, high: 1, whole: false, among: [0.5, 2 ** -53, 1 - 2 ** -53, 0.25, 0.999, 1e-9] },
  A6: {
    low: -Number.MAX_VALUE,
    high: Number.MAX_VALUE,
    whole: false,
    among: [0, 1e308, -1e308, 1e-308, 123456789012345.6, 1e15, 2 ** 53, 1e22, 5e-324, -1e-200, 0.1, 7],
  },
  A7: { low: 0, high: 60_000, whole: false, among: dates },
};

/** What does not vary: numbers, texts, booleans, blanks (D4 and beyond) and an error. */
export const constants: Readonly<Record<string, CellValue>> = {
  C1: 10,
  C2: 0.1,
  C3: 'text',
  C4: true,
  C5: 20,
  C6: 30,
  C7: 0,
  D1: 1.5,
  D2: -2,
  D3: 7,
  D5: 'High',
  D6: '12',
  D7: 'low',
  // Look-up tables: ascending numbers beside values, names beside values.
  H1: 0,
  H2: 1,
  H3: 1,
  H4: 2.5,
  H5: 100,
  I1: 'none',
  I2: 1,
  I3: 10,
  I4: true,
  I5: -1,
  J1: 'alpha',
  J2: 'High',
  J3: 'low',
  J4: 'alpha',
  J5: 12,
  K1: 5,
  K2: 6,
  K3: { error: '#N/A' },
  K4: 7,
  K5: 8,
};

/** Formulas that others read: numbers, errors, texts and booleans that vary. */
export const shared: Readonly<Record<string, string>> = {
  E1: '=A1*A2',
  E2: '=IF(A3>0,A1/A3,NA())',
  E3: '=IF(A3>1,"High","low")',
  E4: '=A1>0',
  E5: '=IF(A1>3,"12",IF(A1<-3,TRUE,A1/(A3-1)))',
  E6: '=A2*1E306*A3',
  E7: '=IF(A5>0.5,D4,A3)',
};

const numberLeaf = fc.constantFrom(
  ...['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'E1', 'E2', 'E4', 'E5', 'E6', 'E7', 'C1', 'C2', 'C4', 'C7', 'D4', 'D6'],
  ...['0', '1', '2', '0.5', '-1', '10', '0.1', '3', 'TRUE', '1E+200', '"3"', '""', 'NA()', '1/0', '15', '1E-9'],
);
const plainLeaf = fc.constantFrom('A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'E1', '1', '2', '3', '0.5', '100');
const textLeaf = fc.constantFrom('E3', 'C3', 'D5', '"high"', '""', '"a"', 'E5', '"12"', 'J1', 'D4');
const range = fc.constantFrom(
  ...['A1:A5', 'C1:C7', 'A3:A4', 'A1:C1', 'A1:D5', 'E1:E2', 'E3:E5', 'A1:A7', 'D1:D8', 'E1:E7', 'A4:A4', 'D4:D4'],
);
/** Ranges of five cells in a column. */
const five = fc.constantFrom('A1:A5', 'C1:C5', 'D1:D5', 'E1:E5', 'H1:H5', 'I1:I5', 'J1:J5', 'K1:K5', 'A3:A7');
const criterion = fc.constantFrom(
  ...['">0"', '"<=1"', '"<>0"', '"High"', '"h*"', '"="', '"<>"', '""', '"<>low"', '">=0.3"', '"=12"', '">a"', '"TRUE"'],
  ...['A3', 'E3', 'E4', '1', '0.1', 'TRUE', 'D5', 'D4', 'E7', '"#N/A"', '12', '"=?igh"'],
);
const digits = fc.constantFrom('0', '1', '2', '-1', '5', '14', '-3', 'A3', '2.9');

const names = (...all: string[]) => fc.constantFrom(...all);

export type Family = 'number' | 'truth' | 'call' | 'array';

export const formula = fc.letrec<Record<Family, string>>((tie) => {
  const number = tie('number');
  const truth = tie('truth');
  const any = fc.oneof(
    { weight: 4, arbitrary: number },
    { weight: 1, arbitrary: textLeaf },
    { weight: 1, arbitrary: truth },
  );
  /** A call of one of the functions with the arguments. */
  const call = (functions: fc.Arbitrary<string>, ...args: fc.Arbitrary<string>[]) =>
    fc.tuple(functions, ...args).map(([name, ...given]) => `${name}(${given.join()})`);
  const operator = (operators: fc.Arbitrary<string>, ...[left, right]: fc.Arbitrary<string>[]) =>
    fc.tuple(left!, operators, right!).map((parts) => parts.join(''));
  const inParentheses = (inner: fc.Arbitrary<string>) => inner.map((text) => `(${text})`);
  const array = tie('array');
  const block = fc.oneof(five, fc.constantFrom('A1:B5', 'A1:D1', 'C1:D2', 'E1:E7', '{1,2,3}', '{1;0;3}', '{TRUE;"a"}'));
  return {
    array: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      block,
      operator(names('+', '-', '*', '/', '=', '<'), inParentheses(array), inParentheses(fc.oneof(array, number))),
      inParentheses(array).map((text) => `-${text}`),
      call(names('ABS', 'INT', 'SQRT', 'EXP', 'ISNUMBER', 'ISERROR', 'ISBLANK', 'N'), array),
      call(names('ROUND', 'MOD', 'POWER'), array, fc.oneof(digits, array)),
      call(names('IF'), array, fc.oneof(array, number), fc.oneof(array, number)),
      call(names('IF'), truth, five, five),
      call(names('IFERROR', 'IFNA'), array, fc.oneof(number, array)),
      call(names('SUMIFS'), five, five, fc.oneof(five, criterion)),
      call(names('SUMIFS', 'AVERAGEIFS', 'MAXIFS'), five, five, five, five, criterion),
      call(names('COUNTIF'), range, five),
      call(names('SUMIF'), five, five, five),
      call(names('MATCH'), five, five, names('0', '1')),
      call(names('VLOOKUP'), five, names('H1:I5', 'A1:C5'), names('2'), names('TRUE', 'FALSE')),
      call(names('INDEX'), five, five),
      call(names('SUM', 'MAX', 'COUNT', 'AVERAGE', 'COUNTA', 'AND', 'PRODUCT'), array),
      call(names('SUMPRODUCT'), array, array),
      call(names('PMT'), names('A1:A5/100', '0.1'), names('5', 'A3:A7'), number),
    ),
    number: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      numberLeaf,
      operator(names('+', '-', '*', '/', '+', '-', '*'), number, number),
      operator(names('^'), inParentheses(number), names('2', '3', '-1', '0.5', '0', 'A3', 'A1')),
      inParentheses(number),
      inParentheses(number).map((text) => `-${text}`),
      inParentheses(number).map((text) => `${text}%`),
      tie('call'),
    ),
    truth: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      operator(names('=', '<>', '<', '<=', '>', '>='), inParentheses(any), inParentheses(any)),
      call(names('AND', 'OR', 'XOR'), any, any),
      call(names('AND', 'OR', 'XOR'), range),
      call(names('NOT'), any),
      call(names('ISERROR', 'ISNUMBER', 'ISTEXT', 'ISNA', 'ISBLANK', 'ISLOGICAL', 'ISERR', 'ISNONTEXT'), any),
    ),
    call: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      call(names('IF'), any, any, any),
      call(names('IF'), truth, number),
      call(names('IFERROR', 'IFNA'), any, any),
      call(names('CHOOSE'), number, number, any),
      call(names('IFS'), truth, any, truth, number),
      call(names('SWITCH'), any, names('1', '"High"', 'A3', 'TRUE', '0'), number, names('2', '""', '0.3'), any, number),
      call(names('SUM', 'AVERAGE', 'MIN', 'MAX', 'COUNT', 'COUNTA', 'PRODUCT', 'SUMSQ', 'MEDIAN'), range),
      call(names('STDEV.S', 'VAR.P', 'STDEV', 'VAR', 'STDEVP', 'AVERAGEA', 'MAXA', 'MINA'), range),
      call(names('SUM', 'MIN', 'MAX', 'AVERAGE', 'PRODUCT', 'COUNT', 'MEDIAN'), any, range, number),
      call(names('SUMPRODUCT'), five, five),
      call(
        names('SUMPRODUCT'),
        operator(names('>', '=', '<'), inParentheses(five), plainLeaf).map((t) => `--(${t})`),
        five,
      ),
      call(names('SUMIF', 'AVERAGEIF'), five, criterion, five),
      call(names('SUMIF', 'AVERAGEIF', 'COUNTIF'), range, criterion),
      call(names('SUMIFS', 'AVERAGEIFS', 'MAXIFS', 'MINIFS'), five, five, criterion, five, criterion),
      call(names('COUNTIFS'), five, criterion, five, criterion),
      call(names('SUBTOTAL'), names('9', '1', '2', '4', '5', '6', '7', '109', '111'), range),
      call(names('NORM.DIST', 'NORMDIST'), number, plainLeaf, plainLeaf, names('TRUE', '1', 'FALSE', 'E4')),
      call(names('NORM.S.DIST'), number, names('TRUE', 'FALSE', 'A4')),
      call(names('COT', 'SEC', 'CSC', 'NORMSDIST', 'CEILING.PRECISE', 'FLOOR.PRECISE'), number),
      call(names('CEILING.MATH', 'FLOOR.MATH'), number, number),
      call(names('OFFSET'), names('A1', 'C1', 'A1:A2'), names('1', '2', '0'), names('0', '1')),
      call(
        names('SUM', 'COUNT', 'MAX'),
        call(names('OFFSET'), names('A1', 'C1:C2'), names('1', '0'), names('0', '2'), names('2', '')),
      ),
      call(names('COUNTBLANK'), range),
      call(names('LARGE', 'SMALL'), range, names('1', '2', 'A3', '3', '9', '0', 'A4')),
      call(
        names('PERCENTILE', 'PERCENTILE.INC', 'PERCENTILE.EXC'),
        range,
        names('0', '0.5', 'A5', '0.9', '1', 'A1', '0.25'),
      ),
      call(names('QUARTILE', 'QUARTILE.INC', 'QUARTILE.EXC'), range, names('1', '2', 'A3', '3', '4')),
      call(names('RANK', 'RANK.EQ', 'RANK.AVG'), plainLeaf, range),
      call(names('RANK', 'RANK.EQ', 'RANK.AVG'), plainLeaf, range, names('0', '1', 'A3')),
      call(names('ABS', 'SIGN', 'INT', 'SQRT', 'EXP', 'LN', 'LOG10', 'TRUNC', 'N', 'LOG', 'EVEN', 'ODD'), number),
      call(
        names('SIN', 'COS', 'TAN', 'ASIN', 'ACOS', 'ATAN', 'SINH', 'COSH', 'TANH', 'ASINH', 'ACOSH', 'ATANH'),
        number,
      ),
      call(names('DEGREES', 'RADIANS', 'NORM.S.INV', 'NORMSINV'), number),
      call(names('LOG', 'ATAN2', 'MOD', 'QUOTIENT', 'POWER', 'MROUND', 'CEILING', 'FLOOR'), number, number),
      call(names('CEILING.MATH', 'FLOOR.MATH'), number),
      call(names('ROUND', 'ROUNDUP', 'ROUNDDOWN', 'TRUNC'), number, digits),
      call(
        names('PV', 'FV', 'PMT', 'NPER'),
        names('A1/100', 'A5', '0', '5%', '-1'),
        names('5', '12', '-2', 'A3', 'A2'),
        number,
      ),
      call(
        names('PV', 'FV', 'PMT', 'NPER'),
        names('A1/100', '0.1'),
        names('5', 'A3'),
        number,
        number,
        names('0', '1', 'A3'),
      ),
      call(names('IPMT', 'PPMT'), names('A1/100', '0.1', '0'), names('1', '2', 'A3'), names('5', 'A2'), plainLeaf),
      call(names('NPV'), names('A1/50', '0.1', '-1', 'A5'), range),
      call(names('NPV'), names('A1/50', '0.1'), number, number, range),
      call(names('IRR'), names('A1:A3', 'A1:A5', 'C5:C7', 'D1:D3', 'A1:D5', 'E1:E7')),
      call(names('IRR'), names('A1:A3', 'A3:A4'), names('0.1', 'A1', 'A5')),
      call(names('MIRR'), names('A1:A3', 'D1:D8'), names('0.1', 'A5'), names('A4', '0.05')),
      call(names('XIRR', 'MIRR'), names('A1:A3', 'A1:A2'), names('A1:A3', 'C5:C6', 'A3:A4')),
      call(names('XNPV'), names('A5', 'A1'), names('A1:A2', 'D1:D2'), names('C5:C6', 'A3:A4')),
      call(names('RATE'), names('A2', 'A3'), names('A1', 'A3'), number, names('0', 'A1')),
      call(names('EFFECT', 'NOMINAL', 'COMBIN', 'PERMUT', 'COMBINA'), plainLeaf, names('A3', '4', 'A2')),
      call(names('SLN', 'RRI', 'PDURATION'), plainLeaf, plainLeaf, names('A3', '5', 'A4')),
      call(names('DDB', 'SYD'), names('A2', '100'), names('A4', 'A1'), names('5', 'A3'), names('1', 'A3')),
      call(
        names('BETA.DIST', 'GAMMA.DIST', 'BINOM.DIST'),
        plainLeaf,
        names('A4', '2', 'A3'),
        names('A4', '0.5'),
        truth,
      ),
      call(names('T.INV', 'CHISQ.INV', 'CHISQ.DIST.RT', 'POISSON.DIST'), names('A5', '0.5'), names('A3', '4')),
      call(names('POISSON.DIST', 'EXPON.DIST', 'CHISQ.DIST'), plainLeaf, names('A4', '2', 'A3'), names('TRUE', 'E4')),
      call(names('MATCH'), any, five, names('0', '1', '0', '-1')),
      call(names('XMATCH'), any, five),
      call(names('XMATCH'), any, five, names('0', '-1', '1')),
      call(names('VLOOKUP'), any, names('H1:I5', 'J1:K5', 'C5:D6'), names('1', '2', 'A3'), names('TRUE', 'FALSE', '0')),
      call(names('VLOOKUP'), number, names('H1:I5', 'A1:C5'), names('2')),
      call(names('HLOOKUP'), any, names('A1:D3', 'H1:K2'), names('1', '2'), names('FALSE', '0', 'TRUE')),
      call(names('LOOKUP'), number, names('H1:H5', 'H1:I5')),
      call(names('LOOKUP'), number, names('H1:H5'), five),
      call(names('XLOOKUP'), any, five, five),
      call(names('XLOOKUP'), any, five, five, any, names('0', '-1', '1')),
      call(names('INDEX'), five, fc.oneof(number, names('A3', 'A3+3', '2'))),
      call(names('INDEX'), names('A1:D5', 'H1:K5', 'C1:D7'), names('A3', '2', 'A3+3'), names('1', '2', 'A3')),
      call(names('INDEX'), five, call(names('MATCH'), any, five, names('0', '1'))),
      call(names('SUM', 'MAX', 'COUNT'), call(names('INDEX'), five, names('A3', '2', '0'))),
      call(names('SUM', 'MAX', 'COUNT', 'COUNTA', 'AVERAGE', 'AND', 'MEDIAN'), call(names('IF'), any, range, five)),
      call(names('SUM', 'MIN', 'COUNT'), call(names('CHOOSE'), names('A3', 'E5', '2'), range, names('A4', '3'), five)),
      call(names('MATCH'), any, names('E1:E5', 'E1:E7', 'E2:E5'), names('1', '-1')),
      call(names('VLOOKUP'), number, names('E1:F7', 'E2:F5'), names('1')),
      call(
        names('NORM.INV', 'LOGNORM.INV', 'NORMINV', 'LOGINV'),
        names('A5', 'A1', '0.5'),
        plainLeaf,
        names('A2', 'A1', '1'),
      ),
      call(
        names('BETA.INV', 'GAMMA.INV', 'BETAINV', 'GAMMAINV'),
        names('A5', '0.5'),
        names('2', 'A2', 'A4'),
        names('3', 'A4'),
      ),
      call(names('EDATE', 'EOMONTH'), names('A7', 'A7+A3', '45351', 'A1', 'C1'), names('A3', '1', '-13', 'A1', 'A2')),
      call(names('YEARFRAC'), names('A7', '45351', 'A1'), names('A7+A2', '45688', 'A7')),
      call(names('YEARFRAC'), names('A7', '45351'), names('A7*2', '45688', 'A2'), names('0', '1', '2', '3', '4', 'A3')),
      call(names('YEAR', 'MONTH', 'DAY', 'WEEKDAY'), names('A7', 'A7+A1', 'A1', 'E5')),
      call(names('DATE'), names('2024', 'A2+1900', 'A3'), names('A3', '2'), names('A3', '29', 'A2')),
      call(names('LET'), names('x'), number, operator(names('+'), names('x*x'), number)),
      call(names('IF'), truth, names('"High"', '""', 'D4', 'J2'), number),
      truth.map((text) => `IF(IF(${text},"high","low")=D5,1,2)`),
    ),
  };
});
