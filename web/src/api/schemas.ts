import * as z from 'zod';

/** The replies that the page reads. */
export { type Usage, usage } from '../../../shared/api/billing.ts';
export { type Notification, notificationPage } from '../../../shared/api/notifications.ts';
export { type Me, me } from '../../../shared/api/users.ts';

const pageOf = <Schema extends z.ZodType>(item: Schema) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

// --- files
const foundCell = z.looseObject({ cell: z.string(), name: z.string().nullish(), distribution: z.string().nullish() });
export const fileView = z.object({
  fileId: z.string(),
  name: z.string(),
  size: z.number(),
  status: z.enum(['UPLOADING', 'PROCESSING', 'READY', 'REJECTED']),
  reasons: z.array(z.object({ code: z.string(), detail: z.string() })).default([]),
  sheets: z
    .array(z.object({ name: z.string(), rows: z.number(), columns: z.number(), formulas: z.number() }))
    .default([]),
  inputs: z.array(foundCell).default([]),
  outputs: z.array(foundCell).default([]),
  createdAt: z.string().optional(),
});
export type FileView = z.infer<typeof fileView>;
export const fileList = pageOf(fileView);
export const fileAccepted = z.object({
  fileId: z.string(),
  status: z.string(),
  upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }).optional(),
});
export const displayCell = z.object({
  cell: z.string(),
  value: z.union([z.number(), z.string(), z.boolean(), z.object({ error: z.string() }), z.null()]).optional(),
  formula: z.string().nullish(),
  format: z.string().nullish(),
});
export type DisplayCell = z.infer<typeof displayCell>;
export const cellsReply = z.object({ cells: z.array(displayCell) });

// --- simulations
export const simulationRequest = z.looseObject({
  name: z.string().optional(),
  inputs: z.array(z.object({ cell: z.string(), name: z.string().optional(), distribution: z.string() })).optional(),
  outputs: z.array(z.looseObject({ cell: z.string(), name: z.string().optional() })),
  iterations: z.number().optional(),
  seed: z.union([z.number(), z.string()]).optional(),
  sampling: z.enum(['latin-hypercube', 'monte-carlo', 'sobol']).optional(),
});
export type SimulationRequest = z.infer<typeof simulationRequest>;
export const startSimulation = simulationRequest.extend({ fileId: z.string() });
export type StartSimulation = z.infer<typeof startSimulation>;
export const simulationAccepted = z.object({ simulationId: z.string(), status: z.string() });
export const simulationView = z.object({
  simulationId: z.string(),
  fileId: z.string(),
  name: z.string(),
  status: z.enum(['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED']),
  progress: z.object({ completed: z.number(), total: z.number() }),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  request: startSimulation,
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type SimulationView = z.infer<typeof simulationView>;
export const simulationList = pageOf(simulationView);

// --- results
const statistic = z.number().nullable();
export const outputResults = z.object({
  cell: z.string(),
  name: z.string(),
  iterations: z.number(),
  errors: z.object({ count: z.number(), first: z.unknown().optional() }),
  mean: statistic,
  standardDeviation: statistic,
  variance: statistic,
  skewness: statistic,
  kurtosis: statistic,
  min: statistic,
  max: statistic,
  mode: statistic,
  percentiles: z.record(z.string(), z.number()).nullable(),
  meanConfidence: z.tuple([z.number(), z.number()]).nullable(),
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number()) }).nullable(),
  sensitivity: z.array(
    z.looseObject({
      input: z.string(),
      rankCorrelation: z.number().nullable(),
      contributionToVariance: z.number().nullable(),
    }),
  ),
});
export type OutputResults = z.infer<typeof outputResults>;
export const results = z.object({
  simulationId: z.string(),
  iterations: z.number().optional(),
  outputs: z.array(outputResults),
});
export type Results = z.infer<typeof results>;
export const exportFormat = z.enum(['json', 'csv']);
export type ExportFormat = z.infer<typeof exportFormat>;
export const exportAccepted = z.object({ exportId: z.string() });
export const exportView = z.object({
  status: z.enum(['PENDING', 'READY', 'FAILED']),
  url: z.string().nullable(),
  error: z.string().nullable(),
});

// --- examples
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
