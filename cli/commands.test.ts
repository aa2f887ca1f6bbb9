import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { example, launcher, simsheet } from './simsheet.testkit.ts';

const launch = [example('product-launch-npv.xlsx'), '--request', example('product-launch-npv.simulation.json')];
const limit = { timeout: 120_000 };

describe('simsheet inspect', limit, () => {
  it('shows random cells, names, likely inputs and likely outputs', async () => {
    const { code, stdout } = await simsheet(['inspect', example('own-randomness.xlsx')]);

    expect(code).toBe(0);
    expect(stdout).toMatch(/Random cells.+\n.+\n +Roof!B7 +Yield +=_xlfn\.NORM\.INV\(RAND\(\),950,55\)/);
    expect(stdout).toMatch(/Likely inputs.+\n.+\n +Roof!B5 +Size +9\.6/);
    expect(stdout).toMatch(/Likely outputs.+Payback_years/s);
  });

  it('gives everything as JSON', async () => {
    const { stdout } = await simsheet(['inspect', example('newsvendor.xlsx'), '--json']);

    expect(JSON.parse(stdout)).toMatchObject({ circular: [], unsupported: [], sheets: [{ name: 'Summary' }, {}, {}] });
  });
});

describe('simsheet explain', limit, () => {
  it('shows the way from the inputs to a cell, and what is compiled', async () => {
    const { code, stdout } = await simsheet(['explain', launch[0]!, 'Launch!B20', ...launch.slice(1), '--depth', '40']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/(\d+) cells vary on the way from 4 inputs: \1 compiled, 0 interpreted\./);
    expect(stdout).toMatch(/KB of WebAssembly in \d+ functions?/);
    expect(stdout).toMatch(/Launch!B5 +input triangular\(42, 49, 54\)/);
  });

  it('names the problem of a cell that does not vary', async () => {
    const { code, stderr } = await simsheet(['explain', launch[0]!, 'Launch!B9', ...launch.slice(1)]);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^simsheet: Launch!B9 holds a constant/);
  });
});

describe('simsheet replay', limit, () => {
  it('gives the values that the iterations of the run have', async () => {
    const csv = await simsheet(['run', ...launch, '-n', '50', '--csv', '-']);
    const replayed = await simsheet(['replay', ...launch, '-n', '50', '--iteration', '17', '--json']);

    const [, , , , , npv, months] = csv.stdout.split('\r\n')[17]!.split(',').map(Number);
    const { cells } = JSON.parse(replayed.stdout);
    const valueIn = (cell: string) => cells.find((each: { cell: string }) => each.cell === cell)?.value;
    expect([valueIn('Launch!B20'), valueIn('Launch!B21')]).toEqual([npv, months]);
  });
});

/** The host's own, where it is too old to run TypeScript. */
const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find(
  (path) => existsSync(path) && /^v2[0-3]\./.test(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout),
);

describe('the launcher', limit, () => {
  it('prints help for each command, with examples', async () => {
    for (const command of ['run', 'inspect', 'explain', 'replay']) {
      const { code, stdout } = await simsheet([command, '--help']);

      expect([code, stdout]).toEqual([0, expect.stringMatching(/^Usage: simsheet .+Examples:\n {2}simsheet /s)]);
    }
  });

  it.skipIf(oldNode === undefined)('moves on to the pinned Node where the host has an older one', () => {
    const { status, stdout } = spawnSync(oldNode!, [launcher, '--version'], { encoding: 'utf8' });

    expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });
});
