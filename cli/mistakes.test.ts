import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { main } from './main.ts';
import { example, simsheet, temporaryFolder } from './simsheet.testkit.ts';

const workbook = example('newsvendor.xlsx');
const request = ['--request', example('newsvendor.simulation.json')];

/** In this process: a start for each row would take longer than all that they check. */
async function told(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  try {
    const code = await main(args);
    return { code, ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('simsheet, told something it cannot do', { timeout: 60_000 }, () => {
  it.each<[string, string[], RegExp]>([
    ['an unknown command', ['rnu'], /unknown command 'rnu'.*Did you mean run\?/],
    [
      'an unknown option',
      ['run', workbook, '--iteratons', '5'],
      /unknown option '--iteratons'.*Did you mean --iterations\?/,
    ],
    ['no workbook', ['run'], /name the workbook/],
    ['a workbook taken for the file of --json', ['run', '--json', workbook], /name the workbook before --json/],
    ['a missing file', ['run', 'FOLDER/newsvendr.xlsx'], /no file .*newsvendr\.xlsx/],
    ['a misspelt file', ['run', example('newsvendr.xlsx')], /Did you mean .*newsvendor\.xlsx\?/],
    ['a folder', ['run', 'FOLDER/folder'], /folder is a folder\./],
    ['an empty file', ['inspect', 'FOLDER/empty.xlsx'], /empty\.xlsx is empty/],
    [
      'a file that is no workbook',
      ['inspect', 'FOLDER/text.xlsx'],
      /text\.xlsx cannot be read: This is a text file such as \.csv\./,
    ],
    [
      'a picture',
      ['inspect', 'FOLDER/picture.xlsx'],
      /The file is not an \.xlsx workbook\. Save it as \.xlsx in Excel\. $/,
    ],
    [
      'an old workbook',
      ['inspect', 'FOLDER/old.xls'],
      /This is an old \.xls workbook\. Save it as \.xlsx in Excel\. $/,
    ],
    ['a missing request', ['run', workbook, '-r', 'FOLDER/no.json'], /no request file .*no\.json/],
    ['a request that is no JSON', ['run', workbook, '-r', 'FOLDER/text.xlsx'], /text\.xlsx is no JSON/],
    ['a request that is a list', ['run', workbook, '-r', 'FOLDER/list.json'], /list\.json is no request/],
    ['an unknown field', ['run', workbook, '-r', 'FOLDER/field.json'], /field\.json.*iteration/],
    [
      'an unknown cell',
      ['run', workbook, ...request, '-o', 'Nowhere!B2'],
      /--output 'Nowhere!B2': The workbook has no sheet/,
    ],
    ['a blank output', ['run', workbook, ...request, '-o', 'Summary!ZZ9'], /Summary!ZZ9 is blank/],
    [
      'an output that depends on nothing',
      ['run', workbook, '-i', 'Summary!B8=normal(1, 1)', '-o', 'Summary!B6'],
      /--output 'Summary!B6': .+(?:constant|depends on no input)/,
    ],
    [
      'a correlation of a cell that is no input',
      ['run', workbook, ...request, '-c', 'Summary!B8,Summary!B6=0.5'],
      /--correlate 'Summary!B8,Summary!B6=0\.5': Summary!B6 is no input/,
    ],
    [
      'a correlation above 1',
      ['run', workbook, ...request, '-c', 'Summary!B8,Summary!B9=2'],
      /--correlate .+: at most 1 $/,
    ],
    [
      'a stop rule that never ends',
      ['run', workbook, ...request, '--stop', 'mean 0%'],
      /--stop 'mean 0%': tolerance is above 0/,
    ],
    [
      'an unknown distribution',
      ['run', workbook, ...request, '-i', 'Summary!B8=normall(1, 1)'],
      /Did you mean normal\?/,
    ],
    [
      'a bad parameter',
      ['run', workbook, ...request, '-i', 'Summary!B8=normal(1, -1)'],
      /--input 'Summary!B8=normal\(1, -1\)'/,
    ],
    [
      'an input without =',
      ['run', workbook, ...request, '-i', 'Summary!B8'],
      /--input 'Summary!B8': write a cell, an equals sign/,
    ],
    ['no number', ['run', workbook, ...request, '-n', 'many'], /--iterations many: write a whole number/],
    [
      'thousands with a point',
      ['run', workbook, ...request, '-n', '10.000'],
      /--iterations 10\.000: write 10000 or 10; a/,
    ],
    ['threads with a point', ['run', workbook, ...request, '-w', '1.000'], /--workers 1\.000: write 1000 or 1; a/],
    ['levels with a point', ['explain', workbook, 'Summary!B15', ...request, '-d', '4.000'], /--depth 4\.000: write/],
    ['a run that shows nothing', ['run', workbook, ...request, '-q'], /--quiet shows nothing: name a file with --json/],
    ['negative iterations', ['run', workbook, ...request, '-n', '-5'], /--iterations -5: iterations is at least 1/],
    ['half an iteration', ['run', workbook, ...request, '-n', '1.5'], /whole number/],
    [
      'more than can be counted',
      ['run', workbook, ...request, '-n', '1e400'],
      /--iterations 1e400: iterations is at most/,
    ],
    ['a bad seed', ['run', workbook, ...request, '--seed=-1'], /--seed -1: a seed is/],
    ['an unknown sampling', ['run', workbook, ...request, '--sampling', 'lhs'], /--sampling lhs: sampling is/],
    ['no threads', ['run', workbook, ...request, '-w', '0'], /--workers 0: write a whole number/],
    [
      'an output folder that is not there',
      ['run', workbook, ...request, '--csv', 'FOLDER/no/x.csv'],
      /x\.csv cannot be written: there is no folder .+no\./,
    ],
    [
      'a folder for a file',
      ['run', workbook, ...request, '--html', 'FOLDER/folder'],
      /folder is a folder: name a file/,
    ],
    ['a file without a name', ['run', workbook, ...request, '--csv', ''], /A file to write has a name/],
    ['a file for a folder', ['run', workbook, ...request, '--json', 'FOLDER/text.xlsx/x.json'], /cannot be written/],
    ['two on standard output', ['run', workbook, ...request, '--json', '--csv', '-'], /Only one of/],
    ['an iteration beyond the run', ['replay', workbook, ...request, '--iteration', '20000'], /has 10,000 iterations/],
  ])('tells %s, with exit code 2', async (_, args, message) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'empty.xlsx'), '');
    writeFileSync(join(folder, 'text.xlsx'), 'no workbook');
    writeFileSync(join(folder, 'picture.xlsx'), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    writeFileSync(join(folder, 'old.xls'), Buffer.from('d0cf11e0a1b11ae10000', 'hex'));
    writeFileSync(join(folder, 'list.json'), '[]');
    writeFileSync(join(folder, 'field.json'), '{ "outputs": [{ "cell": "Summary!B15" }], "iteration": 5 }');

    const { code, stdout, stderr } = await told(args.map((arg) => arg.replace('FOLDER', folder)));

    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at |Error:/m);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('lists all problems of a request, each with where it stands', async () => {
    const { stderr } = await told([
      ...['run', workbook, ...request, '-i', 'Summary!B8', '-i', 'Sumary!B9=normal(0, 1)'],
      ...['-i', 'Summary!B10=normal(0)'],
    ]);

    expect(stderr).toMatch(/^simsheet: The request has 3 problems:\n/);
    expect(stderr.match(/^ {2}--input '.+': /gm)).toHaveLength(3);
  });

  it.each<[string, string[], RegExp[]]>([
    [
      'an option and an output',
      ['run', workbook, ...request, '-o', 'Proft', '-n', 'abc'],
      [/--iterations abc: write/, /--output Proft: "Proft" is neither .+ Did you mean Profit\?/],
    ],
    [
      'an option beyond its limits and an output',
      ['run', workbook, ...request, '-o', 'Proft', '-n', '-5', '-w', '0', '-q'],
      [/--workers 0: /, /--quiet shows nothing/, /--iterations -5: /, /--output Proft: /],
    ],
    [
      'an input without = and an output that is not there',
      ['run', workbook, '-i', 'Summary!B8', '-o', 'Proft', '-o', 'Profit'],
      [/--input 'Summary!B8': write/, /--output Proft: /],
    ],
    [
      'what a command needs and what the request lacks',
      ['replay', workbook, '-i', 'Summary!B8=normal(0)', '-o', 'Profit', '--iteration', '0'],
      [/--iteration 0: write a whole number from 1 on/, /Say which run: its seed/, /--input 'Summary!B8=/],
    ],
  ])('tells %s at once', async (_, args, messages) => {
    const { stderr, code } = await told(args);

    const [title, ...problems] = stderr.trimEnd().split('\n');
    expect([code, title]).toEqual([2, `simsheet: The request has ${messages.length} problems:`]);
    expect(problems).toEqual(messages.map((message) => expect.stringMatching(message)));
  });

  it('ends its process with the same code', async () => {
    const { code, stderr } = await simsheet(['run', 'nothing.xlsx']);

    expect(code).toBe(2);
    expect(stderr).toBe('simsheet: There is no file nothing.xlsx.\n');
  });
});
