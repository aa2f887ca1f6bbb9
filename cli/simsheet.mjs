#!/usr/bin/env node
/**
 * Starts simsheet.ts on a Node that runs TypeScript as it is: the host's own where it is new enough, else the one that the
 * packages bring. Plain JavaScript, since any Node from 20 on must be able to read it.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const oldestMajor = 24;
const isWindows = process.platform === 'win32';
const packages = new URL('../node_modules/', import.meta.url);
const pinned = fileURLToPath(new URL(isWindows ? 'node/bin/node.exe' : 'node/bin/node', packages));

const give = (message) => {
  process.stderr.write(`simsheet: ${message}\n`);
  process.exitCode = 1;
};

if (!existsSync(new URL('commander/', packages))) {
  give(`its packages are not installed. Run "npm install" in ${fileURLToPath(new URL('..', import.meta.url))} first.`);
} else if (Number(process.versions.node.split('.')[0]) >= oldestMajor) {
  // A second start then reads the stripped sources from a cache: 0.2 s instead of 0.6 s.
  module.enableCompileCache();
  await import('./simsheet.ts');
} else if (existsSync(pinned)) {
  const child = spawn(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C reaches the child too, which tidies up; this process only waits for it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', (error) => give(`${pinned} does not start: ${error.message}`));
  child.on('close', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 1);
  });
} else {
  give(
    `this is Node ${process.versions.node}, and Simsheet needs Node ${oldestMajor} or newer. "npm install" brings one along.`,
  );
}
