import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import { bothWays } from './bothWays.testkit.ts';
import { constants, formula, shared } from './formulas.testkit.ts';
import { planSimulation } from './plan.ts';
import { compileSimulation } from './program.ts';
import { replay } from './replay.ts';
import { createRunner } from './runner.ts';

/** `AGREEMENT_RUNS=2000` looks for hours where the suite looks for seconds; a run is two dozen formulas. */
const runs = Number(process.env.AGREEMENT_RUNS ?? 25);
const written = fc.oneof(formula.number, formula.truth, formula.call);
/** Or an array formula, in braces. */
const anyFormula = fc.oneof(
  { weight: 3, arbitrary: written },
  { weight: 1, arbitrary: formula.array.map((text) => `{${text}}`) },
);

/** Where the formula alone asks for the interpreter, compiled code has not answered. */
const disagreements = (formulas: readonly string[], seed: number) =>
  bothWays(formulas, seed).disagreements.filter(({ formula: text }) => !bothWays([text], seed).flagged);

describe('the compiler', () => {
  it('agrees with the interpreter on generated formulas, bit for bit, errors and types included', () => {
    fc.assert(
      fc.property(
        fc.array(anyFormula, { minLength: 1, maxLength: 24, size: 'max' }),
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        (formulas, seed) => {
          expect(disagreements(formulas, seed).slice(0, 1)).toEqual([]);
        },
      ),
      { numRuns: runs },
    );
  }, 3_600_000);

  it('gives a whole run the values that the interpreter replays', async () => {
    const inputs = {
      A1: 'uniform(-5, 5)',
      A2: 'triangular(80, 100, 150)',
      A3: 'discrete({-2, 0, 1, 3}, {1, 1, 2, 1})',
    };
    const others = { A4: 'uniform(0, 3)', A5: 'uniform(0, 1)', A6: 'normal(0, 1E9)', A7: 'uniform(1, 60000)' };
    const drawn = { ...inputs, ...others };
    // What does not vary is no output, so each formula takes part in something that does.
    const texts = fc.sample(written, { numRuns: 40, seed: 7 }).map((text) => `=IF(A1>4,A1,${text})`);
    const named = Object.fromEntries(texts.map((text, i) => [`Z${i + 1}`, text]));
    const zeros = Object.fromEntries(Object.keys(drawn).map((cell) => [cell, 0]));
    const planned = planSimulation(workbookOf({ Model: { ...constants, ...zeros, ...shared, ...named } }), {
      inputs: Object.entries(drawn).map(([cell, distribution]) => ({ cell, distribution })),
      outputs: [...Object.keys(named), ...Object.keys(shared)].map((cell) => ({ cell })),
      iterations: 64,
      seed: 11,
    });
    if (!planned.ok) throw new Error(planned.error[0]?.detail);
    const program = await compileSimulation(planned.value);

    const { columns } = await (await createRunner(program)).sample(0);

    for (let iteration = 0; iteration < 64; iteration++) {
      const { run } = replay(program, iteration);
      for (const [k, { address, cell }] of program.outputs.entries()) {
        const value = run.read(address);
        const expected = typeof value === 'object' && value !== null ? undefined : value;
        expect({ cell, value: columns[program.inputs.length + k]![iteration] }).toEqual({ cell, value: expected });
      }
    }
  }, 60_000);
});
