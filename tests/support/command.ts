import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { inject } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** Runs one of the commands for operators against the cloud of the tests. */
export const operate = (
  command: 'trace' | 'events' | 'deadLetters' | 'outbox',
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const file = join(root, 'events', 'operate', `${command}.ts`);
    const environment = { ...process.env, AWS_EC2_METADATA_DISABLED: 'true' };
    execFile(
      process.execPath,
      [file, ...args, '--endpoint', inject('cloud').endpoint],
      { env: environment, timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });
