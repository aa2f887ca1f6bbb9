import { readFileSync } from 'node:fs';
import { inject } from 'vitest';
import type { PartReport } from '../../localstack/supervisor/supervise.ts';

/**
 * The process of the local cloud as it is now: one that was killed has a successor. Those of functions are below it. Null
 * where it was not started here, such as in a container.
 */
export const cloudPid = (): number | null => {
  const parts: PartReport[] = JSON.parse(readFileSync(inject('cloud').status, 'utf8'));
  return parts.find(({ name }) => name === 'cloud')?.pid ?? null;
};
