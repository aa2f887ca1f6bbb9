import type { TenantId } from '../../../../shared/identity.ts';
import type { MovePorts, MoveStep } from '../moving/moveTenant.ts';
import type { Act, OperatorAction, OperatorLog } from '../operatorLog.ts';

/** How the log names the steps of a move; a place is one act, whose start says nothing. */
const actions = {
  move: { started: 'startMove', moved: 'completeMove', abandoned: 'abortMove', purged: 'purgeMovedData' },
  place: { started: null, moved: 'placeOrganization', abandoned: 'abortMove', purged: 'purgeMovedData' },
} as const satisfies Record<MoveStep['kind'], Record<MoveStep['what'], OperatorAction | null>>;

/** By which steps a command has done something of its own; of others it tells for one that was broken off before. */
const ownSteps = {
  startMove: ['started', 'moved'],
  placeOrganization: ['started', 'moved'],
  abortMove: ['abandoned'],
  purgeMovedData: ['purged'],
} as const satisfies Partial<Record<OperatorAction, readonly MoveStep['what'][]>>;

interface MoveAct extends Act {
  action: keyof typeof ownSteps;
  /** The organization, and where it is to go. */
  resources: readonly [TenantId] | readonly [TenantId, to: string];
}

/**
 * Does something of a move, and has each step of it written down once, however often a command is broken off and another one goes on;
 * and what refused it before a step of its own was written down: after that, what only has not come to its end yet is no news.
 */
export const recordedMove = async <Answer>(
  log: OperatorLog,
  tenant: TenantId,
  act: MoveAct,
  run: (telling: Pick<MovePorts, 'correlationId' | 'happened'>) => Promise<Answer>,
): Promise<Answer> => {
  const [, to] = act.resources;
  const own: readonly MoveStep['what'][] = ownSteps[act.action];
  let hasBegun = false;
  const happened = async ({ what, kind, cell, at, of, correlationId }: MoveStep): Promise<void> => {
    const action = actions[kind][what];
    if (action === null) return;
    if (own.includes(what) && (to === undefined || to === cell)) hasBegun = true;
    await log.done(tenant, { action, resources: [tenant, cell], once: { at, of: `${what} ${of}`, correlationId } });
  };
  try {
    return await run({ correlationId: log.correlationId, happened });
  } catch (error) {
    if (!hasBegun) await log.failed(tenant, act, error);
    throw error;
  }
};
