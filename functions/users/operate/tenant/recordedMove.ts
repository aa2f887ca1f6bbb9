import type { TenantId } from '../../../../shared/identity.ts';
import type { MovePorts, MoveStep } from '../moving/moveTenant.ts';
import type { Act, OperatorAction, OperatorLog } from '../operatorLog.ts';

/** How the log names the steps of a move; a place is one act, whose start says nothing. */
export const stepsOfMove = {
  started: 'startMove',
  moved: 'completeMove',
  abandoned: 'abortMove',
  purged: 'purgeMovedData',
} as const satisfies Steps;
export const stepsOfPlace = { ...stepsOfMove, started: null, moved: 'placeOrganization' } as const satisfies Steps;

type Steps = Record<MoveStep['what'], OperatorAction | null>;

/**
 * Does something of a move, and has each step of it written down once, however often a command is broken off and another one goes on;
 * and what refused it before a step was written down, as `act`: after that, what only has not come to its end yet is no news.
 */
export const recordedMove = async <Answer>(
  log: OperatorLog,
  tenant: TenantId,
  { steps, ...act }: Act & { steps: Steps },
  run: (telling: Pick<MovePorts, 'correlationId' | 'happened'>) => Promise<Answer>,
): Promise<Answer> => {
  let hasBegun = false;
  const happened = async ({ what, cell, at, of, correlationId }: MoveStep): Promise<void> => {
    const action = steps[what];
    if (action === null) return;
    hasBegun = true;
    await log.done(tenant, { action, resources: [tenant, cell], once: { at, of: `${what} ${of}`, correlationId } });
  };
  try {
    return await run({ correlationId: log.correlationId, happened });
  } catch (error) {
    if (!hasBegun) await log.failed(tenant, act, error);
    throw error;
  }
};
