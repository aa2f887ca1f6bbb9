import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inject, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** Runs one of the commands for operators against the cloud of the tests. */
export const operate = (
  command: 'trace' | 'events' | 'deadLetters' | 'outbox',
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> => run(argumentsOf(command, args));

/** Runs the command for machines, or for organizations and cells, in JSON. */
export const machineCommand = (...args: string[]) => usersCommand('machine', args);
export const tenantCommand = (...args: string[]) => usersCommand('tenant', args);

const usersCommand = async (command: string, args: readonly string[]) => {
  const { code, stdout, stderr } = await run([
    join(root, 'functions', 'users', 'operate', `${command}.ts`),
    ...args,
    ...['--json', '--endpoint', inject('cloud').endpoint],
  ]);
  return { code, stderr, answer: stdout === '' ? null : JSON.parse(stdout) };
};

/** What the doctor finds, in JSON. */
export const doctorCommand = () =>
  run([join(root, 'infra', 'doctor', 'doctor.ts'), '--json', '--endpoint', inject('cloud').endpoint]);

const run = (args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 100_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });

const argumentsOf = (command: string, args: readonly string[]): string[] => [
  join(root, 'events', 'operate', `${command}.ts`),
  ...args,
  ...['--endpoint', inject('cloud').endpoint],
];

/** Follows events as they come. */
export const follow = (...args: string[]) => {
  const child = spawn(process.execPath, argumentsOf('events', ['--follow', ...args]));
  const lines: string[] = [];
  const output = createInterface(child.stdout).on('line', (line) => lines.push(line));
  onTestFinished(() => void child.kill());
  return {
    /** When it looks at what comes. */
    started: () => once(child.stderr, 'data', { signal: AbortSignal.timeout(30_000) }),
    /** As many lines as are wanted. */
    async lines(count: number): Promise<string[]> {
      while (lines.length < count) await once(output, 'line', { signal: AbortSignal.timeout(30_000) });
      return lines.slice(0, count);
    },
    /** Ctrl-C; answers the exit code. */
    async interrupt(): Promise<number> {
      child.kill('SIGINT');
      const [code] = await once(child, 'exit');
      return code;
    },
  };
};
