import * as z from 'zod';
import { simulationRequest } from '../../engine/request.ts';
import { pageOf } from '../http/page.ts';
import { id } from '../ids.ts';

/** The one request document and the file it is about. */
export const startSimulation = simulationRequest.extend({ fileId: id('fil') });
export type StartSimulation = z.infer<typeof startSimulation>;

export const simulationStatus = z.enum(['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED']);
export type SimulationStatus = z.infer<typeof simulationStatus>;

export const simulationAccepted = z.object({ simulationId: id('sim'), status: z.literal('QUEUED') });

export const simulationView = z.object({
  simulationId: id('sim'),
  fileId: id('fil'),
  name: z.string(),
  status: simulationStatus,
  /** Iterations. */
  progress: z.object({ completed: z.int(), total: z.int() }),
  /** Why it failed, and what to do about it. */
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  /** The request with every default filled in, so that it can be run again as it was. */
  request: startSimulation,
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type SimulationView = z.infer<typeof simulationView>;

export const simulationPage = pageOf(simulationView);
