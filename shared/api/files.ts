import * as z from 'zod';
import { errorKinds } from '../../engine/workbook/workbook.ts';
import { pageOf } from '../http/page.ts';
import { id } from '../ids.ts';
import { visibility } from './visibility.ts';

export const fileStatus = z.enum(['UPLOADING', 'PROCESSING', 'READY', 'REJECTED']).meta({ id: 'FileStatus' });
export type FileStatus = z.infer<typeof fileStatus>;

export const fileAccepted = z
  .object({
    fileId: id('fil'),
    status: z.enum(['UPLOADING', 'PROCESSING']),
    upload: z
      .object({ url: z.string(), fields: z.record(z.string(), z.string()) })
      .optional()
      .describe('Where to send the bytes as a form: these fields first, then the field `file`. Good for 15 minutes.'),
  })
  .meta({ id: 'FileAccepted' });
export type FileAccepted = z.infer<typeof fileAccepted>;

const reason = z.object({ code: z.string(), detail: z.string() });
const sheet = z
  .object({
    name: z.string(),
    state: z.enum(['visible', 'hidden', 'veryHidden']),
    rows: z.int(),
    columns: z.int(),
    formulas: z.int(),
  })
  .meta({ id: 'Sheet' });
const cellValue = z
  .union([z.number(), z.string(), z.boolean(), z.object({ error: z.enum(errorKinds) }), z.null()])
  .meta({ id: 'CellValue' });

export const fileSummary = z
  .object({
    fileId: id('fil'),
    name: z.string(),
    size: z.int().describe('Bytes.'),
    status: fileStatus,
    reasons: z.array(reason).describe('Why it was REJECTED, and what to do about it.'),
    sheets: z.array(sheet),
    createdBy: id('usr').describe('Its owner: who uploaded it.'),
    visibility,
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'FileSummary' });
export type FileSummary = z.infer<typeof fileSummary>;

export const fileChange = z
  .strictObject({ visibility: visibility.describe('Who sees it from now on.') })
  .meta({ id: 'FileChangeRequest' });

export const filePage = pageOf(fileSummary).meta({ id: 'FilePage' });

/** What a workbook offers a simulation; a long list ends at a thousand, the most likely first. */
export const workbookContent = z.object({
  names: z.array(
    z.object({ name: z.string(), scope: z.string().optional(), formula: z.string(), hidden: z.boolean() }),
  ),
  inputs: z
    .array(
      z.object({
        cell: z.string(),
        name: z.string().optional(),
        functions: z.array(z.string()),
        distribution: z.string(),
      }),
    )
    .describe('Cells that vary by themselves, with the formula that says how.'),
  outputs: z.array(
    z.object({
      cell: z.string(),
      name: z.string().optional(),
      formula: z.string(),
      value: cellValue.optional(),
      found: z
        .enum(['marked', 'candidate'])
        .describe('marked: the workbook says so; candidate: nothing depends on the cell.'),
    }),
  ),
  candidateInputs: z
    .array(z.object({ cell: z.string(), name: z.string().optional(), value: z.number(), dependents: z.int() }))
    .describe('Constants that could be made uncertain, with the number of formulas that depend on them.'),
  unsupported: z
    .array(z.object({ function: z.string(), cells: z.int(), first: z.string() }))
    .describe('Functions that the engine cannot compute, in how many cells, and the first of them.'),
});
export type WorkbookContent = z.infer<typeof workbookContent>;

export const fileView = z.object({ ...fileSummary.shape, ...workbookContent.shape }).meta({
  id: 'File',
  description:
    'A file and what its workbook offers a simulation; a long list ends at a thousand, the most likely first.',
});
export type FileView = z.infer<typeof fileView>;

export const cellsView = z
  .object({
    cells: z
      .array(
        z.object({
          cell: z.string().describe('Such as `Model!B3`.'),
          value: cellValue.optional(),
          formula: z.string().optional().describe('With its leading `=`.'),
          format: z.string().optional().describe("The number format's pattern; absent for General."),
          text: z.string().describe('The value as Excel shows it.'),
        }),
      )
      .describe('The cells of the range that are not blank, in reading order.'),
  })
  .meta({ id: 'Cells' });
export type CellsView = z.infer<typeof cellsView>;
