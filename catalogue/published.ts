import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Json } from '../openapi/schemas.ts';

const root = join(import.meta.dirname, '..');
const folder = 'docs/events';

/**
 * The schemas that are published: those of the main branch where this branch left it. On the main branch itself the last
 * commit is what is being checked, so the one before counts too. Without a history there is nothing to compare with.
 */
export const publishedSchemas = (): { file: string; schema: Json }[] => {
  const base = mainBranches.flatMap((branch) => git('merge-base', 'HEAD', branch) ?? [])[0] ?? 'HEAD';
  return [base, `${base}~1`].flatMap((commit) =>
    (git('ls-tree', '--name-only', commit, `${folder}/`) ?? '')
      .split('\n')
      .filter((path) => path.endsWith('.json'))
      .map((path) => ({
        file: path.slice(folder.length + 1),
        schema: JSON.parse(git('show', `${commit}:${path}`) ?? '{}'),
      })),
  );
};

const mainBranches = ['origin/main', 'main'];

const git = (...command: string[]): string | undefined => {
  try {
    return execFileSync('git', command, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
};
