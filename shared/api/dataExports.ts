import * as z from 'zod';
import { id } from '../ids.ts';

const exportId = id('exp');

export const dataExportAccepted = z
  .object({ exportId, status: z.literal('PENDING') })
  .meta({ id: 'DataExportAccepted' });
export type DataExportAccepted = z.infer<typeof dataExportAccepted>;

export const dataExportSummary = z
  .object({
    exportId,
    status: z
      .enum(['PENDING', 'READY', 'FAILED', 'EXPIRED'])
      .describe('FAILED: some service has not written its part within twelve hours. EXPIRED: its files are gone.'),
    requestedBy: id('usr'),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().describe('From then on its files are gone.'),
    services: z
      .array(
        z.object({
          service: z.string(),
          status: z.enum(['PENDING', 'READY']),
          rows: z.int().nullable().describe('Lines in its files.'),
          objects: z.int().nullable().describe('Workbooks, results and the like.'),
          bytes: z.int().nullable(),
        }),
      )
      .describe('The parts that it has, one of each service.'),
  })
  .meta({ id: 'DataExportSummary' });
export type DataExportSummary = z.infer<typeof dataExportSummary>;

export const dataExportList = z.object({ exports: z.array(dataExportSummary) }).meta({ id: 'DataExportList' });

export const dataExportView = dataExportSummary
  .extend({
    files: z
      .array(
        z.object({
          name: z.string().describe('Its path in the export, such as files/files.ndjson.'),
          bytes: z.int(),
          url: z.string().describe('Where the file is, for 15 minutes; ask again for a fresh address.'),
        }),
      )
      .describe('A page of its files, while it is READY.'),
    nextCursor: z.string().nullable().describe('Gets the next page of files; null on the last one.'),
  })
  .meta({ id: 'DataExport' });
export type DataExportView = z.infer<typeof dataExportView>;
