import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { simulationResults } from '../../engine/index.ts';
import { xlsx } from '../../engine/workbook/xlsx.testkit.ts';
import { example, launcher, simsheet, temporaryFolder } from '../simsheet.testkit.ts';

const launch = [example('product-launch-npv.xlsx'), '--request', example('product-launch-npv.simulation.json')];
const newsvendor = [example('newsvendor.xlsx'), '--request', example('newsvendor.simulation.json')];

/** A model of a moment: a number, a truth, a text, and a number that fails now and then. */
function smallModel(folder: string): string[] {
  const path = join(folder, 'small.xlsx');
  const row = (number: number, formula: string) =>
    `<row r="${number}"><c r="A${number}"><v>${number}</v></c><c r="B${number}"><f>${formula}</f><v>1</v></c></row>`;
  const rows = [
    row(1, 'A1*A2'),
    row(2, 'B1&gt;50'),
    row(3, 'IF(B1&gt;60,"high","low")'),
    row(4, 'IF(A1&gt;14,NA(),A1)'),
  ];
  writeFileSync(path, xlsx({ sheets: [`<sheetData>${rows.join('')}</sheetData>`] }));
  const inputs = ['A1=uniform(5, 15)', 'A2=normal(5, 1)'].flatMap((input) => ['-i', input]);
  return [path, ...inputs, ...['B1', 'B2', 'B3', 'B4'].flatMap((cell) => ['-o', cell]), '--seed', '7'];
}

/** Generous: a machine that runs other tests beside these needs seconds to start a program. */
describe('simsheet run', { timeout: 120_000 }, () => {
  it('counts truths and texts, and says where the first error arose', async () => {
    const { stdout } = await simsheet(['run', ...smallModel(temporaryFolder()), '-n', '1000']);

    expect(stdout).toMatch(/Sheet1!B2\n\n +TRUE +[34]\d[.\d]*% .+\n +FALSE +[56].+\n\n +mean .+\n +± 95% .+\n\n +What/);
    expect(stdout).toMatch(/Sheet1!B3\n\n +(?:low|high) /);
    expect(stdout).toMatch(
      /100 iterations \(10%\) gave an error .+\n +The first: #N\/A \(=IF\(A1>14,NA\(\),A1\)\), in iteration \d+/,
    );
  });

  it('takes the share of a text among all iterations, and shows the most frequent of many texts', async () => {
    const path = join(temporaryFolder(), 'texts.xlsx');
    const formulas = ['IF(A1&gt;0.3,"high",A1)', 'IF(A1&lt;0.5,"low",A1)&amp;""'];
    const cells = formulas.map((formula, i) => `<c r="${'BC'[i]}1"><f>${formula}</f></c>`).join('');
    writeFileSync(path, xlsx({ sheets: [`<sheetData><row r="1"><c r="A1"><v>0</v></c>${cells}</row></sheetData>`] }));
    const options = ['-i', 'A1=uniform(0, 1)', '-o', 'B1', '-o', 'C1', '-n', '1000', '--seed', '1'];

    const { stdout } = await simsheet(['run', path, ...options]);

    expect(stdout).toMatch(/Sheet1!B1\n\n +high +70% /);
    expect(stdout).toMatch(/Sheet1!C1\n\n +low +50% .+\n(?: +0\.\d+ +0\.1%.*\n){19} +and more than 180 others\n/);
  });

  it('shows every output with histogram, statistics and what drives it', async () => {
    const { code, stdout, stderr } = await simsheet(['run', ...launch, '--iterations', '2000']);

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Net present value  Launch!B20');
    expect(stdout).toMatch(/mean +8\d\d,\d{3} /);
    expect(stdout).toMatch(/█/);
    expect(stdout).toMatch(/Demand at the start +\+5\d/);
    expect(stdout).toMatch(/Loses money[^%]+0 +8\d[.\d]*%/);
  });

  it('keeps within the width of the terminal and to plain characters where it is told to', async () => {
    const { stdout } = await simsheet(['run', ...launch, '--iterations', '500', '--ascii'], { env: { COLUMNS: '80' } });

    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(stdout).toMatch(/^[\u0000-\u007F]+$/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('gives the same results document on one thread and on two', async () => {
    const folder = temporaryFolder();
    const args = ['run', ...smallModel(folder), '--iterations', '200000', '--quiet', '--sampling', 'sobol'];

    const ended = [
      await simsheet([...args, '--json', join(folder, 'one.json'), '--workers', '1']),
      await simsheet([...args, '--json', join(folder, 'two.json'), '--workers', '2']),
    ];

    const [one, two] = ['one.json', 'two.json'].map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(ended).toEqual([
      { code: 0, stdout: '', stderr: '' },
      { code: 0, stdout: '', stderr: '' },
    ]);
    expect(two).toBe(one);
    expect(simulationResults.parse(JSON.parse(one!)).iterations).toBe(200_000);
  });

  it('ends with the iteration at which a stop rule is met, and exports no more', async () => {
    const folder = temporaryFolder();
    const csv = join(folder, 'all.csv');
    const model = [...smallModel(folder).slice(0, 5), '-o', 'B1'];

    const { stdout } = await simsheet(['run', ...model, '--stop', 'mean 1%', '-n', '1e6', '--csv', csv]);

    const [, iterations] = /([\d,]+) iterations.*as precise as asked/.exec(stdout) ?? [];
    expect(Number(iterations?.replaceAll(',', ''))).toBeLessThan(200_000);
    expect(readFileSync(csv, 'utf8').trimEnd().split('\r\n')).toHaveLength(Number(iterations?.replaceAll(',', '')) + 1);
  });

  it('computes again for exact percentiles what it cannot keep, the same on any number of threads', async () => {
    const folder = temporaryFolder();
    const request = join(folder, 'request.json');
    writeFileSync(request, JSON.stringify({ outputs: [{ cell: 'B1' }], exactPercentiles: true }));
    const model = [...smallModel(folder).slice(0, 5), '--seed', '7', '-n', '4e7', '--stop', 'mean 0.1% after 200000'];
    const args = ['run', ...model, '--request', request, '--json', '--workers'];

    const ended = [await simsheet([...args, '1']), await simsheet([...args, '2'])];

    const { iterations, outputs } = simulationResults.parse(JSON.parse(ended[0]!.stdout));
    expect(ended[1]).toEqual(ended[0]);
    expect(iterations).toBeLessThan(2_000_000);
    expect(outputs[0]!.percentileError).toBe(0);
  });

  it('lets options override the request, and prints a request that gives the same again', async () => {
    const options = ['--iterations', '1e3', '--seed', '42', '--sampling', 'monte-carlo', '--name', 'Mine'];
    const first = await simsheet([
      'run',
      ...launch,
      ...options,
      '--input',
      'Launch!$B$5=uniform(45, 50)',
      '--output',
      'Launch!B20',
      '--json',
    ]);
    const { request, outputs } = simulationResults.parse(JSON.parse(first.stdout));
    const file = join(temporaryFolder(), 'request.json');
    writeFileSync(file, JSON.stringify(request));

    const again = await simsheet(['run', launch[0]!, '--request', file, '--json']);

    expect(request).toMatchObject({ name: 'Mine', iterations: 1000, seed: 42, sampling: 'monte-carlo' });
    expect(request.inputs?.map(({ distribution }) => distribution)).toContain('uniform(45, 50)');
    expect(request.inputs).toHaveLength(4);
    expect(outputs.map(({ name }) => name)).toEqual(['Net present value']);
    expect(again.stdout).toBe(first.stdout);
  });

  it('writes the same iterations as CSV and as Parquet, over several chunks', async () => {
    const folder = temporaryFolder();
    const [csv, parquet] = [join(folder, 'all.csv'), join(folder, 'all.parquet')];

    const { code } = await simsheet([
      'run',
      ...smallModel(folder),
      '-n',
      '70000',
      '--csv',
      csv,
      '--parquet',
      parquet,
      '--quiet',
    ]);

    expect(code).toBe(0);
    const [header, ...lines] = readFileSync(csv, 'utf8').trimEnd().split('\r\n');
    const bytes = readFileSync(parquet);
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    });
    expect(lines).toHaveLength(70_000);
    expect(rows).toHaveLength(70_000);
    expect(Object.keys(rows[0]!).join(',')).toBe(header);
    expect(rows.map((row) => Object.values(row).join(','))).toEqual(lines);
    expect(rows.some((row) => row['Sheet1!B4'] === null)).toBe(true);
    expect(rows.map((row) => `${typeof row['Sheet1!B2']} ${typeof row['Sheet1!B3']}`)).toContain('boolean string');
  });

  it('reports a truth by how often it is true, as it does 1 and 0', async () => {
    const file = join(temporaryFolder(), 'report.html');
    await simsheet(['run', ...smallModel(temporaryFolder()), '-n', '1000', '--html', file, '--quiet']);

    const html = readFileSync(file, 'utf8');
    expect(html).toMatch(/<dt>Share of iterations with TRUE<\/dt><dd>[34]/);
    expect(html).toContain('of the iterations have TRUE, the others FALSE');
  });

  it('writes an HTML report that needs nothing else', async () => {
    const file = join(temporaryFolder(), 'report.html');

    await simsheet(['run', ...launch, '--iterations', '1000', '--html', file, '--quiet']);

    const html = readFileSync(file, 'utf8');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html.match(/<(?:script|link|img|iframe|object)\b|https?:|url\((?!#)|@import|\bsrc=/gi)).toBeNull();
    expect(html.match(/role="img" aria-label="Histogram and cumulative probability/g)).toHaveLength(2);
    expect(html).toContain('<th scope="row">P95</th>');
    expect(html).not.toMatch(/NaN|undefined|\[object/);
  });

  it('simulates the random cells that a workbook brings, and says which outputs it chose', async () => {
    const { code, stdout, stderr } = await simsheet(['run', example('own-randomness.xlsx'), '-n', '200']);

    expect(code).toBe(0);
    expect(stderr).toMatch(/No --output is given/);
    expect(stdout).toContain('Payback_years  Roof!B20');
  });

  it('correlates inputs and shows what was achieved, and what the workbook reads of its own simulation', async () => {
    const folder = temporaryFolder();
    const [path, html] = [join(folder, 'risk.xlsx'), join(folder, 'report.html')];
    const formulas = [
      'RiskNormal(100,10)',
      'RiskNormal(50,5)',
      'RiskOutput("Profit")+A1-A2',
      'RiskPercentile(A3,0.05)&lt;0',
    ];
    const rows = formulas.map((f, i) => `<row r="${i + 1}"><c r="A${i + 1}"><f>${f}</f><v>1</v></c></row>`);
    writeFileSync(path, xlsx({ sheets: [`<sheetData>${rows.join('')}</sheetData>`] }));

    const { stdout } = await simsheet(['run', path, '--correlate', 'A1,A2=-0.75', '--seed', '7', '--html', html]);

    expect(stdout).toMatch(/from the simulation\n.+\n +Sheet1!A4 .*FALSE +=RiskPercentile\(A3,0\.05\)<0\n/);
    expect(stdout).toMatch(/Rank correlations\n.+\n +Sheet1!A1, Sheet1!A2 +gaussian +-0\.750 +-0\.7[45]\d\n/);
    expect(readFileSync(html, 'utf8')).toMatch(/Computed by the workbook.+FALSE.+RiskPercentile.+-0\.750.+-0\.7[45]/s);
  });

  it('shows how to go on where a workbook does not say what to simulate', async () => {
    const { code, stderr } = await simsheet(['run', example('newsvendor.xlsx')]);

    expect(code).toBe(2);
    expect(stderr).toMatch(
      /Nothing varies .+--request .+newsvendor\.simulation\.json.+--input 'Summary!B8=triangular/s,
    );
  });

  it('shows it so that a shell understands it, also for a file without values and a sheet with quotes in its name', () => {
    const path = join(temporaryFolder(), 'own.xlsx');
    const [name, sheet] = ["Bob's cost 'n' fee", '<c r="A1"><v>5</v></c><c r="B1"><f>A1*2</f></c>'];
    const sheetAttributes = [`name="${name}" sheetId="1"`];
    writeFileSync(path, xlsx({ sheets: [`<sheetData><row r="1">${sheet}</row></sheetData>`], sheetAttributes }));
    const run = (options: string) =>
      spawnSync('bash', ['-c', `'${process.execPath}' '${launcher}' run '${path}' ${options}`], { encoding: 'utf8' });

    const shown = run('').stderr.match(/--(?:input|output) .+/g) ?? [];
    const { status, stderr } = run(`${shown.join(' ')} --iterations 10 --json`);

    expect(shown).toHaveLength(2);
    expect([status, stderr]).toEqual([0, '']);
  });

  it('ends in silence when the reader of its standard output has seen enough', async () => {
    const [path, ...rest] = smallModel(temporaryFolder());
    const program = [process.execPath, launcher, 'run', path!, ...rest, '-n', '200000', '--csv', '-', '--quiet'];
    const quoted = program.map((each) => `'${each}'`).join(' ');

    const { stdout, stderr } = spawnSync('bash', ['-c', `${quoted} | head -n 1; echo \${PIPESTATUS[0]}`], {
      encoding: 'utf8',
    });

    expect(stderr).toBe('');
    expect(stdout.split('\n').slice(0, 2)).toEqual([expect.stringMatching(/^iteration,/), '0']);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const folder = temporaryFolder();
    const csv = join(folder, 'all.csv');
    const hasBegun = () => readdirSync(folder).some((name) => name.endsWith('.part'));

    const { code } = await simsheet(['run', ...launch, '--iterations', '1e9', '--csv', csv], {
      async during(pid) {
        while (!hasBegun()) await sleep(20);
        process.kill(pid, 'SIGINT');
      },
    });

    expect(code).toBe(130);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('replaces a file that is there, and never the workbook or the request', async () => {
    const folder = temporaryFolder();
    const [workbook, json] = [join(folder, 'model.xlsx'), join(folder, 'results.json')];
    writeFileSync(workbook, readFileSync(newsvendor[0]!));
    writeFileSync(json, 'old');
    const before = statSync(workbook).mtimeMs;

    const refused = await simsheet(['run', workbook, ...newsvendor.slice(1), '--csv', join(folder, '.', 'model.xlsx')]);
    const done = await simsheet(['run', workbook, ...newsvendor.slice(1), '-n', '100', '--quiet', '--json', json]);

    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/would overwrite/);
    expect(statSync(workbook).mtimeMs).toBe(before);
    expect(done.code).toBe(0);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ iterations: 100 });
    expect(existsSync(join(folder, `.results.json.${process.pid}.part`))).toBe(false);
  });
});
