/** Runs the real program as a child process. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const launcher = join(import.meta.dirname, 'simsheet.mjs');
export const example = (file: string) => join(import.meta.dirname, '..', 'examples', file);

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunSettings {
  cwd?: string;
  env?: Record<string, string>;
  /** Called with the process once it runs. */
  during?: (pid: number) => Promise<void>;
}

export const simsheet = (args: readonly string[], { cwd, env, during }: RunSettings = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [launcher, ...args], {
      cwd,
      // The test runner asks for colour.
      env: {
        ...process.env,
        LANG: 'C.UTF-8',
        LC_ALL: '',
        FORCE_COLOR: undefined,
        NO_COLOR: '1',
        COLUMNS: '80',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    if (during) during(child.pid!).catch(reject);
  });

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'simsheet-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
