/** `npm test`, after the checks: every suite, those on a cloud side by side, and one closing line for all. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const reports = '.simsheet/test-reports';

/** One row after the other. The suites of the last wait more than they compute, each for a cloud of its own. */
const rows = [['unit'], ['cloud', 'faults']];

const vitest = (...options: string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    spawn('vitest', ['run', ...options], { stdio: 'inherit' })
      .once('error', reject)
      .once('close', (code) => resolve(code ?? 1));
  });

const run = (suite: string): Promise<number> =>
  vitest('--project', suite, '--reporter=default', '--reporter=blob', `--outputFile.blob=${reports}/${suite}.json`);

rmSync(reports, { recursive: true, force: true });
const codes: number[] = [];
for (const suites of rows) codes.push(...(await Promise.all(suites.map(run))));
codes.push(await vitest(`--merge-reports=${reports}`));
process.exitCode = Math.max(...codes);
