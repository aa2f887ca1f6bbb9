/** What the guard costs for a file, measured in a process that holds nothing but the two. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface GuardCost {
  /** Why the guard refused the file; none when it let it pass. */
  codes: string[];
  /** Processor time. */
  milliseconds: number;
  /** The most memory that the process had at once, Node included. Not a number where the system does not tell (only Linux does). */
  megabytes: number;
}

/** Call `end` when done: it removes the bundled guard. */
export const guardCosts = async (): Promise<{ measure(bytes: Buffer): GuardCost; end(): void }> => {
  const folder = mkdtempSync(join(tmpdir(), 'simsheet-guard-'));
  const guard = join(folder, 'guard.mjs');
  const upload = join(folder, 'upload');
  await build({
    entryPoints: [join(import.meta.dirname, 'guard.ts')],
    outfile: guard,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  // VmHWM, because the kernel's maximum for a child begins with what its parent had.
  const script = `
    import { existsSync, readFileSync } from 'node:fs';
    import { guardWorkbook } from ${JSON.stringify(guard)};
    const bytes = readFileSync(${JSON.stringify(upload)});
    const before = process.cpuUsage();
    const verdict = await guardWorkbook(bytes);
    const { user, system } = process.cpuUsage(before);
    const status = '/proc/self/status';
    const [, kibibytes] = /VmHWM:\\s*(\\d+)/.exec(existsSync(status) ? readFileSync(status, 'utf8') : '') ?? [];
    const codes = verdict.ok ? [] : verdict.error.map(({ code }) => code);
    console.log(JSON.stringify({ codes, milliseconds: (user + system) / 1000, kibibytes: Number(kibibytes) }));
  `;
  const measure = (bytes: Buffer): GuardCost => {
    writeFileSync(upload, bytes);
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    });
    if (stdout === '') throw new Error(`the guard died: ${stderr}`);
    const { codes, milliseconds, kibibytes } = JSON.parse(stdout);
    return { codes, milliseconds, megabytes: ((kibibytes ?? Number.NaN) * 1024) / 1e6 };
  };
  return { measure, end: () => rmSync(folder, { recursive: true }) };
};
