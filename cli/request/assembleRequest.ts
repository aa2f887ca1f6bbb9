/** The request document from a file and options, and for each part of it where the user wrote it. */
import { failed, ok, type Problem, type Result } from '../../engine/result.ts';
import { parseAssignment, sameCell } from './cellAssignment.ts';
import { type CorrelatedCells, joinCorrelations, readCorrelatedCells } from './correlateOption.ts';
import { quoted, readWhole } from './readNumber.ts';
import { readRequestFile } from './requestFile.ts';
import type { RequestOptions } from './requestOptions.ts';
import { readStop } from './stopOption.ts';

/** Not yet checked: what the user wrote. */
export interface Draft {
  document: Record<string, unknown>;
  /** What is wrong with the options by themselves; a command adds what is wrong with its own. */
  problems: string[];
  /** Inputs that could not be read: outputs may seem to depend on nothing for want of them. */
  unreadInputs: number;
  /** A problem in the user's words: the option or the file's field that is at fault, and what to do. */
  describe(problem: Problem): string;
}

export function assembleRequest(options: RequestOptions): Draft {
  const file = options.request;
  const document = file === undefined ? {} : readRequestFile(file);
  const problems: string[] = [];
  let unreadInputs = 0;
  /** JSON pointer -> the option that gave it. */
  const origins = new Map<string, string>();
  /** Places in the file's lists, which options may have moved. */
  const inputs: { entry: unknown; origin: string }[] = entries(document, 'inputs', file);
  for (const text of options.input ?? []) {
    const assignment = parseAssignment(text);
    const origin = `--input ${quoted(text)}`;
    if (!assignment) {
      unreadInputs += 1;
      problems.push(
        `${origin}: write a cell, an equals sign and a distribution, such as --input 'Sheet1!B3=triangular(80, 100, 150)'`,
      );
      continue;
    }
    const at = inputs.findIndex(({ entry }) => sameCell(cellOf(entry), assignment.cell));
    const before = at >= 0 ? inputs[at]!.entry : undefined;
    const replacement = { entry: { ...(isRecord(before) ? before : {}), ...assignment }, origin };
    if (at >= 0 && !inputs[at]!.origin.startsWith('--input')) inputs[at] = replacement;
    else inputs.push({ entry: assignment, origin });
  }
  if (inputs.length > 0) document.inputs = inputs.map(({ entry }) => entry);
  for (const [i, { origin }] of inputs.entries()) origins.set(`/inputs/${i}`, origin);

  if (options.output) {
    const named: unknown[] = Array.isArray(document.outputs) ? document.outputs : [];
    document.outputs = options.output.map(
      (cell) => named.find((entry) => isRecord(entry) && sameCell(cellOf(entry), cell)) ?? { cell },
    );
    for (const [i, cell] of options.output.entries()) origins.set(`/outputs/${i}`, `--output ${quoted(cell)}`);
  } else {
    for (const [i, { origin }] of entries(document, 'outputs', file).entries()) origins.set(`/outputs/${i}`, origin);
  }

  if (options.correlate) {
    const correlated: CorrelatedCells[] = [];
    for (const text of options.correlate) {
      const origin = `--correlate ${quoted(text)}`;
      const read = readCorrelatedCells(text);
      if (read) correlated.push({ ...read, origin });
      else
        problems.push(
          `${origin}: write cells, an equals sign and a rank correlation, such as --correlate 'Sheet1!B3,Sheet1!B4=0.6'`,
        );
    }
    document.correlations = joinCorrelations(correlated).map(({ correlation, origins: ofParts }, i) => {
      for (const [part, origin] of ofParts) origins.set(`/correlations/${i}${part}`, origin);
      return correlation;
    });
  }

  const give = (
    field: string,
    text: string | undefined,
    read: (text: string) => Result<unknown, string>,
    option = field,
  ) => {
    if (text === undefined) return;
    const origin = `--${option} ${quoted(text)}`;
    origins.set(`/${field}`, origin);
    const value = read(text);
    if (value.ok) document[field] = value.value;
    else problems.push(`${origin}: ${value.error}`);
  };
  give('iterations', options.iterations, readWhole);
  give('seed', options.seed, readSeed);
  give('sampling', options.sampling, ok);
  give('seriesIndex', options.series, readWhole, 'series');
  give('name', options.name, ok);
  give('stop', options.stop, readStop);

  return {
    document,
    problems,
    unreadInputs,
    describe: ({ pointer, detail }) => `${originOf(pointer, origins, file)}: ${detail}`,
  };
}

const isRecord = (entry: unknown): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null;
const cellOf = (entry: unknown): string => (isRecord(entry) && typeof entry.cell === 'string' ? entry.cell : '');

function entries(
  document: Record<string, unknown>,
  part: 'inputs' | 'outputs',
  file: string | undefined,
): { entry: unknown; origin: string }[] {
  const list: unknown = document[part];
  return Array.isArray(list) ? list.map((entry: unknown, i) => ({ entry, origin: `${file}, ${part}[${i}]` })) : [];
}

function originOf(pointer: string, origins: ReadonlyMap<string, string>, file: string | undefined): string {
  for (let part = pointer; part !== ''; part = part.slice(0, part.lastIndexOf('/'))) {
    const origin = origins.get(part);
    if (origin === undefined) continue;
    // An option is one text; a file's entry has fields.
    return origin.startsWith('--') ? origin : origin + fieldsOf(pointer.slice(part.length));
  }
  const field = fieldsOf(pointer).replace(/^\./, '');
  if (file === undefined) return field === '' ? 'the request' : `--${field.replace(/s$/, '')}`;
  return field === '' ? file : `${file}, ${field}`;
}

const fieldsOf = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('');

/** Up to 2^53 a number, beyond that the text. */
function readSeed(text: string): Result<number | string, string> {
  const digits = text.trim();
  if (!/^\d{1,20}$/.test(digits) || BigInt(digits) >= 2n ** 64n)
    return failed('a seed is a whole number from 0 to 18446744073709551615');
  return ok(Number.isSafeInteger(Number(digits)) ? Number(digits) : digits);
}
