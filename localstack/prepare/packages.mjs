import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runStep, StepFailed, Unprepared } from './steps.mjs';

/** Installs the packages of package-lock.json unless node_modules has them. */
export const ensurePackages = async () => {
  const missing = whatIsMissing();
  if (missing === null) return;
  const command = 'install';
  // Inside an npm script that npm itself is the one to use: there may be no other on the PATH.
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [program = 'npm', ...args] = [...npm, command, '--no-audit', '--no-fund'];
  try {
    await runStep(`Installing packages (npm ${command}; ${missing})`, program, args);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    throw new Unprepared(
      error.message,
      error.isOffline
        ? 'The package registry cannot be reached. Look at the network connection and at "npm config get registry" and "npm config get proxy".'
        : 'What npm says above is what is in the way.',
    );
  }
  const still = whatIsMissing();
  if (still === null) return;
  throw new Unprepared(
    `npm has installed the packages, but ${still}.`,
    'If "npm config get ignore-scripts" says true: npm rebuild node esbuild --ignore-scripts=false',
  );
};

/**
 * Compares npm's own record of what it has installed with the lock file, so that packages installed in any way count,
 * and a lock file changed by a pull does as well. Returns null or what is missing.
 */
const whatIsMissing = () => {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) return 'there are none yet';
  const wanted = readPackages(join(root, 'package-lock.json'));
  if (wanted === null) return null;
  for (const [path, { version, optional, devOptional, peer }] of Object.entries(wanted)) {
    // Optional ones are for other platforms.
    if (path === '' || ((optional || devOptional || peer) && installed[path] === undefined)) continue;
    if (installed[path]?.version !== version) return `${path.replace(/^.*node_modules\//, '')} is not at ${version}`;
  }
  return existsSync(join(root, 'node_modules', 'node', 'bin', 'node')) ? null : 'the package "node" has no program';
};

/** @param {string} file */
const readPackages = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
};
