import * as z from 'zod';

/** The replies that the page reads. */
export { type SimulationRequest, simulationRequest } from '../../../engine/request.ts';
export type { OutputResults } from '../../../engine/run/results.ts';
export { type Usage, usage } from '../../../shared/api/billing.ts';
export { type Notification, notificationPage } from '../../../shared/api/notifications.ts';
export { exportAccepted, exportView, type Results, results } from '../../../shared/api/results.ts';
export {
  type SimulationView,
  type StartSimulation,
  simulationAccepted,
  simulationPage as simulationList,
  simulationView,
  startSimulation,
} from '../../../shared/api/simulations.ts';
export { type Me, me } from '../../../shared/api/users.ts';

import type { exportFormat } from '../../../shared/api/results.ts';
import { id } from '../../../shared/ids.ts';

export type ExportFormat = z.infer<typeof exportFormat>;

const pageOf = <Schema extends z.ZodType>(item: Schema) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

const fileSummary = z.object({
  fileId: id('fil'),
  name: z.string(),
  /** Bytes. */
  size: z.number(),
  status: z.enum(['UPLOADING', 'PROCESSING', 'READY', 'REJECTED']),
  reasons: z.array(z.object({ code: z.string(), detail: z.string() })),
  sheets: z.array(z.object({ name: z.string(), rows: z.number(), columns: z.number(), formulas: z.number() })),
});
export type FileSummary = z.infer<typeof fileSummary>;
export const fileList = pageOf(fileSummary);

const foundCell = z.object({ cell: z.string(), name: z.string().nullish() });
export type FoundCell = z.infer<typeof foundCell>;

export const fileView = fileSummary.extend({
  names: z.array(z.object({ name: z.string(), formula: z.string() })),
  /** Cells that vary by their own formula. */
  inputs: z.array(foundCell.extend({ distribution: z.string().nullish() })),
  /** Those that the workbook marks itself, and those that look like results. */
  outputs: z.array(foundCell.extend({ found: z.enum(['marked', 'candidate']) })),
  /** Numbers that look like assumptions, the likeliest first. */
  candidateInputs: z.array(foundCell),
  /** Functions that cannot be computed: in how many cells, and the first of them. */
  unsupported: z.array(z.object({ function: z.string(), cells: z.number(), first: z.string() })),
});
export type FileView = z.infer<typeof fileView>;

export const fileAccepted = z.object({
  fileId: id('fil'),
  /** A form that takes the bytes, when they did not come with the request. */
  upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }).optional(),
});

export const displayCell = z.object({
  cell: z.string(),
  value: z.union([z.number(), z.string(), z.boolean(), z.object({ error: z.string() }), z.null()]).optional(),
  formula: z.string().nullish(),
  /** The number format's pattern. */
  format: z.string().nullish(),
  /** The value as Excel shows it. */
  text: z.string(),
});
export type DisplayCell = z.infer<typeof displayCell>;
export const cellsReply = z.object({ cells: z.array(displayCell) });

export const exampleList = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    question: z.string(),
    description: z.string(),
    /** File names under /examples/. */
    workbook: z.string(),
    request: z.string(),
  }),
);
export type Example = z.infer<typeof exampleList>[number];
