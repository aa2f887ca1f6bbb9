import * as z from 'zod';
import { simulationRequest } from '../../engine/request.ts';
import { pageOf } from '../http/page.ts';
import { id } from '../ids.ts';
import { visibility } from './visibility.ts';

export const startSimulation = simulationRequest
  .extend({ fileId: id('fil').describe('The workbook; it is READY.') })
  .meta({ id: 'StartSimulation', description: 'The one request document and the file it is about.' });
export type StartSimulation = z.infer<typeof startSimulation>;

export const simulationStatus = z
  .enum(['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'])
  .meta({ id: 'SimulationStatus' });
export type SimulationStatus = z.infer<typeof simulationStatus>;

export const simulationAccepted = z
  .object({ simulationId: id('sim'), status: z.literal('QUEUED') })
  .meta({ id: 'SimulationAccepted' });

export const simulationView = z
  .object({
    simulationId: id('sim'),
    fileId: id('fil'),
    name: z.string(),
    status: simulationStatus,
    progress: z.object({ completed: z.int(), total: z.int() }).describe('Iterations.'),
    error: z
      .object({ code: z.string(), detail: z.string() })
      .nullable()
      .describe('Why it failed, and what to do about it.'),
    request: startSimulation.describe(
      'The request with every default filled in, so that it can be run again as it was.',
    ),
    createdBy: id('usr').describe('Its owner: who started it.'),
    visibility,
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Simulation' });
export type SimulationView = z.infer<typeof simulationView>;

export const simulationPage = pageOf(simulationView).meta({ id: 'SimulationPage' });
