/** What the guard costs for a file, measured in a process that holds nothing but the two. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface GuardCost {
  /** Whether the guard let the file pass. */
  ok: boolean;
  /** Processor time. */
  milliseconds: number;
  /** The most memory that the process had at once, Node included. */
  megabytes: number;
}

/** Linux only. Call `end` when done: it removes the bundled guard. */
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
    import { readFileSync } from 'node:fs';
    import { guardWorkbook } from ${JSON.stringify(guard)};
    const bytes = readFileSync(${JSON.stringify(upload)});
    const before = process.cpuUsage();
    const { ok } = await guardWorkbook(bytes);
    const { user, system } = process.cpuUsage(before);
    const [, kibibytes] = /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
    console.log(JSON.stringify({ ok, milliseconds: (user + system) / 1000, megabytes: (kibibytes * 1024) / 1e6 }));
  `;
  const measure = (bytes: Buffer): GuardCost => {
    writeFileSync(upload, bytes);
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    });
    if (stdout === '') throw new Error(`the guard died: ${stderr}`);
    return JSON.parse(stdout);
  };
  return { measure, end: () => rmSync(folder, { recursive: true }) };
};
