import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Node, type Position, sheetColumns, sheetRows } from './ast.ts';
import { cellParser, formulaLimits, parseFormula, shapeParser } from './parse.ts';
import { printFormula } from './print.ts';
import { shapeOf, textAt } from './references.ts';

const a1: Position = { row: 0, column: 0 };

function parsed(text: string, at = a1): Node {
  const result = parseFormula(text, at);
  if (!result.ok) throw new Error(`${text}: ${result.error.message} at ${result.error.position}`);
  return result.value;
}

const refusal = (text: string) => {
  const result = parseFormula(text, a1);
  return result.ok ? undefined : result.error;
};

/** The tree as text with every operation in brackets, so that grouping shows. */
function grouped(node: Node): string {
  switch (node.kind) {
    case 'binary':
      return `[${grouped(node.left)}${node.operator}${grouped(node.right)}]`;
    case 'unary':
      return node.operator === '%' || node.operator === '#'
        ? `[${grouped(node.operand)}${node.operator}]`
        : `[${node.operator}${grouped(node.operand)}]`;
    case 'parentheses':
      return `(${grouped(node.inner)})`;
    case 'call':
      return `${node.name}{${node.arguments.map(grouped).join(';')}}`;
    case 'apply':
      return `${grouped(node.callee)}{${node.arguments.map(grouped).join(';')}}`;
    default:
      return printFormula(node, a1);
  }
}

describe('the formula parser', () => {
  it.each([
    ['-2^2', '[[-2]^2]'],
    ['2^-3', '[2^[-3]]'],
    ['2^3^2', '[[2^3]^2]'],
    ['-5%', '[[-5]%]'],
    ['2*3%^2', '[2*[[3%]^2]]'],
    ['1+2*3-4', '[[1+[2*3]]-4]'],
    ['1&2+3=4&5', '[[1&[2+3]]=[4&5]]'],
    ['A1<=B1<>C1>=D1', '[[[A1<=B1]<>C1]>=D1]'],
    ['--A1', '[-[-A1]]'],
    ['+A1-+B1', '[[+A1]-[+B1]]'],
    ['@A1:A3', '[@A1:A3]'],
    ['-@A1:A3', '[-[@A1:A3]]'],
    ['A1#+1', '[[A1#]+1]'],
    ['SUM((A1,B1:B2),C1)', 'SUM{([A1,B1:B2]);C1}'],
    ['A1:A3 A2:B2', '[A1:A3 A2:B2]'],
    ['A1:A3  (A2:B2)', '[A1:A3 (A2:B2)]'],
    ['INDEX(A1:A9,2):B7', '[INDEX{A1:A9;2}:B7]'],
    ['A1:INDEX(A:A,3)', '[A1:INDEX{A:A;3}]'],
    ['Sheet1!A1:Sheet1!B2', '[Sheet1!A1:Sheet1!B2]'],
    ['A1:Sheet2!B2', '[A1:Sheet2!B2]'],
    ['IF(A1,,2)', 'IF{A1;;2}'],
    ['F(,)', 'F{;}'],
    ['NOW()', 'NOW{}'],
    ['_xlfn.LAMBDA(_xlpm.x,_xlpm.x+1)(3)', 'LAMBDA{_xlpm.x;[_xlpm.x+1]}{3}'],
    ['_xlfn.SINGLE(A1:A3)+1', '[[@A1:A3]+1]'],
    ['SUM(_xlfn.ANCHORARRAY(A1))', 'SUM{[A1#]}'],
    ['[1]!RiskNormal(0,1)', 'RISKNORMAL{0;1}'],
    ["'C:\\add ins\\risk.xlam'!RiskNormal(0,1)", 'RISKNORMAL{0;1}'],
    ['_xll.PsiNormal(0,1)', 'PSINORMAL{0;1}'],
    ['LOG10(A1)', 'LOG10{A1}'],
    [' 1 + 2 ', '[1+2]'],
  ])('groups %s as %s', (text, expected) => {
    expect(grouped(parsed(text))).toBe(expected);
  });

  it('keeps references relative to the cell that holds the formula', () => {
    expect(parsed('C5+$C$5', { row: 3, column: 3 })).toMatchObject({
      left: { at: { row: 1, rowAbsolute: false, column: -1, columnAbsolute: false } },
      right: { at: { row: 4, rowAbsolute: true, column: 2, columnAbsolute: true } },
    });
  });

  it.each([
    ['Sheet1!A1', { sheet: 'Sheet1' }],
    ["'It''s 2024'!A1", { sheet: "It's 2024" }],
    ['Jan:Dec!A1', { sheet: 'Jan', lastSheet: 'Dec' }],
    ["'Q 1:Q 4'!A1", { sheet: 'Q 1', lastSheet: 'Q 4' }],
    ['[2]Prices!A1', { workbook: '2', sheet: 'Prices' }],
    ["'[2]My prices'!A1", { workbook: '2', sheet: 'My prices' }],
    ['[1]!Rate', { workbook: '1' }],
    ["'C:\\my\\[Book 1.xlsx]Sheet1'!A1", { workbook: 'C:\\my\\[Book 1.xlsx', sheet: 'Sheet1' }],
  ])('reads the prefix of %s', (text, prefix) => {
    expect(parsed(text)).toMatchObject({ prefix });
  });

  it.each([
    ['Sales[]', { table: 'Sales', items: [] }],
    ['Sales[Unit price]', { table: 'Sales', items: [], firstColumn: 'Unit price' }],
    ['Sales[[#Headers],[A]:[B]]', { items: ['#Headers'], firstColumn: 'A', lastColumn: 'B' }],
    ['Sales[[#This Row],[A]]', { items: ['#This Row'], firstColumn: 'A' }],
    ['Sales[@A]', { items: ['#This Row'], firstColumn: 'A' }],
    ['[@[Unit price]]', { items: ['#This Row'], firstColumn: 'Unit price' }],
    ['Sales[@]', { items: ['#This Row'] }],
    ['Sales[#All]', { items: ['#All'] }],
    ["Sales[it''s '[1'] '#2]", { firstColumn: "it's [1] #2" }],
    ['Sales[[#Headers],[#Data],[A]]', { items: ['#Headers', '#Data'], firstColumn: 'A' }],
  ])('reads the structured reference %s', (text, expected) => {
    expect(parsed(text)).toMatchObject({ kind: 'structured', ...expected });
  });

  it('marks a final + or - outside parentheses, which snaps to zero, and no other', () => {
    expect(parsed('0.5-0.4-0.1')).toMatchObject({
      snapsToZero: true,
      left: expect.not.objectContaining({ snapsToZero: true }),
    });
    expect(parsed('(0.5-0.4-0.1)')).not.toHaveProperty('inner.snapsToZero');
    expect(parsed('(A1-B1)*1')).not.toHaveProperty('snapsToZero');
  });

  it.each([
    ['XFE1', 'name'],
    ['A1048577', 'name'],
    ['XFD1048576', 'cell'],
    ['TRUE', 'boolean'],
    ['TRUE()', 'call'],
    ['Tax.Rate', 'name'],
    ['1:3', 'area'],
    ['$A:C', 'area'],
    ['A01', 'cell'],
    ['01:$003', 'area'],
    ['#REF!', 'error'],
    ['Sheet1!#REF!', 'error'],
    ['#REF!A1', 'error'],
    ['{1,-2;"a",#N/A}', 'array'],
  ])('reads %s as %s', (text, kind) => {
    expect(parsed(text).kind).toBe(kind);
  });

  it.each([
    ['1+', 2],
    ['(1', 2],
    ['SUM(1', 5],
    ['"abc', 0],
    ['1 2', 2],
    ['A1)', 2],
    ['{1,2;3}', 0],
    ['{A1}', 1],
    ['Sheet1!', 7],
    ['', 0],
    ['Sales[[A]', 5],
  ])('refuses %j at character %i', (text, position) => {
    expect(refusal(text)).toMatchObject({ position });
  });

  it('accepts 64 nested functions and refuses 65', () => {
    const nest = (depth: number) => 'ABS('.repeat(depth) + 1 + ')'.repeat(depth);

    expect(refusal(nest(64))).toBeUndefined();
    expect(refusal(nest(65))?.message).toContain('64');
  });

  it('refuses a formula beyond 8,192 characters', () => {
    expect(refusal(`"${'a'.repeat(formulaLimits.characters)}"`)?.position).toBe(formulaLimits.characters);
  });

  it.each(['(', '-', '1+', '1^', 'A1:', '{', 'ABS(', '(A1,', 'A1 ', '@', 'x(1)', "'", '[', '[['])(
    'answers, without exhausting the stack, on 8,000 characters of %j',
    (piece) => {
      const text = piece.repeat(Math.floor(8000 / piece.length));
      for (const ending of ['', '1', 'A1']) expect(typeof parseFormula(text + ending, a1).ok).toBe('boolean');
    },
  );

  it('never throws, whatever the text', () => {
    const soup = fc.array(
      fc.constantFrom(...'()[]{}\'"!:,;#@%$&+-*/^=<> A1bZ9._é\\?'.split(''), 'Sheet1!', 'SUM(', '#REF!', 'T[['),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(soup, (pieces) => typeof parseFormula(pieces.join(''), a1).ok === 'boolean'),
      { numRuns: 2000 },
    );
  });

  it('gives the formulas of a filled-down column one tree', () => {
    const parse = shapeParser();

    const first = parse('A1*$F$1+Sheet2!B2', { row: 0, column: 2 });
    const second = parse('A2*$F$1+Sheet2!B3', { row: 1, column: 2 });
    const other = parse('A1*$F$1+Sheet2!B3', { row: 1, column: 2 });

    expect(first.ok && second.ok && first.value === second.value).toBe(true);
    expect(first.ok && other.ok && first.value === other.value).toBe(false);
  });

  it('is parsed once for a cell, whoever asks, and anew where the formula stands elsewhere', () => {
    const formula = { text: 'A1+1' };
    const at = (row: number) => {
      const tree = cellParser()(formula, { row, column: 1 });
      return tree.ok ? tree.value : undefined;
    };

    const first = at(0);

    expect(first).toBeDefined();
    expect(at(0)).toBe(first);
    expect(at(1)).toEqual(parsed('A1+1', { row: 1, column: 1 }));
    expect(at(1)).not.toEqual(first);
  });
});

const whole = (max: number) => fc.integer({ min: 0, max });
const position = fc.record({ row: whole(1000), column: whole(100) });
/** Absolute points only wrap into themselves; relative ones stay on the sheet for every position above. */
const point = fc.record({
  row: whole(sheetRows - 2000),
  rowAbsolute: fc.boolean(),
  column: whole(sheetColumns - 200),
  columnAbsolute: fc.boolean(),
});
const sheetName = fc.constantFrom('Sheet1', 'Q1', "It's", 'Größe 2', 'TRUE', '2024');
const prefix = fc.option(
  fc.oneof(
    fc.record({ sheet: sheetName }),
    fc.record({ sheet: sheetName, lastSheet: sheetName }),
    fc.record({ workbook: fc.constantFrom('1', 'Book 1.xlsx'), sheet: sheetName }),
  ),
  { nil: undefined },
);
const placed = <Shape extends object>(shape: fc.Arbitrary<Shape>) =>
  fc.tuple(shape, prefix).map(([node, before]) => (before ? { ...node, prefix: before } : node));

const constant = fc.oneof(
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value): Node => {
    const plain = String(value);
    // JavaScript writes 1e+21; the parser remembers only spellings that differ from it.
    return { kind: 'number', value, ...(plain === String(Number(plain)) ? {} : { written: plain }) };
  }),
  fc.string({ unit: 'grapheme' }).map((value): Node => ({ kind: 'text', value })),
  fc.boolean().map((value): Node => ({ kind: 'boolean', value })),
  fc.constantFrom('#N/A' as const, '#REF!' as const).map((error): Node => ({ kind: 'error', error })),
);
const columnName = fc.string({ unit: fc.constantFrom(..."ab [],#'@:é".split('')), minLength: 1, maxLength: 6 });
const reference: fc.Arbitrary<Node> = fc.oneof(
  placed(point.map((at) => ({ kind: 'cell' as const, at }))),
  placed(
    fc.tuple(point, point).map(([first, last]) => ({ kind: 'area' as const, shape: 'cells' as const, first, last })),
  ),
  placed(fc.constantFrom('Rate', 'tax.rate', 'größe').map((name) => ({ kind: 'name' as const, name }))),
  columnName.map((firstColumn) => ({
    kind: 'structured' as const,
    table: 'Sales',
    items: ['#Headers' as const],
    firstColumn,
  })),
);
const binaryOperator = fc.constantFrom('+', '-', '*', '/', '^', '&', '=', '<>', '<', '<=', '>', '>=');
const { tree } = fc.letrec<{ tree: Node; operand: Node }>((tie) => ({
  operand: fc.oneof(
    { depthSize: 'small' },
    constant,
    reference,
    tie('tree').map((inner): Node => ({ kind: 'parentheses', inner })),
  ),
  tree: fc.oneof(
    { depthSize: 'small' },
    tie('operand'),
    fc.record({ kind: fc.constant('binary'), operator: binaryOperator, left: tie('operand'), right: tie('operand') }),
    fc.record({ kind: fc.constant('unary'), operator: fc.constantFrom('-', '+', '%'), operand: tie('operand') }),
    fc
      .tuple(
        fc.constantFrom('SUM', 'IF', '_xlfn.STDEV.S'),
        fc.array(fc.oneof(tie('tree'), fc.constant({ kind: 'missing' })), { minLength: 2, maxLength: 4 }),
      )
      .map(([written, args]) => ({ kind: 'call', name: written.replace('_xlfn.', ''), written, arguments: args })),
  ) as fc.Arbitrary<Node>,
}));

describe('moving a formula', () => {
  it('gives it another text and the same tree', () => {
    fc.assert(
      fc.property(tree, position, position, (node, from, to) => {
        const text = printFormula(node, from);
        const moved = textAt(shapeOf(text, from), to);
        fc.pre(text.length <= formulaLimits.characters && moved.length <= formulaLimits.characters);

        expect(parseFormula(moved, to)).toEqual(parseFormula(text, from));
        expect(shapeOf(moved, to).key).toBe(shapeOf(text, from).key);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('printing', () => {
  it('is undone by parsing', () => {
    fc.assert(
      fc.property(tree, position, (node, at) => {
        const text = printFormula(node, at);
        fc.pre(text.length <= formulaLimits.characters);

        const result = parseFormula(text, at);

        const expected = node.kind === 'binary' && /^[+-]$/.test(node.operator) ? { ...node, snapsToZero: true } : node;
        expect(result).toEqual({ ok: true, value: expected });
      }),
      { numRuns: 1000 },
    );
  });
});
