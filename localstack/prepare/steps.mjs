import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/]$/, '');
/** Everything that the local cloud writes is in this folder of the checkout. */
export const home = join(root, '.simsheet');

/** Something is missing that only the user can give: says what, and what to do about it. */
export class Unprepared extends Error {
  /** @param {string} message @param {string} advice */
  constructor(message, advice) {
    super(message);
    this.advice = advice;
  }
}

/**
 * Runs a command that takes a while: tells what for and how long it took. Its output is shown only when it fails.
 * @param {string} title @param {string} command @param {string[]} args @param {Record<string, string>} [environment]
 */
export const runStep = async (title, command, args, environment = {}) => {
  const begun = Date.now();
  const seconds = () => `${((Date.now() - begun) / 1000).toFixed(0)} s`;
  const live = process.stdout.isTTY
    ? setInterval(() => process.stdout.write(`\r${title} ... ${seconds()}`), 1000)
    : null;
  process.stdout.write(live === null ? `${title} ...\n` : `${title} ...`);
  const { code, output } = await run(command, args, environment);
  if (live !== null) clearInterval(live);
  process.stdout.write(
    `${live === null ? '' : '\r'}${title} ... ${code === 0 ? 'done' : 'failed'} after ${seconds()}\n`,
  );
  if (code !== 0) throw new StepFailed(`"${[command, ...args].join(' ')}" ended with ${code}`, output);
};

export class StepFailed extends Error {
  /** @param {string} message @param {string} output */
  constructor(message, output) {
    super(`${message}:\n${output.trimEnd().split('\n').slice(-15).join('\n')}`);
    this.output = output;
  }

  /** Whether it failed for want of a network, by what npm and pip say then. */
  get isOffline() {
    return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|from versions: none|NewConnectionError|NameResolution|Max retries exceeded|Temporary failure in name resolution/i.test(
      this.output,
    );
  }
}

/** @param {string} command @param {string[]} args @param {Record<string, string>} environment */
const run = (command, args, environment) =>
  new Promise((settle) => {
    let output = '';
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => settle({ code: error.message, output }));
    child.on('close', (code, signal) => settle({ code: code ?? signal, output }));
  });
