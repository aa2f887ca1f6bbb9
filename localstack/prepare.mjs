/**
 * Installs what the npm scripts need: `node localstack/prepare.mjs [--cloud | --ministack]`. Runs on the host's own
 * Node, before any package is there, hence plain JavaScript without dependencies.
 *
 * --cloud      also what the local cloud needs: nothing where Docker answers, else MiniStack
 * --ministack  also MiniStack, whether Docker answers or not
 */
import { join } from 'node:path';
import { dockerProblem } from './prepare/docker.mjs';
import { exclusively } from './prepare/lock.mjs';
import { ensureMinistack, ministackIsInstalled } from './prepare/ministack.mjs';
import { ensurePackages } from './prepare/packages.mjs';
import { home, Unprepared } from './prepare/steps.mjs';

const oldestNode = 20;

const prepare = async () => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < oldestNode) {
    throw new Unprepared(
      `This is Node ${process.versions.node}; Simsheet needs Node ${oldestNode} or newer to install itself.`,
      'Get it from https://nodejs.org or with a version manager (nvm install 24), then run the same command again.',
    );
  }
  const wanted = new Set(process.argv.slice(2));
  await exclusively(join(home, 'locks', 'install'), async () => {
    await ensurePackages();
    if (wanted.has('--ministack') || (wanted.has('--cloud') && !ministackIsInstalled() && dockerProblem() !== null)) {
      await ensureMinistack();
    }
  });
};

prepare().catch((error) => {
  if (!(error instanceof Unprepared)) throw error;
  console.error(`\n${error.message}\n${error.advice}`);
  process.exitCode = 1;
});
