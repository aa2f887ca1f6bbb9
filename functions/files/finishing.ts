import { logger } from '../../shared/telemetry.ts';
import { isMoving } from '../../shared/tenancy/fence.ts';
import { finishRemoval } from './deletion.ts';
import type { FileDeps } from './files.ts';
import { isDue, type ObjectTask } from './objectTasks.ts';
import { finishClosing } from './sharing.ts';

export interface FinishingDeps extends Pick<FileDeps, 'store' | 'quarantine' | 'objects' | 'clock'> {
  /** What was noted, of tenants that are here and stay. */
  tasks(): AsyncIterable<readonly ObjectTask[]>;
}

const finishes: Record<ObjectTask['what'], (deps: FinishingDeps, task: ObjectTask) => Promise<void>> = {
  remove: finishRemoval,
  close: finishClosing,
};

/** Does to objects what was noted and broke off; answers how many files that was about. Each stands for itself. */
export const finishTasks = async (deps: FinishingDeps): Promise<number> => {
  let finished = 0;
  const errors: unknown[] = [];
  for await (const tasks of deps.tasks()) {
    for (const task of tasks.filter((each) => isDue(each, deps.clock()))) {
      const { tenant: organizationId, fileId, what } = task;
      try {
        await finishes[what](deps, task);
        finished += 1;
      } catch (error) {
        // It is done where the organization is then.
        if (isMoving(error)) continue;
        logger.error('not finished', { organizationId, fileId, what, error: error as Error });
        errors.push(error);
      }
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} files were not finished`);
  return finished;
};
