import * as z from 'zod';
import { errorKinds } from '../../engine/workbook/workbook.ts';
import { pageOf } from '../../shared/http/page.ts';
import { id } from '../../shared/ids.ts';

export const fileStatus = z.enum(['UPLOADING', 'PROCESSING', 'READY', 'REJECTED']);
export type FileStatus = z.infer<typeof fileStatus>;

export const fileAccepted = z.object({
  fileId: id('fil'),
  status: z.enum(['UPLOADING', 'PROCESSING']),
  /** Where to send the bytes as a form: these fields first, then the field `file`. Good for 15 minutes. */
  upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }).optional(),
});
export type FileAccepted = z.infer<typeof fileAccepted>;

const reason = z.object({ code: z.string(), detail: z.string() });
const sheet = z.object({ name: z.string(), rows: z.int(), columns: z.int(), formulas: z.int() });

export const fileSummary = z.object({
  fileId: id('fil'),
  name: z.string(),
  /** Bytes. */
  size: z.int(),
  status: fileStatus,
  /** Why it was REJECTED, and what to do about it. */
  reasons: z.array(reason),
  sheets: z.array(sheet),
  createdAt: z.iso.datetime(),
});
export type FileSummary = z.infer<typeof fileSummary>;

export const filePage = pageOf(fileSummary);

/** What a workbook offers a simulation; long lists end at a thousand, the most likely first. */
export const workbookContent = z.object({
  names: z.array(z.looseObject({ name: z.string() })),
  inputs: z.array(z.looseObject({ cell: z.string() })),
  outputs: z.array(z.looseObject({ cell: z.string() })),
  /** Functions that the engine does not know, with the cells that call them. */
  unsupported: z.array(z.unknown()),
});
export type WorkbookContent = z.infer<typeof workbookContent>;

export const fileView = z.object({ ...fileSummary.shape, ...workbookContent.shape });
export type FileView = z.infer<typeof fileView>;

const cellValue = z.union([z.number(), z.string(), z.boolean(), z.object({ error: z.enum(errorKinds) }), z.null()]);
export const displayCell = z.object({
  cell: z.string(),
  value: cellValue.optional(),
  formula: z.string().nullish(),
  /** The value as Excel shows it. */
  format: z.string().nullish(),
});
export const cellsView = z.object({ cells: z.array(displayCell) });
export type CellsView = z.infer<typeof cellsView>;
