import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWorkbook } from '../../engine/workbook/readWorkbook.ts';
import type { Benchmark, Measurement } from '../measurement.ts';
import { cCellsPerSecond } from './c.ts';
import { cashFlow, cells } from './cashFlow.ts';
import { corpusModel } from './corpusModel.ts';
import { cellsPerSecond, compiled, evaluation, inputColumns } from './evaluation.ts';
import { kernelErrors } from './kernels.ts';
import { plainJavaScript } from './plainJavaScript.ts';
import { timedRun } from './run.ts';
import { oneAndTwoWorkers } from './twoWorkers.ts';

/** Iterations whose numbers stay in the nearest caches. */
const block = 1024;
const million = 1_000_000;
const G = 1e9;

const child = (script: string, ...args: string[]): number =>
  Number(
    execFileSync(process.execPath, [join(import.meta.dirname, script), ...args], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .at(-1),
  );

const beside = (row: Measurement, reference: string, referenceValue: number | undefined): Measurement =>
  referenceValue === undefined ? row : { ...row, reference, referenceValue, ratio: row.value / referenceValue };

/** The cash flow's cells alone, beside C, plain JavaScript and another spreadsheet engine. */
async function evaluating(hyperFormula: number): Promise<Measurement[]> {
  const [plain, guarded] = [await compiled('plain'), await compiled('guarded')];
  const [o3, fast] = cCellsPerSecond([['-O3'], ['-O3', '-ffast-math', '-march=native']], block);
  const unit = 'G cells/s';
  const own = await evaluation(plain, block);
  const quick = cellsPerSecond(own.length, own.run) / G;
  const javaScript = plainJavaScript();
  const columns = inputColumns(plain, block);
  const output = new Float64Array(block);
  const js = cellsPerSecond(block, () => javaScript(columns, output, block)) / G;
  if (Math.abs(output[5]! - own.output[5]!) > 1e-9 * Math.abs(output[5]!)) throw new Error('the references differ');
  const full = await evaluation(guarded, block);
  const measured = { name: 'evaluate, guards proven away', value: quick, unit, goal: '>= 5 G cells/s' };
  return [
    beside(measured, 'C -O3', o3 && o3 / G),
    beside({ ...measured, name: `${measured.name}: beside C -ffast-math` }, 'C -O3 -ffast-math', fast && fast / G),
    beside({ ...measured, name: `${measured.name}: beside JavaScript` }, 'plain JavaScript', js),
    beside({ ...measured, name: `${measured.name}: beside HyperFormula` }, 'HyperFormula', hyperFormula / G),
    beside(
      { name: 'evaluate, guarded', value: cellsPerSecond(full.length, full.run) / G, unit, goal: '>= 2 G cells/s' },
      'guards proven away',
      quick,
    ),
    {
      name: 'compiled code for 1,000 cells',
      value: plain.cone.module.length / cells,
      unit: 'kB',
      goal: '<= 50 kB',
    },
    { name: 'compiled code for 1,000 cells, guarded', value: guarded.cone.module.length / cells, unit: 'kB' },
    { name: 'start of a compiled model', value: await startOf(guarded.cone.module), unit: 'ms', goal: '<= 10 ms' },
  ];
}

async function startOf(module: Uint8Array<ArrayBuffer>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const from = performance.now();
    await WebAssembly.instantiate(await WebAssembly.compile(module), { env: { memory } });
    times.push(performance.now() - from);
  }
  return Math.min(...times);
}

async function whole(hyperFormula: number): Promise<Measurement[]> {
  const { workbook, request } = cashFlow('plain');
  const runs = [];
  for (let i = 0; i < 3; i++) runs.push(await timedRun(workbook, { ...request, iterations: million }));
  const best = runs.toSorted((a, b) => a.whole - b.whole)[0]!;
  const program = await compiled('plain', 2 * million);
  const [one, two] = await oneAndTwoWorkers(program);
  return [
    beside(
      { name: 'the cash flow whole, 1 M iterations', value: best.whole, unit: 's', goal: '<= 0.5 s' },
      'HyperFormula, its cells alone',
      (cells * million) / hyperFormula,
    ),
    { name: 'two workers', value: one / two, unit: 'times one', goal: '>= 1.9' },
  ];
}

async function corpus(): Promise<Measurement[]> {
  const model = corpusModel();
  if (!model) return [];
  const { compile, whole: seconds, iterations, cells: all, lowered } = await timedRun(model.workbook, model.request);
  return [
    { name: 'examples__model.xlsx: compile', value: compile, unit: 's', goal: '<= 2 s' },
    {
      name: `examples__model.xlsx: ${all} cells`,
      value: iterations / seconds,
      unit: 'iterations/s',
      goal: '>= 20,000 iterations/s',
    },
    { name: 'examples__model.xlsx: lowered', value: (100 * lowered) / all, unit: '%' },
  ];
}

async function examples(): Promise<Measurement[]> {
  const folder = join(import.meta.dirname, '..', '..', 'examples');
  const rows: Measurement[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.xlsx'))) {
    const workbook = readWorkbook(new Uint8Array(readFileSync(join(folder, file))));
    const request = JSON.parse(readFileSync(join(folder, file.replace('.xlsx', '.simulation.json')), 'utf8'));
    const timed = await timedRun(workbook, { ...request, iterations: 200_000 });
    rows.push({
      name: `${file}: ${timed.lowered} of ${timed.cells} cells lowered`,
      value: timed.iterations / timed.whole,
      unit: 'iterations/s',
    });
  }
  return rows;
}

function memory(): Measurement[] {
  // Both beyond the 32 M samples that are kept.
  const [fewer, more] = [40, 80].map((times) => child('memory.ts', String(times * million)) / 1e6);
  const row = { name: 'most memory, 80 M iterations', value: more!, unit: 'MB', goal: '<= 1.1 times that of fewer' };
  return [beside(row, '40 M iterations', fewer)];
}

/** What the engine promises, each figure beside a reference of the same run where there is one. */
export const bench: Benchmark = async () => {
  const hyperFormula = child('hyperformula.ts');
  return [
    ...(await evaluating(hyperFormula)),
    ...(await whole(hyperFormula)),
    ...(await corpus()),
    ...(await examples()),
    ...memory(),
    ...kernelErrors(),
  ];
};
