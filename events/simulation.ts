import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { erasedEvent } from './erased.ts';
import { exportedEvent } from './exported.ts';
import { publisher } from './outbox.ts';

const owner = 'simulations';
const simulationId = id('sim').describe('The simulation.');
const userId = id('usr').describe('Who asked for it.');
const name = z.string().describe('What they called it.');
const iterations = z.int().positive();

const example = { simulationId: 'sim_01J8ZQ5A2N8W3V5K2M6R9T0XBC' } as const;
const asked = { ...example, userId: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC', name: 'How many to order' } as const;

export const simulationRequestedV1 = defineEvent({
  type: 'simulation.requested',
  version: 1,
  owner,
  description: 'Somebody asked for a run. It is QUEUED: checked and recorded, and waits for its turn.',
  schema: z.object({ simulationId, userId, name }),
  example: asked,
});

export const simulationStartedV1 = defineEvent({
  type: 'simulation.started',
  version: 1,
  owner,
  description: 'The run computes: it is RUNNING.',
  schema: z.object({ simulationId, userId, iterations: iterations.describe('How many it will do at most.') }),
  example: { ...example, userId: asked.userId, iterations: 100_000 },
});

export const simulationProgressV1 = defineEvent({
  type: 'simulation.progress',
  version: 1,
  owner,
  description: 'The run got on. Said at most once per twentieth of it, and of a run of a second not at all.',
  schema: z.object({
    simulationId,
    completed: z.int().nonnegative().describe('Iterations done.'),
    total: z.int().positive().describe('Iterations to do; a stop rule may end the run before.'),
  }),
  example: { ...example, completed: 45_000, total: 100_000 },
});

export const simulationCompletedV1 = defineEvent({
  type: 'simulation.completed',
  version: 1,
  owner,
  description: 'The run is done and its results are there: it is COMPLETED.',
  schema: z.object({ simulationId, userId, name, iterations: iterations.describe('How many it did.') }),
  example: { ...asked, iterations: 100_000 },
});

export const simulationFailedV1 = defineEvent({
  type: 'simulation.failed',
  version: 1,
  owner,
  description: 'The run ended without results: it is FAILED. By a mistake in it, a limit, or a fault of the platform.',
  schema: z.object({
    simulationId,
    userId,
    name,
    error: z
      .object({
        code: z.string().describe('A stable code, for programs.'),
        detail: z.string().describe('What happened and what to do about it, for people.'),
      })
      .describe('Why.'),
  }),
  example: { ...asked, error: { code: 'simulation-timed-out', detail: 'It took too long. Ask for fewer iterations.' } },
});

export const simulationCancelledV1 = defineEvent({
  type: 'simulation.cancelled',
  version: 1,
  owner,
  description: 'Somebody cancelled the run: it is CANCELLED, and its workers stop within seconds.',
  schema: z.object({ simulationId, userId, name }),
  example: asked,
});

export const simulationDeletedV1 = defineEvent({
  type: 'simulation.deleted',
  version: 1,
  owner,
  description: 'Somebody deleted a run that had ended; its results go with it.',
  schema: z.object({ simulationId }),
  example,
});

export const simulationVisibilityChangedV1 = defineEvent({
  type: 'simulation.visibility_changed',
  version: 1,
  owner,
  description: 'A run and its results were shared with the organization, or made private. The latest one holds.',
  schema: z.object({
    simulationId,
    userId,
    visibility: z
      .enum(['shared', 'private'])
      .describe('`shared`: everybody in the organization sees it; `private`: who asked for it, and administrators.'),
  }),
  example: { ...example, userId: asked.userId, visibility: 'private' },
});

export const simulationOrganizationErasedV1 = erasedEvent('simulation', owner);
export const simulationOrganizationExportedV1 = exportedEvent('simulation', owner);

export const publishSimulationRequested = publisher(simulationRequestedV1);
export const publishSimulationStarted = publisher(simulationStartedV1);
export const publishSimulationProgress = publisher(simulationProgressV1);
export const publishSimulationCompleted = publisher(simulationCompletedV1);
export const publishSimulationFailed = publisher(simulationFailedV1);
export const publishSimulationCancelled = publisher(simulationCancelledV1);
export const publishSimulationDeleted = publisher(simulationDeletedV1);
export const publishSimulationVisibilityChanged = publisher(simulationVisibilityChangedV1);
export const publishSimulationOrganizationErased = publisher(simulationOrganizationErasedV1);
export const publishSimulationOrganizationExported = publisher(simulationOrganizationExportedV1);
