import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { publisher } from './outbox.ts';

const simulationId = id('sim');
const userId = id('usr');
const name = z.string();

/** Somebody asked for a run; it waits for its turn. */
export const simulationRequestedV1 = defineEvent(
  'simulations',
  'simulation.requested',
  1,
  z.object({ simulationId, userId, name }),
);
/** The run computes. */
export const simulationStartedV1 = defineEvent(
  'simulations',
  'simulation.started',
  1,
  z.object({ simulationId, userId, iterations: z.int().positive() }),
);
export const simulationProgressV1 = defineEvent(
  'simulations',
  'simulation.progress',
  1,
  z.object({ simulationId, completed: z.int().nonnegative(), total: z.int().positive() }),
);
export const simulationCompletedV1 = defineEvent(
  'simulations',
  'simulation.completed',
  1,
  z.object({ simulationId, userId, name, iterations: z.int().positive() }),
);
export const simulationFailedV1 = defineEvent(
  'simulations',
  'simulation.failed',
  1,
  z.object({ simulationId, userId, name, error: z.object({ code: z.string(), detail: z.string() }) }),
);
export const simulationCancelledV1 = defineEvent(
  'simulations',
  'simulation.cancelled',
  1,
  z.object({ simulationId, userId, name }),
);
export const simulationDeletedV1 = defineEvent('simulations', 'simulation.deleted', 1, z.object({ simulationId }));

export const publishSimulationRequested = publisher(simulationRequestedV1);
export const publishSimulationStarted = publisher(simulationStartedV1);
export const publishSimulationProgress = publisher(simulationProgressV1);
export const publishSimulationCompleted = publisher(simulationCompletedV1);
export const publishSimulationFailed = publisher(simulationFailedV1);
export const publishSimulationCancelled = publisher(simulationCancelledV1);
export const publishSimulationDeleted = publisher(simulationDeletedV1);
