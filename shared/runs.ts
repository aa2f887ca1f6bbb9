import * as z from 'zod';
import { results } from './api/results.ts';
import { visibility } from './api/visibility.ts';
import { id } from './ids.ts';

/**
 * What the simulations service leaves in the runs bucket, below the tenant's prefix: the results service reads the
 * results from there once, and exports draw a run's iterations again from its program.
 */
export const runFolder = (simulationId: string): string => `simulations/${simulationId}`;
export const programKey = (simulationId: string): string => `${runFolder(simulationId)}/program`;
export const runResultsKey = (simulationId: string): string => `${runFolder(simulationId)}/results.json`;

/** Whose a simulation is and who sees it, as of a version of it: what an older version says is no news. */
export const simulationSharing = z.object({ createdBy: id('usr'), visibility, sequence: z.int() });
export type SimulationSharing = z.infer<typeof simulationSharing>;

/** The results as they are handed over. A run that was under way when this came tells only what it found. */
export const runResults = results.extend({ sharing: simulationSharing.optional() });
