import * as z from 'zod';
import { simulationRequest } from '../../engine/request.ts';
import { pageOf } from '../http/page.ts';
import { id } from '../ids.ts';
import { visibility } from './visibility.ts';

const requested = simulationRequest
  .extend({ fileId: id('fil').describe('The workbook; it is READY.') })
  .meta({ id: 'RequestedSimulation', description: 'The one request document and the file it is about.' });
export type RequestedSimulation = z.infer<typeof requested>;

export const startSimulation = requested
  .extend({
    visibility: visibility
      .optional()
      .describe('Who sees the simulation and its results; where it is left out, who sees the file.'),
  })
  .meta({ id: 'StartSimulation', description: 'The one request document, the file it is about, and who sees it.' });
export type StartSimulation = z.infer<typeof startSimulation>;

export const simulationChange = z
  .strictObject({ visibility: visibility.describe('Who sees it and its results from now on.') })
  .meta({ id: 'SimulationChangeRequest' });

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
    request: requested.describe('The request with every default filled in, so that it can be run again as it was.'),
    createdBy: id('usr').describe('Its owner: who started it.'),
    visibility,
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Simulation' });
export type SimulationView = z.infer<typeof simulationView>;

export const simulationPage = pageOf(simulationView).meta({ id: 'SimulationPage' });
