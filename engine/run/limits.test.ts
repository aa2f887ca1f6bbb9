import { describe, expect, it } from 'vitest';
import { type WorkbookParts, workbookOf } from '../model/workbook.testkit.ts';
import { maximumIterations, type SimulationRequest, simulationRequest } from '../request.ts';
import type { Workbook } from '../workbook/workbook.ts';
import { explainProgram } from './explain.ts';
import { planSimulation } from './plan.ts';
import { compileSimulation, type Program } from './program.ts';
import { replay } from './replay.ts';
import type { SimulationResults } from './results.ts';
import { createRunner } from './runner.ts';
import { mergeStates } from './state.ts';
import { summarise } from './summarise.ts';

type Cells = Parameters<typeof workbookOf>[0][string];

interface Case {
  cells: Cells;
  output?: string;
  request?: Partial<SimulationRequest>;
  parts?: WorkbookParts;
  iterate?: boolean;
}

const normal = 'normal(10, 2)';

function plan({ cells, output = 'B1', request, parts, iterate = false }: Case) {
  const made = workbookOf({ Model: { A1: 10, ...cells } }, parts);
  const workbook: Workbook = { ...made, calculation: { ...made.calculation, iterate, iterateDelta: 1e-12 } };
  return planSimulation(workbook, {
    inputs: [{ cell: 'A1', distribution: normal }],
    outputs: [{ cell: output }],
    iterations: 100,
    seed: 1,
    ...request,
  });
}

async function run(given: Case): Promise<{ program: Program; results: SimulationResults }> {
  const planned = plan(given);
  if (!planned.ok) throw new Error(planned.error.map(({ detail }) => detail).join('\n'));
  const program = await compileSimulation(planned.value);
  const runner = await createRunner(program);
  const state = await runner.run({ firstChunk: 0, chunks: program.chunks });
  return { program, results: summarise(program, mergeStates(program, [state])) };
}

const sumOf = (count: number) => `=${Array.from({ length: count }, () => 'A1').join('+')}`;
const nested = (depth: number) => `=${'ABS('.repeat(depth)}A1${')'.repeat(depth)}`;
const chain = (length: number, next: (before: string) => string): Cells =>
  Object.fromEntries(Array.from({ length }, (_, i) => [`B${i + 1}`, i === 0 ? '=A1' : next(`B${i}`)]));

describe('a simulation runs', () => {
  it.each<[string, Case, number]>([
    ['64 functions within each other', { cells: { B1: nested(64) } }, 1],
    [
      'a table that is called by its name alone',
      {
        cells: { A2: 5, B1: '=SUM(sales)-INDEX(Sales,2,1)' },
        parts: { tables: [{ name: 'Sales', sheet: 0, ref: 'A1:A2', headerRows: 0, totalsRows: 0, columns: ['Rev'] }] },
      },
      1,
    ],
    // 8,192 characters without the equals sign.
    ['a formula of 8,192 characters', { cells: { B1: `${sumOf(2730)}+0` } }, 2730],
  ])('%s', async (_, given, factor) => {
    const { results } = await run(given);

    expect(results.outputs[0]!.mean! / factor).toBeCloseTo(results.inputs[0]!.mean!, 9);
  });

  it('a chain of 100,000 cells, and replays it', async () => {
    const cells = chain(100_000, (before) => `=${before}+0.5`);

    const { program, results } = await run({ cells, output: 'B100000' });

    expect(explainProgram(program)).toEqual({ compiled: 100_000, interpreted: [] });
    expect(results.outputs[0]!.mean).toBeCloseTo(results.inputs[0]!.mean! + 99_999 / 2, 6);
    const { run: replayed } = replay(program, 5);
    expect(replayed.read(program.outputs[0]!.address)).toBeGreaterThan(49_999);
  }, 240_000);

  it('a chain of cells each of which is left to the interpreter', async () => {
    const cells = chain(2_000, (before) => `=IF(LEN(${before}&"")>0,${before}+1,0)`);

    const { program, results } = await run({ cells, output: 'B2000' });

    const { compiled, interpreted } = explainProgram(program);
    expect([compiled, interpreted.length]).toEqual([1, 1_999]);
    expect(interpreted[0]).toEqual({
      cell: 'Model!B2',
      formula: '=IF(LEN(B1&"")>0,B1+1,0)',
      reason: 'the function LEN',
    });
    expect(results.outputs[0]!.mean).toBeCloseTo(results.inputs[0]!.mean! + 1_999, 6);
  }, 120_000);

  it('leaves one cell to the interpreter and compiles those around it', async () => {
    const { program } = await run({ cells: { B1: '=A1*2', B2: '=VALUE(TEXT(B1,"0.0"))', B3: '=B2+B1' }, output: 'B3' });

    const { compiled, interpreted } = explainProgram(program);

    expect([compiled, interpreted.map(({ cell }) => cell)]).toEqual([2, ['Model!B2']]);
  });

  it('densities, also where iterations differ in asking for one, without the interpreter', async () => {
    const cells = {
      B1: '=NORM.DIST(A1,0,2,FALSE)',
      B2: '=NORM.S.DIST(A1,FALSE)',
      B3: '=NORM.DIST(A1,0,1,A1>0)+NORM.S.DIST(A1,A1>0)',
      B4: '=B1+B2+B3',
    };

    const { program } = await run({ cells, output: 'B4' });

    expect(explainProgram(program)).toEqual({ compiled: 4, interpreted: [] });
  });

  it('an output that the inputs do not change, with a warning', async () => {
    const { results } = await run({ cells: { B1: '=A1*0+5' } });

    expect(results.outputs[0]).toMatchObject({ mean: 5, standardDeviation: 0, min: 5, max: 5 });
    expect(results.warnings).toEqual(['Model!B1 was the same in every iteration.']);
  });

  it('an input in place of a formula, with a warning unless the formula is random itself', async () => {
    const { results } = await run({ cells: { A1: '=2*5', B1: '=A1' } });
    const { results: ofRandom } = await run({ cells: { A1: '=RAND()', B1: '=A1' } });

    expect(results.warnings).toEqual(['The input Model!A1 takes the place of its formula =2*5.']);
    expect(ofRandom.warnings).toEqual([]);
  });

  it('a circular reference where the workbook asks for iterative calculation', async () => {
    // B = A + B / 2 settles at twice A; what depends on it sees what it settles at.
    const cells = { B1: '=A1+C1', C1: '=D1/2', D1: '=B1', E1: '=B1*10' };

    const { program, results } = await run({ cells, output: 'E1', iterate: true });

    expect(results.outputs[0]!.mean! / 20).toBeCloseTo(results.inputs[0]!.mean!, 9);
    expect(explainProgram(program).interpreted.map(({ cell }) => cell)).toEqual(['Model!B1', 'Model!C1', 'Model!D1']);
    const { run: replayed } = replay(program, 7);
    expect(replayed.read(program.outputs[0]!.address)).toBeCloseTo(
      20 * Number(replayed.read(program.inputs[0]!.address)),
      6,
    );
  });

  it('an output of more texts than a document may hold', async () => {
    const { results } = await run({
      cells: { B1: '=IF(A1<10,"low",A1&"")' },
      request: { iterations: 1000 },
    });
    const { categories, otherTexts, iterations } = results.outputs[0]!;

    expect(categories).toHaveLength(200);
    expect(categories).toContainEqual({ value: 'low', count: 500 });
    expect([iterations, otherTexts]).toEqual([0, 301]);
  });

  it('the last chunk of as many iterations as can be counted', async () => {
    const request = { iterations: maximumIterations, sampling: 'monte-carlo' as const };
    expect(simulationRequest.safeParse({ outputs: [{ cell: 'B1' }], ...request }).success).toBe(true);
    const planned = plan({ cells: { B1: '=A1' }, request });
    if (!planned.ok) throw new Error('refused');
    const program = await compileSimulation(planned.value);
    const runner = await createRunner(program);

    const [first, last] = [await runner.sample(0), await runner.sample(program.chunks - 1)];

    expect(last.iterations).toBe(65_535);
    const values = last.columns[1]! as number[];
    expect(values.reduce((a, b) => a + b, 0) / values.length).toBeCloseTo(10, 1);
    expect(values.slice(0, 10)).not.toEqual(first.columns[1]!.slice(0, 10));
  });
});

const two = [
  { cell: 'A1', distribution: normal },
  { cell: 'A2', distribution: 'bernoulli(0.01)' },
];
const correlated = (matrix: number[][]): Case => ({
  cells: { A2: 1, B1: '=A1+A2' },
  request: {
    inputs: two,
    correlations: [{ copula: 'gaussian', measure: 'pearson', cells: ['A1', 'A2'], matrix }],
  },
});
const distributed = (distribution: string): Case => ({
  cells: { B1: '=A1' },
  request: { inputs: [{ cell: 'A1', distribution }] },
});

describe('a simulation is refused, with one message that names the cell and the cause,', () => {
  it.each<[string, Case, string, RegExp]>([
    ['for a function that is not known', { cells: { B1: '=FOOBAR(A1)' } }, '/outputs', /Model!B1 calls FOOBAR/],
    [
      'for a What-If data table',
      {
        cells: {
          C2: 3,
          D1: '=A1*A2',
          D2: { formula: '=TABLE(,A2)', dataTable: { ref: 'D2:D2', columnInput: 'A2' } },
          B1: '=D2',
        },
      },
      '/outputs',
      /Model!D2 is a What-If data table/,
    ],
    [
      'for a circular reference without iterative calculation',
      { cells: { B1: '=C1+A1', C1: '=D1/2', D1: '=B1' } },
      '/outputs',
      /circular reference: Model!B1 → Model!C1 → Model!D1 → Model!B1/,
    ],
    [
      'for an output that depends on no input',
      { cells: { B1: '=2+3', B2: '=A1' }, request: { outputs: [{ cell: 'B1' }, { cell: 'B2' }] } },
      '/outputs/0/cell',
      /Model!B1 depends on no input/,
    ],
    ['for a sheet that is missing', { cells: { B1: '=A1+Gone!C3' } }, '/outputs', /Model!B1 .*no sheet "Gone"/],
    [
      'for a link to another workbook',
      { cells: { B1: '=A1+[1]Sheet1!$A$1' }, parts: { externalLinks: ['other.xlsx'] } },
      '/outputs',
      /Model!B1 .*another workbook, other\.xlsx/,
    ],
    [
      'for an input that holds a text',
      { cells: { A1: 'ten', B1: '=A1' } },
      '/inputs/0/cell',
      /Model!A1 holds the text/,
    ],
    [
      'for a text where a number is needed',
      { cells: { C1: 'abc', B1: '=A1+C1' } },
      '/outputs/0/cell',
      /Model!B1 is #VALUE! .* reads Model!C1, which holds the text "abc"/,
    ],
    [
      'for a name in a distribution that nobody gave',
      distributed('normal(ten, 2)'),
      '/inputs/0/distribution',
      /Model!A1 .*there is no name "ten"/,
    ],
    [
      'for a deviation below 0',
      distributed('normal(1, -2)'),
      '/inputs/0/distribution',
      /must be greater than 0, not -2/,
    ],
    ['for a deviation of 0', distributed('normal(1, 0)'), '/inputs/0/distribution', /must be greater than 0, not 0/],
    [
      'for a distribution by the name of an add-in',
      distributed('RiskTriang(1, 2, 3)'),
      '/inputs/0/distribution',
      /In a request RiskTriang\(min, mlikely, max\) of @RISK is written triangular\(min, mlikely, max\)\.$/,
    ],
    [
      'for a draw as a worksheet makes it',
      distributed('NORM.INV(RAND(), 100, 10)'),
      '/inputs/0/distribution',
      /In a request NORM\.INV\(RAND\(\), mean, deviation\) is written normal\(mean, deviation\)/,
    ],
    [
      'for a whole number as a worksheet draws it',
      distributed('RANDBETWEEN(1, 6)'),
      '/inputs/0/distribution',
      /RANDBETWEEN\(a, b\) is written integer\(a, b\)/,
    ],
    [
      'for a calculation with RAND()',
      distributed('80 + 40 * RAND()'),
      '/inputs/0/distribution',
      /a \+ \(b - a\) \* RAND\(\) uniform\(a, b\)/,
    ],
    ['for a minimum above the mode', distributed('triangular(5, 3, 10)'), '/inputs/0/distribution', /in this order/],
    [
      'for a correlation that the distributions do not allow',
      correlated([
        [1, -0.99],
        [-0.99, 1],
      ]),
      '/correlations/0',
      /cannot have Pearson's correlation -0\.99/,
    ],
    [
      'for correlations that are not symmetric',
      correlated([
        [1, 0.2],
        [0.1, 1],
      ]),
      '/correlations/0/matrix/1/0',
      /symmetric/,
    ],
    [
      'for an output that is always an error',
      { cells: { C1: '=A1/0', B1: '=C1+1' } },
      '/outputs/0/cell',
      /Model!B1 is #DIV\/0! in every iteration\. Model!C1 \(=A1\/0\)/,
    ],
    ['for 65 functions within each other', { cells: { B1: nested(65) } }, '/outputs', /Model!B1 .*more than 64 deep/],
    ['for more than 8,192 characters', { cells: { B1: sumOf(2732) } }, '/outputs', /Model!B1 .*longer than 8192/],
    [
      'for more than a million cells',
      {
        cells: {
          B1: '=SUM(C1:C1000001)',
          C1: { formula: '=A1*ROW(1:1000001)', array: { ref: 'C1:C1000001', dynamic: false } },
        },
      },
      '/outputs',
      /1000002 cells that vary, more than the 1000000/,
    ],
    [
      'for a name that refers to itself',
      { cells: { B1: '=A1+Loop' }, parts: { names: { Loop: 'Loop+1' } } },
      '/outputs',
      /Model!B1 .*the name Loop refers to itself/,
    ],
    [
      "for more iterations than Sobol's sequence has points",
      { cells: { B1: '=A1' }, request: { iterations: 2 ** 37, sampling: 'sobol' } },
      '/iterations',
      /68719476736 points/,
    ],
  ])(
    '%s',
    (_, given, pointer, message) => {
      const planned = plan(given);

      expect(planned).toEqual({ ok: false, error: [{ pointer, detail: expect.stringMatching(message) }] });
    },
    60_000,
  );
});
