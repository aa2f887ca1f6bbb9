import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulationResults } from '../../engine/index.ts';
import { xlsx } from '../../engine/workbook/xlsx.testkit.ts';
import { simsheet, temporaryFolder } from '../simsheet.testkit.ts';

/** Demand falls with the price: two series, one of them of limits. */
function pricing(): string {
  const path = join(temporaryFolder(), 'pricing.xlsx');
  const text = (at: string, value: string) => `<c r="${at}" t="str"><v>${value}</v></c>`;
  const cell = (at: string, formula: string) => `<c r="${at}"><f>${formula}</f><v>1</v></c>`;
  const rows = [
    [text('A1', 'Price'), cell('B1', 'RiskSimtable({10,20,30})')],
    [text('A2', 'Spend'), cell('B2', 'PsiSimParam(100,200)')],
    [text('A3', 'Profit'), cell('B3', 'RiskOutput()+B1*RiskNormal(100-2*B1,5)-B2')],
  ].map((cells, i) => `<row r="${i + 1}">${cells.join('')}</row>`);
  writeFileSync(path, xlsx({ sheets: [`<sheetData>${rows.join('')}</sheetData>`] }));
  return path;
}

describe('simsheet with a workbook that has series', { timeout: 120_000 }, () => {
  it('runs a simulation for each value and compares them', async () => {
    const { code, stdout } = await simsheet(['run', pricing(), '-n', '1000', '--seed', '3']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/3 simulations of a series · 1,000 iterations each · latin-hypercube · seed 3/);
    expect(stdout).toMatch(/# +Price +Spend +mean +std deviation +P5 +P50 +P95/);
    expect(stdout).toMatch(/1 +10 +100 +(699|700|701)[.\d]* /);
    expect(stdout).toMatch(/2 +20 +150 +1,0(49|50|51)[.\d]* /);
    expect(stdout).toMatch(/3 +30 +200 +(999|1,000|1,001)[.\d]* /);
  });

  it('runs the one that is asked for, in full and into files', async () => {
    const path = pricing();
    const { stdout } = await simsheet(['run', path, '-n', '1000', '--series', '2', '--json']);
    const results = simulationResults.parse(JSON.parse(stdout));

    expect(results.series).toMatchObject({ index: 2, simulations: 3, values: [{ value: 20 }, { value: 150 }] });
    expect(results.outputs[0]!.mean).toBeCloseTo(1050, 0);
    expect((await simsheet(['run', path, '-n', '1000', '--series', '2'])).stdout).toContain(
      'simulation 2 of 3: Price 20, Spend 150',
    );
  });

  it('asks which one a file is to hold, and refuses one that is not there', async () => {
    const path = pricing();

    expect((await simsheet(['run', path, '--json'])).stderr).toContain('choose one with --series, 1 to 3');
    expect((await simsheet(['run', path, '--series', '4'])).stderr).toMatch(
      /--series 4: The longest series .* 3 values/,
    );
  });

  it('shows the series to who inspects the workbook', async () => {
    expect((await simsheet(['inspect', pricing()])).stdout).toMatch(
      /Series: 3 simulations \(2\)\n.+\n +Sheet1!B1 +Price +=RiskSimtable/,
    );
  });
});
