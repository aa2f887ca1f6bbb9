/** From a draft to a plan, or all that is wrong with it. */
import { existsSync } from 'node:fs';
import {
  type Inspection,
  inspectWorkbook,
  type Plan,
  type Problem,
  planSimulation,
  type SimulationRequest,
  simulationRequest,
  type Workbook,
} from '../../engine/index.ts';
import { indexFormulas } from '../../engine/model/formulas.ts';
import { resolveCell } from '../../engine/run/resolveCell.ts';
import { Mistake } from '../failures.ts';
import { plainText, shellQuoted } from '../terminal/text.ts';
import type { Draft } from './assembleRequest.ts';

export interface Planned {
  plan: Plan;
  /** What was chosen for the user. */
  notes: string[];
}

/** How many outputs are chosen where the user names none. */
const maximumChosen = 6;

export function planRequest(workbook: Workbook, path: string, draft: Draft): Planned {
  const needsOutputs = draft.document.outputs === undefined;
  const found = needsOutputs ? inspectWorkbook(workbook) : undefined;
  const marked = found?.outputs.filter((output) => output.found === 'marked') ?? [];
  const chosen = marked.length > 0 ? marked : (found?.outputs ?? []).slice(0, 4 * maximumChosen);
  const document = found ? { ...draft.document, outputs: chosen.map(({ cell }) => ({ cell })) } : draft.document;
  if (found && chosen.length === 0) throw nothingToSimulate(path, found, draft);
  const request = checked(workbook, document, draft);
  let planned = planSimulation(workbook, request);
  const notes: string[] = [];
  if (found && marked.length > 0) {
    const which = marked.length === 1 ? 'this is the one' : `these are the ${marked.length}`;
    notes.push(`No --output is given: ${which} that the workbook marks.`);
  } else if (found) {
    const problems = planned.ok ? [] : planned.error;
    const ofUser = problems.filter(({ pointer }) => outputOf(pointer) === undefined);
    if (ofUser.length + draft.problems.length > 0) {
      throw requestMistake([...draft.problems, ...ofUser.map(draft.describe)]);
    }
    const faulty = new Set(problems.map(({ pointer }) => outputOf(pointer)));
    const kept = request.outputs.filter((_, i) => !faulty.has(i));
    if (kept.length === 0) throw nothingToSimulate(path, found, draft);
    planned = planSimulation(workbook, { ...request, outputs: kept.slice(0, maximumChosen) });
    const more = kept.length > maximumChosen ? ` (the first ${maximumChosen} of ${kept.length})` : '';
    notes.push(`No --output is given: these are cells that vary and that no other formula reads${more}.`);
  }
  if (planned.ok && draft.problems.length === 0) return { plan: planned.value, notes };
  throw requestMistake([...draft.problems, ...problemsOf(workbook, request, draft).map(draft.describe)]);
}

/** What keeps the request from fitting the workbook. */
function problemsOf(workbook: Workbook, request: SimulationRequest, { unreadInputs }: Draft): Problem[] {
  const planned = planSimulation(workbook, request);
  if (planned.ok) return [];
  if (unreadInputs === 0) return planned.error;
  // Outputs that depend on nothing may depend on what could not be read; that they are not there is true all the same.
  const formulas = indexFormulas(workbook);
  return planned.error.filter(({ pointer }) => {
    const output = outputOf(pointer);
    return output === undefined || !resolveCell(formulas, request.outputs[output]!.cell).ok;
  });
}

/** Fields that do not decide what the rest of a request means. */
const independent = ['iterations', 'seed', 'sampling', 'seriesIndex', 'name', 'stop'];

/** The document in the right form; whether it fits the workbook is for the plan to say. */
function checked(workbook: Workbook, document: Record<string, unknown>, draft: Draft): SimulationRequest {
  const parsed = simulationRequest.safeParse(document);
  if (parsed.success) return parsed.data;
  const faulty = new Set(parsed.error.issues.map(({ path }) => path[0]));
  const rest = simulationRequest.safeParse(
    Object.fromEntries(
      Object.entries(document).filter(([field]) => !(independent.includes(field) && faulty.has(field))),
    ),
  );
  // Of several complaints about one value the last is the most telling: too large rather than no whole number.
  const byPointer = new Map(
    parsed.error.issues.map(({ path, message }) => [path.map((part) => `/${String(part)}`).join(''), message]),
  );
  throw requestMistake([
    ...draft.problems,
    ...[...byPointer].map(([pointer, detail]) => draft.describe({ pointer, detail })),
    ...(rest.success ? problemsOf(workbook, rest.data, draft).map(draft.describe) : []),
  ]);
}

/** What an option says twice over, such as both halves of a matrix, is told once. */
const requestMistake = (all: readonly string[]): Mistake => {
  const problems = [...new Set(all)];
  return problems.length === 1
    ? new Mistake(plainText(problems[0]!))
    : new Mistake(`The request has ${problems.length} problems:`, problems.map(plainText));
};

/** The number of the output that a problem is about. */
function outputOf(pointer: string): number | undefined {
  const index = /^\/outputs\/(\d+)/.exec(pointer)?.[1];
  return index === undefined ? undefined : Number(index);
}

/** The workbook does not say by itself what to simulate: shows how to say it, with cells of this workbook. */
function nothingToSimulate(path: string, found: Inspection, draft: Draft): Mistake {
  const hasInputs = draft.document.inputs !== undefined || found.inputs.length > 0;
  const details: string[] = [];
  const beside = path.replace(/\.xls[xm]$/i, '.simulation.json');
  if (beside !== path && existsSync(beside)) details.push(`There is a request beside it: --request ${beside}`);
  if (!hasInputs) {
    for (const { cell, name, value } of found.candidateInputs.slice(0, 3)) {
      const [low, high] = [value - Math.abs(value) / 10, value + Math.abs(value) / 10].map((x) =>
        Number(x.toPrecision(4)),
      );
      const shape = value === 0 ? 'normal(0, 1)' : `triangular(${low}, ${value}, ${high})`;
      details.push(`--input ${shellQuoted(`${cell}=${shape}`)}${name === undefined ? '' : `   (${name})`}`);
    }
  }
  for (const { cell, name } of found.outputs.slice(0, 3)) {
    details.push(`--output ${shellQuoted(cell)}${name === undefined ? '' : `   (${name})`}`);
  }
  details.push(`"simsheet inspect ${path}" lists all candidates.`);
  return new Mistake(
    hasInputs
      ? `${path}: name the cells whose distribution you want with --output, for example:`
      : `Nothing varies in ${path}: it has no random cells. Say what is uncertain with --input, for example:`,
    details.map(plainText),
  );
}
