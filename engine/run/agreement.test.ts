import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import { planSimulation } from './plan.ts';
import { compileSimulation } from './program.ts';
import { replay } from './replay.ts';
import { createRunner } from './runner.ts';

/** Numbers of several kinds: of either sign, whole, near ties, within 0 and 1, near each other. */
const inputs = {
  A1: 'uniform(-5, 5)',
  A2: 'triangular(80, 100, 150)',
  A3: 'discrete({-2, -1, 0, 1, 2, 3}, {1, 1, 2, 1, 1, 1})',
  A4: 'discrete({0.1, 0.15, 0.2, 0.3, 2.5, 1.005}, {1, 1, 1, 1, 1, 1})',
  A5: 'uniform(0, 1)',
};
const constants = { C1: 10, C2: 0.1, C3: 'text', C4: true, C5: 20, C6: 30, C7: 0, D1: 1.5, D2: -2, D3: 7, D5: 'High' };

const leaf = fc.constantFrom(
  'A1',
  'A2',
  'A3',
  'A4',
  'A5',
  'C1',
  'C2',
  'C4',
  'C7',
  'E1',
  '0',
  '1',
  '2',
  '0.5',
  '-1',
  '10',
  '0.1',
  '3',
  'TRUE',
  '1E+200',
);
const range = fc.constantFrom('A1:A5', 'C1:C6', 'A3:A4', 'A1:C1', 'A1:D5', 'E1:E2');
const column = fc.constantFrom('C5:C6', 'C1:C7', 'D1:D3');

const formula = fc.letrec<{ number: string; truth: string; call: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/', '+', '-', '*'), tie('number'))
      .map(([a, o, b]) => `${a}${o}${b}`),
    fc.tuple(tie('number'), fc.constantFrom('2', '3', '-1', '0.5', '0', 'A3')).map(([a, b]) => `(${a})^${b}`),
    tie('number').map((a) => `(${a})`),
    tie('number').map((a) => `-(${a})`),
    tie('number').map((a) => `(${a})%`),
    tie('call'),
  ),
  truth: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(tie('number'), fc.constantFrom('=', '<>', '<', '<=', '>', '>='), tie('number'))
      .map(([a, o, b]) => `(${a})${o}(${b})`),
    fc.tuple(tie('truth'), tie('truth')).map(([a, b]) => `AND(${a},${b})`),
    fc.tuple(tie('truth'), tie('number')).map(([a, b]) => `OR(${a},${b})`),
    tie('truth').map((a) => `NOT(${a})`),
    fc.tuple(tie('truth'), tie('truth')).map(([a, b]) => `XOR(${a},${b})`),
    tie('call').map((a) => `ISERROR(${a})`),
    range.map((a) => `AND(${a})`),
  ),
  call: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(tie('truth'), tie('number'), tie('number')).map(([a, b, c]) => `IF(${a},${b},${c})`),
    fc.tuple(tie('number'), tie('number')).map(([a, b]) => `IF(${a},${b})`),
    fc.tuple(tie('number'), tie('number')).map(([a, b]) => `IFERROR(${a},${b})`),
    fc.tuple(tie('number'), tie('number'), tie('number')).map(([a, b, c]) => `CHOOSE(${a},${b},${c})`),
    fc.tuple(tie('truth'), tie('number'), tie('truth'), tie('number')).map((a) => `IFS(${a.join()})`),
    fc.tuple(tie('number'), tie('number')).map(([a, b]) => `SWITCH(${a},1,${b},2,"two","other")`),
    fc
      .tuple(
        fc.constantFrom('SUM', 'AVERAGE', 'MIN', 'MAX', 'COUNT', 'COUNTA', 'PRODUCT', 'SUMSQ', 'STDEV.S', 'VAR.P'),
        range,
      )
      .map(([f, r]) => `${f}(${r})`),
    fc
      .tuple(fc.constantFrom('SUM', 'MIN', 'MAX', 'AVERAGE'), tie('number'), tie('number'))
      .map(([f, a, b]) => `${f}(${a},${b})`),
    fc
      .tuple(
        fc.constantFrom(
          'ABS',
          'SIGN',
          'INT',
          'SQRT',
          'EXP',
          'LN',
          'LOG10',
          'SIN',
          'COS',
          'TAN',
          'ATAN',
          'TANH',
          'NORM.S.INV',
          'TRUNC',
          'N',
        ),
        tie('number'),
      )
      .map(([f, a]) => `${f}(${a})`),
    fc
      .tuple(
        fc.constantFrom('ROUND', 'ROUNDUP', 'ROUNDDOWN', 'TRUNC'),
        tie('number'),
        fc.constantFrom('0', '1', '2', '-1', '5'),
      )
      .map(([f, a, d]) => `${f}(${a},${d})`),
    fc
      .tuple(fc.constantFrom('MOD', 'QUOTIENT', 'POWER'), tie('number'), tie('number'))
      .map(([f, a, b]) => `${f}(${a},${b})`),
    fc
      .tuple(fc.constantFrom('PV', 'FV', 'PMT'), tie('number'), fc.constantFrom('5', '12', 'A3'), tie('number'))
      .map(([f, r, n, a]) => `${f}(${r}/100,${n},${a})`),
    fc.tuple(tie('number'), range).map(([r, v]) => `NPV(${r}/50,${v})`),
    fc.tuple(tie('number'), column, fc.constantFrom('0', '1')).map(([a, c, k]) => `MATCH(${a},${c},${k})`),
    fc.tuple(column, tie('number')).map(([c, a]) => `INDEX(${c},${a})`),
    fc.tuple(tie('number'), fc.constantFrom('TRUE', 'FALSE')).map(([a, k]) => `VLOOKUP(${a},C5:D6,2,${k})`),
    fc.tuple(range, fc.constantFrom('A1:A5', 'C1:C5')).map(([, b]) => `SUMPRODUCT(A1:A5,${b})`),
    fc.tuple(tie('number'), tie('number')).map(([a, b]) => `LET(x,${a},x*x+${b})`),
    fc.tuple(tie('truth'), tie('number')).map(([a, b]) => `IF(${a},"High",${b})`),
    tie('truth').map((a) => `IF(IF(${a},"high","low")=D5,1,2)`),
  ),
}));

const iterations = 64;

/** What both evaluators make of formulas in F1, F2, ... */
async function bothWays(formulas: readonly string[]) {
  const cells = Object.fromEntries(formulas.map((text, i) => [`F${i + 1}`, { formula: `=${text}` }]));
  const drawn = Object.fromEntries(Object.keys(inputs).map((cell) => [cell, 1]));
  const shared = { E1: { formula: '=A1*A2' }, E2: { formula: '=IF(A3>0,A1/A3,NA())' } };
  const workbook = workbookOf({ Model: { ...constants, ...drawn, ...shared, ...cells } });
  const planned = planSimulation(workbook, {
    inputs: Object.entries(inputs).map(([cell, distribution]) => ({ cell, distribution })),
    outputs: [...formulas.map((_, i) => ({ cell: `F${i + 1}` })), { cell: 'E1' }, { cell: 'E2' }],
    iterations,
    seed: 11,
  });
  if (!planned.ok) return { problems: planned.error };
  const program = await compileSimulation(planned.value);
  const samples = await (await createRunner(program)).sample(0);
  const compiled = samples.columns.slice(program.inputs.length);
  const interpreted = program.outputs.map((): unknown[] => []);
  for (let i = 0; i < iterations; i++) {
    const { run } = replay(program, i);
    for (const [k, { address }] of program.outputs.entries()) {
      const value = run.read(address);
      interpreted[k]!.push(typeof value === 'object' && value !== null ? undefined : value);
    }
  }
  return { compiled, interpreted, program };
}

describe('the compiler', () => {
  it('agrees with the interpreter bit for bit on generated formulas', async () => {
    await fc.assert(
      fc.asyncProperty(formula.number, formula.truth, formula.call, async (a, b, c) => {
        // What does not vary is no output, so each takes part in something that does.
        const texts = [a, b, c].map((text) => `IF(A1>9,A1,${text})`);
        const { problems, compiled, interpreted } = await bothWays(texts);
        expect(problems).toBeUndefined();
        for (const [i, text] of texts.entries())
          expect({ text, values: compiled?.[i] }).toEqual({ text, values: interpreted?.[i] });
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
