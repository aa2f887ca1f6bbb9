import * as z from 'zod';
import { errorKinds } from '../../engine/workbook/workbook.ts';
import { pageOf } from '../http/page.ts';
import { id } from '../ids.ts';

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
const sheet = z.object({
  name: z.string(),
  state: z.enum(['visible', 'hidden', 'veryHidden']),
  rows: z.int(),
  columns: z.int(),
  formulas: z.int(),
});
const cellValue = z.union([z.number(), z.string(), z.boolean(), z.object({ error: z.enum(errorKinds) }), z.null()]);

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

/** What a workbook offers a simulation; a long list ends at a thousand, the most likely first. */
export const workbookContent = z.object({
  names: z.array(
    z.object({ name: z.string(), scope: z.string().optional(), formula: z.string(), hidden: z.boolean() }),
  ),
  /** Cells that vary by themselves, with the formula that says how. */
  inputs: z.array(
    z.object({
      cell: z.string(),
      name: z.string().optional(),
      functions: z.array(z.string()),
      distribution: z.string(),
    }),
  ),
  outputs: z.array(
    z.object({
      cell: z.string(),
      name: z.string().optional(),
      formula: z.string(),
      value: cellValue.optional(),
      /** The workbook says so, or nothing depends on the cell. */
      found: z.enum(['marked', 'candidate']),
    }),
  ),
  /** Constants that could be made uncertain, with the number of formulas that depend on them. */
  candidateInputs: z.array(
    z.object({ cell: z.string(), name: z.string().optional(), value: z.number(), dependents: z.int() }),
  ),
  /** Functions that the engine cannot compute, in how many cells, and the first of them. */
  unsupported: z.array(z.object({ function: z.string(), cells: z.int(), first: z.string() })),
});
export type WorkbookContent = z.infer<typeof workbookContent>;

export const fileView = z.object({ ...fileSummary.shape, ...workbookContent.shape });
export type FileView = z.infer<typeof fileView>;

export const cellsView = z.object({
  /** The cells of the range that are not blank, in reading order. */
  cells: z.array(
    z.object({
      /** `Model!B3`. */
      cell: z.string(),
      value: cellValue.optional(),
      /** With its leading `=`. */
      formula: z.string().optional(),
      /** The number format's pattern; absent for General. */
      format: z.string().optional(),
      /** The value as Excel shows it. */
      text: z.string(),
    }),
  ),
});
export type CellsView = z.infer<typeof cellsView>;
