import type ExcelJS from 'exceljs';
import type { SimulationRequest } from '../engine/request.ts';

/** One statistic of a run that the text of `result` states, so that the claim can be checked. */
export interface Finding {
  /** As `result` writes it. */
  text: string;
  /** The output's name. */
  output: string;
  statistic: 'mean' | 'standardDeviation' | 5 | 10 | 25 | 50 | 75 | 90 | 95;
  /** In the cell's own unit. */
  value: number;
  /** How far a run with another seed may lie from it: some four standard errors at 10,000 iterations. */
  within: number;
}

/** A workbook with its question: everything from which the files of one example are made. */
export interface Example {
  /** The name of its files. */
  id: string;
  title: string;
  question: string;
  description: string;
  result: string;
  findings: Finding[];
  seed: number;
  correlations?: SimulationRequest['correlations'];
  /** Fills the workbook; says on the way which cells vary and which matter. */
  build: (model: Model) => void;
}

export interface Model {
  workbook: ExcelJS.Workbook;
  inputs: NonNullable<SimulationRequest['inputs']>;
  outputs: SimulationRequest['outputs'];
}

/** What the page and other readers of `index.json` see of an example. */
export const indexEntry = ({ id, title, question, description, result }: Example) => ({
  id,
  title,
  question,
  description,
  result,
  workbook: `${id}.xlsx`,
  request: `${id}.simulation.json`,
});

export const simulationRequestOf = (example: Example, { inputs, outputs }: Model): SimulationRequest => ({
  name: example.title,
  ...(inputs.length > 0 && { inputs }),
  outputs,
  iterations: 10_000,
  seed: example.seed,
  sampling: 'latin-hypercube',
  ...(example.correlations && { correlations: example.correlations }),
});
