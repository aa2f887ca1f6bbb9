import { atOnce } from '../../shared/atOnce.ts';
import { logger } from '../../shared/telemetry.ts';
import { isMoving } from '../../shared/tenancy/fence.ts';
import { finishRemoval } from './deletion.ts';
import type { FileDeps } from './files.ts';
import { isDue, type ObjectTask } from './objectTasks.ts';
import { finishClosing } from './sharing.ts';

export interface FinishingDeps extends Pick<FileDeps, 'store' | 'quarantine' | 'objects' | 'clock'> {
  /** What was noted, of tenants that are here and stay. */
  tasks(): AsyncIterable<readonly ObjectTask[]>;
  /** Whether there is time to begin with another one. What is left then waits for the next sweep. */
  hasTime(): boolean;
}

const finishes: Record<ObjectTask['what'], (deps: FinishingDeps, task: ObjectTask) => Promise<void>> = {
  remove: finishRemoval,
  close: finishClosing,
};

/** Most of a task is waiting for S3. */
const tasksAtOnce = 8;

/**
 * Does to objects what was noted and broke off; answers how many files that was about. Each stands for itself, and organizations
 * take turns: one with thousands of files holds up no other.
 */
export const finishTasks = async (deps: FinishingDeps): Promise<number> => {
  const errors: unknown[] = [];
  const due: ObjectTask[] = [];
  try {
    for await (const tasks of deps.tasks()) due.push(...tasks.filter((task) => isDue(task, deps.clock())));
  } catch (error) {
    // What was read before that is none the worse for it.
    logger.error('not all notes were read', { error: error as Error });
    errors.push(error);
  }
  let finished = 0;
  let left = 0;
  await atOnce(tasksAtOnce, inTurns(due), async (task) => {
    if (!deps.hasTime()) {
      left += 1;
      return;
    }
    const { tenant: organizationId, fileId, what } = task;
    try {
      await finishes[what](deps, task);
      finished += 1;
    } catch (error) {
      // It is done where the organization is then.
      if (isMoving(error)) return;
      logger.error('not finished', { organizationId, fileId, what, error: error as Error });
      errors.push(error);
    }
  });
  if (left > 0) logger.warn('files are left for the next sweep', { left });
  if (errors.length > 0) throw new AggregateError(errors, `the sweep met with errors, ${errors.length} of them`);
  return finished;
};

/** The first one of each organization, then the second ones. */
const inTurns = (tasks: readonly ObjectTask[]): ObjectTask[] =>
  [...Map.groupBy(tasks, ({ tenant }) => tenant).values()]
    .flatMap((ofTenant) => ofTenant.map((task, turn) => ({ task, turn })))
    .sort((a, b) => a.turn - b.turn)
    .map(({ task }) => task);
