import * as z from 'zod';
import { simulationResults } from '../../engine/run/results.ts';
import { id } from '../ids.ts';

export const results = simulationResults.extend({ simulationId: id('sim') }).meta({ id: 'Results' });
export type Results = z.infer<typeof results>;

export const exportFormat = z
  .enum(['json', 'csv'], 'format is json (the results document) or csv (a row per iteration)')
  .meta({ id: 'ExportFormat', description: 'json is the results document, csv a row per iteration.' });
export type ExportFormat = z.infer<typeof exportFormat>;
export const exportRequest = z.object({ format: exportFormat }).meta({ id: 'ExportRequest' });
export const exportAccepted = z
  .object({ simulationId: id('sim'), exportId: id('exp'), status: z.literal('PENDING') })
  .meta({ id: 'ExportAccepted' });
export type ExportAccepted = z.infer<typeof exportAccepted>;
export const exportView = z
  .object({
    exportId: id('exp'),
    format: exportFormat,
    status: z.enum(['PENDING', 'READY', 'FAILED']),
    url: z.string().nullable().describe('Where the file is, for 15 minutes; ask again for a fresh address.'),
    bytes: z.int().nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Export' });
export type ExportView = z.infer<typeof exportView>;
