import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { publisher } from './outbox.ts';

const simulationId = id('sim');

export const resultsGeneratedV1 = defineEvent(
  'results',
  'results.generated',
  1,
  z.object({ simulationId, outputs: z.int().positive() }),
);
/** Somebody asked for an export; it is written outside the request. */
export const resultsExportRequestedV1 = defineEvent(
  'results',
  'results.export_requested',
  1,
  z.object({ simulationId, exportId: id('exp'), format: z.string() }),
);
export const resultsExportedV1 = defineEvent(
  'results',
  'results.exported',
  1,
  z.object({ simulationId, exportId: id('exp'), format: z.string(), bytes: z.int().nonnegative() }),
);

export const publishResultsGenerated = publisher(resultsGeneratedV1);
export const publishResultsExported = publisher(resultsExportedV1);
export const publishResultsExportRequested = publisher(resultsExportRequestedV1);
