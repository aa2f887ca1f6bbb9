import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { erasedEvent } from './erased.ts';
import { exportedEvent } from './exported.ts';
import { publisher } from './outbox.ts';

const owner = 'results';
const simulationId = id('sim').describe('The simulation whose results they are.');
const exportId = id('exp').describe('The export.');
const format = z.string().describe('`json`, `csv`, `xlsx` or `parquet`; there may be more one day.');

const example = { simulationId: 'sim_01J8ZQ5A2N8W3V5K2M6R9T0XBC' } as const;
const exported = { ...example, exportId: 'exp_01J8ZQ7D4N8W3V5K2M6R9T0XBC', format: 'csv' } as const;

export const resultsGeneratedV1 = defineEvent({
  type: 'results.generated',
  version: 1,
  owner,
  description: 'The results of a run were taken over and can be read. The run counts as COMPLETED a moment later.',
  schema: z.object({ simulationId, outputs: z.int().positive().describe('Of how many outputs.') }),
  example: { ...example, outputs: 2 },
});

export const resultsExportRequestedV1 = defineEvent({
  type: 'results.export_requested',
  version: 1,
  owner,
  description: 'Somebody asked for an export. It is PENDING: written outside the request.',
  schema: z.object({ simulationId, exportId, format }),
  example: exported,
});

export const resultsExportedV1 = defineEvent({
  type: 'results.exported',
  version: 1,
  owner,
  description: 'The export is written: it is READY, and can be downloaded for seven days.',
  schema: z.object({ simulationId, exportId, format, bytes: z.int().nonnegative().describe('Its size.') }),
  example: { ...exported, bytes: 1290 },
});

export const resultsOrganizationErasedV1 = erasedEvent('results', owner);
export const resultsOrganizationExportedV1 = exportedEvent('results', owner);

export const publishResultsGenerated = publisher(resultsGeneratedV1);
export const publishResultsExported = publisher(resultsExportedV1);
export const publishResultsExportRequested = publisher(resultsExportRequestedV1);
export const publishResultsOrganizationErased = publisher(resultsOrganizationErasedV1);
export const publishResultsOrganizationExported = publisher(resultsOrganizationExportedV1);
