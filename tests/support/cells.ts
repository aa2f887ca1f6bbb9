import { dirname } from 'node:path';
import { inject } from 'vitest';
import { runningCloud } from '../../localstack/clouds.ts';
import { type Cell, deployCell as deploy, removeCell as remove } from '../../localstack/deployCell.ts';
import { placesIn } from '../../localstack/places.ts';

const inThisRun = async (name: string): Promise<Cell> => {
  const { endpoint, assembly } = inject('cloud');
  return { cloud: await runningCloud(endpoint), places: placesIn(dirname(assembly)), name };
};

/** Deploys a dedicated cell to the cloud of the test run, unless it is there. */
export const deployCell = async (name: string): Promise<void> => deploy(await inThisRun(name));

/** Other suites of the run find it as if it had never been. */
export const removeCell = async (name: string): Promise<void> => remove(await inThisRun(name));
