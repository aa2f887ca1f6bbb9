import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import { planSimulation } from './plan.ts';
import { compileSimulation } from './program.ts';
import { createRunner } from './runner.ts';

describe('cells that an array formula fills', () => {
  it('vary for the formulas that read them, the first of them or not', async () => {
    const workbook = workbookOf({
      Model: {
        A1: { formula: '=B1:B3*2', value: 2, array: { ref: 'A1:A3', dynamic: false } },
        A2: 4,
        A3: 6,
        B1: 1,
        B2: 2,
        B3: 3,
        C1: '=A2+1',
        C2: '=SUM(A2:A3)',
      },
    });
    const planned = planSimulation(workbook, {
      inputs: [{ cell: 'B2', distribution: 'uniform(10, 20)' }],
      outputs: [{ cell: 'C1' }, { cell: 'C2' }, { cell: 'A2' }],
      iterations: 16,
      seed: 1,
    });
    if (!planned.ok) throw new Error(planned.error[0]?.detail);
    const { columns } = await (await createRunner(await compileSimulation(planned.value))).sample(0);

    const [drawn = [], next, sum, filled] = columns.map((column) => Array.from(column.slice(0, 16), Number));
    expect(filled).toEqual(drawn.map((x) => 2 * x));
    expect(next).toEqual(drawn.map((x) => 2 * x + 1));
    expect(sum).toEqual(drawn.map((x) => 2 * x + 6));
  });

  it('are compiled, element by element, as far as arrays have a fixed shape', async () => {
    const workbook = workbookOf({
      Model: {
        A1: { formula: '=B1:B3*SUMIFS(B1:B3,C1:C3,C1:C3)', value: 0, array: { ref: 'A1:A3', dynamic: false } },
        A2: 0,
        A3: 0,
        ...{ B1: 1, B2: 2, B3: 3, C1: 'a', C2: 'b', C3: 'a' },
        D1: '=SUM(A1:A3)',
      },
    });
    const planned = planSimulation(workbook, {
      inputs: [{ cell: 'B2', distribution: 'uniform(10, 20)' }],
      outputs: [{ cell: 'D1' }],
      iterations: 16,
      seed: 1,
    });
    if (!planned.ok) throw new Error(planned.error[0]?.detail);
    const program = await compileSimulation(planned.value);
    expect(program.cone.lowered).toBe(program.cells.length);

    const { columns } = await (await createRunner(program)).sample(0);

    const [drawn = [], sum] = columns.map((column) => Array.from(column.slice(0, 16), Number));
    expect(sum).toEqual(drawn.map((x) => 1 * 4 + x * x + 3 * 4));
  });
});
