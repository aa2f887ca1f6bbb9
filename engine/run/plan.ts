/** From a workbook and a request to all that a simulation needs to know, or to every mistake in the request. */
import { type Node, walk } from '../formula/ast.ts';
import { printFormula } from '../formula/print.ts';
import { isSupported } from '../functions/index.ts';
import { createInterpreter, type Interpreter } from '../interpret/interpreter.ts';
import { isArray, toCell } from '../interpret/value.ts';
import { type CellAddress, printAddress, type SheetArea } from '../model/address.ts';
import { withCells } from '../model/cellIndex.ts';
import { type Cone, findCone } from '../model/cone.ts';
import { findRandomFunctions, randomCells } from '../model/findRandom.ts';
import { type Formulas, indexFormulas } from '../model/formulas.ts';
import { labeller } from '../model/labels.ts';
import { randomFunction } from '../model/randomFunctions.ts';
import {
  type CorrelationRequest,
  maximumInputsOfSobolIndices,
  type ResolvedRequest,
  type SimulationRequest,
} from '../request.ts';
import { failed, ok, type Problem, type Result } from '../result.ts';
import { chunkSizeOf, REPLICATES } from '../sampling/chunks.ts';
import type { Dependence } from '../sampling/correlation.ts';
import { type VendorCorrelations, vendorCorrelations } from '../vendors/correlations.ts';
import { simulationsOf } from '../vendors/series.ts';
import { closureOf, recomputed } from '../vendors/settle.ts';
import { translateWorkbook } from '../vendors/translateWorkbook.ts';
import type { Translation, VendorDraw } from '../vendors/translation.ts';
import { type VendorFunction, vendorFunction, vendorNames } from '../vendors/vendorFunctions.ts';
import { cellAt } from '../workbook/cells.ts';
import type { CellValue, Workbook } from '../workbook/workbook.ts';
import type { Afterwards } from './afterwards.ts';
import { alwaysFailing } from './alwaysFailing.ts';
import { type BoundDistribution, bindDistribution } from './bindDistribution.ts';
import { checkCorrelations, planDependences } from './correlations.ts';
import { type DistributionCall, isCompound, parameterNodes } from './distributionCall.ts';
import { parseDistribution } from './distributionFormula.ts';
import { evaluatedWorkbook } from './evaluated.ts';
import { insteadOfExcels } from './excelDistributions.ts';
import { parameterValues } from './parameterValues.ts';
import { cellsOfStatistics, planAfterwards } from './planAfterwards.ts';
import { reduceWorkbook } from './reduce.ts';
import type { ErrorOrigin } from './replay.ts';
import { resolveCell } from './resolveCell.ts';
import { checkSeries, type PlannedSeries, plannedSeries } from './series.ts';
import { didYouMean } from './suggest.ts';
import { varyingCells } from './varying.ts';

export interface PlannedInput {
  address: CellAddress;
  cell: string;
  name: string;
  /** The request's distribution, or the cell's own formula with its `=`. */
  text: string;
  /** Of a workbook's own input: its distribution as a formula in `cell`. */
  shown?: string;
  /** What its uniform numbers belong to, where that is not the cell. */
  stream?: string;
  /** Absent where the cell's own formula draws. */
  distribution?: {
    call: DistributionCall;
    /** Absent where a parameter varies from one iteration to the next. */
    bound?: BoundDistribution;
    /** In place of `bound`: several uniform numbers make its value, so that it is drawn one by one. */
    compound?: BoundDistribution;
  };
}

export interface PlannedOutput {
  address: CellAddress;
  cell: string;
  name: string;
  tail: 'lower' | 'upper';
}

export interface Plan {
  /** The request with every default filled in. */
  request: ResolvedRequest;
  /** The part of the workbook that iterations can read; what does not vary holds its value. */
  workbook: Workbook;
  /** The cells to compute in each iteration, in order; an input whose parameters vary is among them. */
  cells: CellAddress[];
  /** Circular references that are calculated iteratively; their cells stand together in `cells`. */
  loops: CellAddress[][];
  inputs: PlannedInput[];
  outputs: PlannedOutput[];
  /** Cells of which statistics within the workbook ask. */
  tracked: CellAddress[];
  afterwards?: Afterwards & { workbook: Workbook };
  /** Where the workbook has series. */
  series?: PlannedSeries;
  /** One per correlation of the request; `dimensions` count the inputs with a distribution. */
  dependences: Dependence[];
  iterations: number;
  /** Iterations in a chunk, the unit of stratification and accumulation. */
  chunkSize: number;
  chunks: number;
  warnings: string[];
}

/** A sequence has a point per 32-bit number. */
const mostSobolIterations = REPLICATES * 2 ** 32;
const defaults = { iterations: 10_000, sampling: 'latin-hypercube' } as const;
/**
 * Checks a request against a workbook and finds the cells that have to be computed. Gives all mistakes, not the first alone, each
 * with a JSON pointer into the request.
 */
export function planSimulation(given: Workbook, request: SimulationRequest): Result<Plan, Problem[]> {
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const problem = (pointer: string, detail: string) => problems.push({ pointer, detail });

  const written = indexFormulas(given);
  const named = resolveCells(written, request, problem);
  const evaluated = evaluatedWorkbook(
    withCells(
      given,
      named.inputs.map(({ address }) => address),
    ),
    {
      ...(request.now && { now: request.now }),
    },
  );
  const isGiven = new Set(named.inputs.map(({ address }) => keyOf(address)));
  const translation = translateWorkbook(
    evaluated.workbook,
    () => evaluated.interpreter,
    (cell) => isGiven.has(keyOf(cell)),
    request.seriesIndex,
  );
  checkSeries(request, simulationsOf(translation.series), problem);
  // Told where something is wrong: elsewhere no output needs that series.
  const endedSeries = translation.series.flatMap(({ cell, problem: detail }): Problem[] =>
    detail === undefined
      ? []
      : [{ pointer: '/seriesIndex', detail: `${printAddress(evaluated.workbook, cell)} calls ${detail}.` }],
  );
  const { workbook, interpreter } = settled(translation, evaluated);
  const calls = [
    ...named.inputs.map(({ address, index }): WrittenInput => {
      const text = request.inputs![index]!.distribution;
      const parsed = parseDistribution(text, address);
      if (!parsed.ok) problem(`/inputs/${index}/distribution`, parsed.error);
      return { address, index, text, call: parsed.ok ? parsed.value : undefined };
    }),
    ...translation.draws.map((draw): WrittenInput => {
      const parsed = parseDistribution(draw.text, draw.address);
      return { address: draw.address, draw, text: draw.text, call: parsed.ok ? parsed.value : undefined };
    }),
  ];
  for (const { address, index } of named.inputs) {
    const value = cellAt(workbook.sheets[address.sheet]!, address.row, address.column)?.value;
    if (typeof value === 'string' && value.trim() !== '') {
      problem(
        `/inputs/${index}/cell`,
        `${printAddress(workbook, address)} holds the text "${shortened(value)}": choose a cell that holds a number.`,
      );
    }
  }

  // An input whose parameters read cells depends on them: it takes its place in the cone as a formula.
  const reading = calls.filter(({ call }) => call && (readsCells(call) || isCompound(call)));
  const prepared = withFormulas(
    workbook,
    reading.map(({ address, text }) => ({ address, formula: text })),
  );
  const formulas = indexFormulas(prepared);
  const own = randomCells(findRandomFunctions(formulas));
  const isReading = new Set(reading.map(({ address }) => keyOf(address)));
  for (const { address } of translation.draws) isGiven.add(keyOf(address));
  const fold = folder(interpreter);
  const coneOf = (outputs: readonly CellAddress[]) =>
    findCone(
      prepared,
      {
        outputs,
        inputs: calls.filter(({ address }) => !isReading.has(keyOf(address))).map(({ address }) => address),
        random: [...own.filter((address) => !isGiven.has(keyOf(address))), ...reading.map(({ address }) => address)],
        fold,
      },
      formulas,
    );
  const wantedOutputs = named.outputs.map(({ address }) => address);
  const asked = cellsOfStatistics(translation, wantedOutputs);
  let observed = asked;
  let cone = coneOf([...wantedOutputs, ...observed]);
  if (observed.length > 0 && !isComputable({ formulas, cone, isReading, translation })) {
    // What no output needs may not keep a run from starting.
    observed = [];
    cone = coneOf(wantedOutputs);
    warnings.push('Statistics within the workbook are not computed: some ask for cells that cannot be simulated.');
  }
  // What is wrong with an input's own parameters is told at the input.
  const placeOf = new Map(named.inputs.map(({ address, index }) => [keyOf(address), `/inputs/${index}/distribution`]));
  const pointerOf = (cell: CellAddress) => placeOf.get(keyOf(cell)) ?? '/outputs';
  checkCone({ formulas, cone, isReading, problem, translation, pointerOf });

  const varying = varyingCells(prepared, cone);
  const inputs: PlannedInput[] = [];
  const labelOf = labeller(formulas);
  const nameOf = (address: CellAddress) => labelOf(address) ?? printAddress(prepared, address);
  const idle = new Set(cone.idle.map(keyOf));
  for (const { address, index, draw, text, call } of calls) {
    const cell = printAddress(prepared, draw?.home ?? address);
    if (draw && idle.has(keyOf(address))) continue;
    if (!call) {
      const parsed = draw && parseDistribution(text, address);
      if (parsed && !parsed.ok)
        problem('/outputs', `${cell} (${formulaOf(given, draw.home)}) cannot be drawn: ${parsed.error}`);
      continue;
    }
    const varies = isReading.has(keyOf(address)) && varying.parametersVary(formulas, address, fold);
    const values = varies ? undefined : parameterValues(call, address, interpreter);
    const bound = bindDistribution(call, values);
    if (!bound.ok) {
      if (problems.some(({ pointer }) => pointer === pointerOf(address) && pointer !== '/outputs')) continue;
      if (draw) problem('/outputs', `${cell} (${formulaOf(given, draw.home)}) cannot be drawn: ${bound.error}`);
      else problem(`/inputs/${index}/distribution`, ownNameOf(call.name) ?? bound.error);
      continue;
    }
    inputs.push({
      address,
      cell,
      name: (index === undefined ? draw?.name : request.inputs?.[index]?.name) ?? nameOf(draw?.home ?? address),
      text,
      ...(draw && { shown: draw.shown }),
      ...(draw?.stream !== undefined && { stream: draw.stream }),
      distribution: { call, ...(bound.value && { [isCompound(call) ? 'compound' : 'bound']: bound.value }) },
    });
    if (draw) continue;
    if (idle.has(keyOf(address))) warnings.push(`No output depends on the input ${cell}.`);
    const replaced = replacedFormula(written, address);
    if (replaced) warnings.push(`The input ${cell} takes the place of its formula =${shortened(replaced)}.`);
  }
  const series = plannedSeries(request, translation, varying, (cell) => ({
    cell: printAddress(prepared, cell),
    name: nameOf(cell),
  }));
  if (series && series.simulations > 1 && request.seriesIndex === undefined)
    warnings.push(
      `This is the first of ${series.simulations} simulations: ${series.values.map(({ cell }) => cell).join(', ')} ${series.values.length > 1 ? 'hold' : 'holds'} a series. seriesIndex, 2 to ${series.simulations}, chooses another.`,
    );
  const reached = new Set(cone.inputs.map(keyOf));
  for (const address of own) {
    if (isGiven.has(keyOf(address)) || !reached.has(keyOf(address))) continue;
    const formula = cellAt(prepared.sheets[address.sheet]!, address.row, address.column)?.formula?.text ?? '';
    inputs.push({ address, cell: printAddress(prepared, address), name: nameOf(address), text: `=${formula}` });
  }

  const constant = new Set(cone.constantOutputs.map(keyOf));
  // What cannot be read may depend on anything: the mistake there says enough.
  const saysEnough = cone.issues.length > 0 || (inputs.length === 0 && problems.length > 0);
  for (const { address, index } of saysEnough ? [] : named.outputs) {
    if (!constant.has(keyOf(address))) continue;
    problem(`/outputs/${index}/cell`, constantOutput(formulas, address, inputs.length));
  }
  const cellKey = inputKey(written);
  problems.push(...checkCorrelations(request, cellKey, new Set(inputs.map((i) => i.cell))));
  const requested = (request.correlations ?? []).map((correlation) => ({
    ...correlation,
    cells: correlation.cells.map((text) => {
      const found = cellKey(text);
      return found.ok ? found.value : text;
    }),
  }));
  const ofWorkbook = ownCorrelations(requested, translation, inputs, interpreter);
  for (const detail of ofWorkbook.problems) problem('/outputs', detail);
  const correlations = [...requested, ...ofWorkbook.correlations];
  const { dependences, problems: infeasible } =
    problems.length > 0
      ? { dependences: [], problems: [] }
      : planDependences(
          correlations,
          inputs.flatMap(({ cell, distribution }) =>
            distribution ? [{ cell, ...(distribution.bound && { bound: distribution.bound }) }] : [],
          ),
        );
  problems.push(...infeasible);
  for (const [i, dependence] of dependences.entries()) {
    if (dependence.kind === 'elliptical' && dependence.repaired) {
      warnings.push(
        `No numbers have all the correlations of correlation ${i + 1}: the nearest matrix that can be was used, see its asked correlations.`,
      );
    }
  }
  if (request.sampling === 'sobol' && (request.iterations ?? 0) > mostSobolIterations) {
    problem(
      '/iterations',
      `Sobol's sequences have ${mostSobolIterations} points: ask for no more iterations, or for another sampling.`,
    );
  }
  if (request.stop?.statistic === 'percentile' && request.stop.percentile === undefined)
    problem('/stop/percentile', 'Say which percentile, such as 95.');
  if (request.sobolIndices && inputs.length > maximumInputsOfSobolIndices)
    problem(
      '/sobolIndices',
      `Sobol's indices are computed for at most ${maximumInputsOfSobolIndices} inputs, and there are ${inputs.length}.`,
    );
  if (request.sobolIndices && dependences.length > 0)
    problem(
      '/sobolIndices',
      "Sobol's indices share out variance among independent inputs: leave out the correlations, or sobolIndices.",
    );
  if (problems.length > 0) return failed([...problems, ...endedSeries]);

  const marked = new Map(translation.outputs.map(({ cell, name }) => [keyOf(cell), name]));
  const outputs = named.outputs.map(({ address, index }) => ({
    address,
    cell: printAddress(prepared, address),
    name: request.outputs[index]!.name ?? marked.get(keyOf(address)) ?? nameOf(address),
    tail: request.outputs[index]!.tail ?? ('lower' as const),
  }));
  const isBound = new Set(inputs.flatMap(({ address, distribution }) => (distribution?.bound ? [keyOf(address)] : [])));
  const resolved: ResolvedRequest = {
    ...request,
    // A workbook's own inputs come with it.
    inputs: inputs.flatMap(({ cell, name, text, distribution, shown }) =>
      distribution && shown === undefined ? [{ cell, name, distribution: text }] : [],
    ),
    outputs: outputs.map(({ cell, name, tail }) => ({ cell, name, tail })),
    iterations: request.iterations ?? defaults.iterations,
    seed: request.seed ?? randomSeed(),
    sampling: request.sampling ?? defaults.sampling,
    ...(correlations.length > 0 && { correlations }),
  };
  const tracked = observed.filter((address) => varying.has(address));
  const afterwards =
    observed === asked &&
    planAfterwards({
      given,
      formulas,
      translation,
      outputs,
      tracked,
      inputs,
      interpreter,
      fold,
      nameOf,
    });
  const chunkSize = chunkSizeOf(resolved.iterations, resolved.stop !== undefined, resolved.sampling);
  const plan: Plan = {
    request: resolved,
    workbook: reduceWorkbook(formulas, cone, varying, fold, [
      ...inputs,
      ...outputs,
      ...tracked.map((address) => ({ address })),
    ]),
    // An input that reads cells which do not vary is drawn like any other.
    cells: cone.cells.filter((cell) => !isBound.has(keyOf(cell))),
    loops: cone.loops,
    inputs,
    outputs,
    tracked,
    ...(afterwards && { afterwards }),
    ...(series && { series }),
    dependences,
    iterations: resolved.iterations,
    chunkSize,
    chunks: Math.ceil(resolved.iterations / chunkSize),
    warnings,
  };
  for (const { output, origin } of alwaysFailing(plan)) {
    const where = origin.cell === outputs[output]!.cell ? 'Its formula' : `${origin.cell}`;
    problem(
      `/outputs/${named.outputs[output]!.index}/cell`,
      `${outputs[output]!.cell} is ${origin.error} in every iteration. ${where} (=${shortened(origin.formula)}) ${reads(origin)}.`,
    );
  }
  return problems.length > 0 ? failed([...problems, ...endedSeries]) : ok(plan);
}

/** What an error's formula reads, as the end of a sentence. */
function reads({ error, inputs }: ErrorOrigin): string {
  const texts = inputs.filter(({ value }) => typeof value === 'string');
  if (error !== '#VALUE!' || texts.length === 0) return `gives ${error} whatever the inputs are`;
  const named = texts.map(({ cell, value }) => `${cell}, which holds the text "${shortened(String(value))}"`);
  return `needs numbers, but reads ${named.slice(0, 3).join(', and ')}`;
}

/** An input as the request or the workbook writes it. */
interface WrittenInput {
  address: CellAddress;
  /** Its place among the request's inputs. */
  index?: number;
  /** The call in the workbook that it stands for. */
  draw?: VendorDraw;
  text: string;
  call: DistributionCall | undefined;
}

/** The correlations of a workbook's own draws; where the request correlates one of them, it has the last word. */
function ownCorrelations(
  correlations: readonly CorrelationRequest[],
  { draws }: Translation,
  inputs: readonly PlannedInput[],
  interpreter: Interpreter,
): VendorCorrelations {
  const cellOf = new Map(inputs.map(({ address, cell }) => [keyOf(address), cell]));
  const asked = new Set(correlations.flatMap(({ cells }) => cells));
  const { correlations: own, problems } = vendorCorrelations(
    draws.flatMap((draw) => {
      const cell = cellOf.get(keyOf(draw.address));
      return cell === undefined ? [] : [{ draw, cell }];
    }),
    ({ sheet, row, column }) =>
      (node) =>
        interpreter.evaluateNode(node, sheet, row, column, true),
    (node, { sheet, ...at }) => `${sheet}!${printFormula(node, at)}`,
  );
  return { correlations: own.filter(({ cells }) => !cells.some((cell) => asked.has(cell))), problems };
}

/** The translated workbook with an interpreter over its values. */
function settled(
  { workbook, stale }: Translation,
  evaluated: { workbook: Workbook; interpreter: Interpreter },
): { workbook: Workbook; interpreter: Interpreter } {
  if (workbook === evaluated.workbook) return evaluated;
  const interpreter = createInterpreter(workbook);
  if (stale.length === 0) return { workbook, interpreter };
  const cells = closureOf(indexFormulas(workbook), stale, folder(interpreter));
  return { workbook: recomputed(workbook, interpreter, cells), interpreter };
}

const formulaOf = ({ sheets }: Workbook, { sheet, row, column }: CellAddress): string =>
  `=${shortened(cellAt(sheets[sheet]!, row, column)?.formula?.text ?? '')}`;

/** The largest cone that is computed. */
const mostCells = 1_000_000;
const sizeOf = (area: SheetArea | undefined): number =>
  area ? (area.bottom - area.top + 1) * (area.right - area.left + 1) : 1;

const keyOf = ({ sheet, row, column }: CellAddress) => `${sheet}:${row}:${column}`;
const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** Below 2^53, so that it survives JSON as a number. */
function randomSeed(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high & 0x1fffff) * 2 ** 32 + low;
}

interface NamedCell {
  address: CellAddress;
  /** In the request's list. */
  index: number;
}

/** The cells that the request names; mistakes and duplicates become problems. */
function resolveCells(
  formulas: Formulas,
  request: SimulationRequest,
  problem: (pointer: string, detail: string) => void,
): { inputs: NamedCell[]; outputs: NamedCell[] } {
  const list = (entries: readonly { cell: string }[], part: 'inputs' | 'outputs'): NamedCell[] => {
    const first = new Map<string, number>();
    return entries.flatMap(({ cell }, index) => {
      const found = resolveCell(formulas, cell);
      if (!found.ok) {
        problem(`/${part}/${index}/cell`, found.error);
        return [];
      }
      const earlier = first.get(keyOf(found.value));
      if (earlier !== undefined) {
        const name = printAddress(formulas.workbook, found.value);
        problem(`/${part}/${index}/cell`, `${name} is already entry ${earlier + 1} of ${part}: name each cell once.`);
        return [];
      }
      first.set(keyOf(found.value), index);
      return [{ address: found.value, index }];
    });
  };
  return { inputs: list(request.inputs ?? [], 'inputs'), outputs: list(request.outputs, 'outputs') };
}

/** The name of a request's cell as inputs carry it, if it is one. */
const inputKey =
  (formulas: Formulas) =>
  (text: string): Result<string, string> => {
    const found = resolveCell(formulas, text);
    return found.ok ? ok(printAddress(formulas.workbook, found.value)) : found;
  };

const readsCells = (call: DistributionCall): boolean =>
  parameterNodes(call).some((root) => {
    for (const { kind } of walk(root))
      if (kind === 'cell' || kind === 'area' || kind === 'name' || kind === 'structured') return true;
    return false;
  });

function withFormulas(workbook: Workbook, added: readonly { address: CellAddress; formula: string }[]): Workbook {
  if (added.length === 0) return workbook;
  const texts = new Map(added.map(({ address, formula }) => [keyOf(address), formula]));
  return {
    ...workbook,
    sheets: workbook.sheets.map((sheet, index) => ({
      ...sheet,
      cells: sheet.cells.map((cell) => {
        const text = texts.get(keyOf({ sheet: index, ...cell }));
        return text === undefined ? cell : { ...cell, formula: { text: text.replace(/^=/, '') } };
      }),
    })),
  };
}

const folder =
  (interpreter: Interpreter) =>
  (node: Node, { sheet, row, column }: CellAddress): CellValue | undefined => {
    const value = interpreter.evaluateNode(node, sheet, row, column);
    return isArray(value) ? undefined : toCell(value);
  };

/** The formula that an input overrides, unless that is random itself: then the input is what it was meant to be. */
function replacedFormula(formulas: Formulas, address: CellAddress): string | undefined {
  const { workbook } = formulas;
  const text = cellAt(workbook.sheets[address.sheet]!, address.row, address.column)?.formula?.text;
  const tree = text === undefined ? undefined : formulas.treeOf(address);
  if (!tree?.ok) return undefined;
  for (const node of walk(tree.value)) if (node.kind === 'call' && randomFunction(node.name)) return undefined;
  return text;
}

/** Whether the cone holds nothing that keeps a run from starting. */
function isComputable(parts: Omit<Parameters<typeof checkCone>[0], 'problem' | 'pointerOf'>): boolean {
  let computable = true;
  checkCone({
    ...parts,
    problem: () => {
      computable = false;
    },
    pointerOf: () => '',
  });
  return computable;
}

function checkCone({
  formulas,
  cone,
  isReading,
  problem,
  translation,
  pointerOf,
}: {
  formulas: Formulas;
  cone: Cone;
  isReading: ReadonlySet<string>;
  problem: (pointer: string, detail: string) => void;
  translation: Translation;
  pointerOf: (cell: CellAddress) => string;
}): void {
  const { workbook } = formulas;
  const drawn = cone.loops.flat().some((cell) => isReading.has(keyOf(cell)));
  for (const { path } of workbook.calculation.iterate && !drawn ? [] : cone.circular) {
    const cells = path.map((cell) => printAddress(workbook, cell));
    const shown = cells.length > 12 ? [...cells.slice(0, 11), '…', cells.at(-1)!] : cells;
    problem(
      pointerOf(path[0]!),
      `The outputs depend on a circular reference: ${[...shown, cells[0]].join(' → ')}. ${
        workbook.calculation.iterate
          ? 'An input within it cannot be calculated iteratively: break the circle.'
          : 'Break the circle, or turn on iterative calculation in Excel.'
      }`,
    );
  }
  const size = cone.cells.reduce((sum, cell) => sum + sizeOf(formulas.ownedBy(cell)), 0);
  if (size > mostCells) {
    problem(
      '/outputs',
      `The outputs depend on ${size} cells that vary, more than the ${mostCells} that a simulation computes: choose outputs that depend on fewer, or inputs that fewer depend on.`,
    );
    return;
  }
  for (const { cell, detail, formula } of cone.issues) {
    problem(
      pointerOf(cell),
      `${printAddress(workbook, cell)} (=${shortened(formula)}) cannot be simulated: ${detail}.`,
    );
  }
  const told = new Set<string>();
  for (const address of cone.cells) {
    if (isReading.has(keyOf(address))) continue;
    if (formulas.cellAt(address)?.formula?.dataTable) {
      problem(
        pointerOf(address),
        `${printAddress(workbook, address)} is a What-If data table, which a simulation does not compute: choose outputs that do not need it. To vary the table's input cell, make it an input.`,
      );
      continue;
    }
    const tree = formulas.treeOf(address);
    if (tree && !tree.ok) {
      problem(
        pointerOf(address),
        `The formula of ${printAddress(workbook, address)} cannot be read: ${tree.error.message}.`,
      );
    }
    if (!tree?.ok) continue;
    for (const node of walk(tree.value)) {
      if (node.kind !== 'call' || told.has(node.name) || isKnown(node.name, formulas, address.sheet, tree.value))
        continue;
      told.add(node.name);
      const known = vendorFunction(node.name);
      problem(
        pointerOf(address),
        known
          ? `${printAddress(workbook, address)} calls ${node.written}, a function of ${vendorNames[known.vendor]}: ${reasonOf(translation, address, known)}`
          : `${printAddress(workbook, address)} calls ${node.written}, which Simsheet does not know.${didYouMean(node.name, [])} Replace the function, or choose outputs that do not need it.`,
      );
    }
  }
}

/** How to write a distribution that is called as an add-in or Excel calls it, `RiskTriang(80, 100, 150)`. */
function ownNameOf(name: string): string | undefined {
  const known = vendorFunction(name.toUpperCase());
  if (known?.role !== 'distribution') return insteadOfExcels(name);
  const written = `${known.name}(${known.parameters.map((parameter) => parameter.name).join(', ')})`;
  return `In a request ${written} of ${vendorNames[known.vendor]} is written ${known.formula}.`;
}

/** Why a call was left as it is, as the end of a sentence. */
function reasonOf({ failures }: Translation, at: CellAddress, known: VendorFunction): string {
  const failure = failures.find(({ cell, function: name }) => {
    return keyOf(cell) === keyOf(at) && vendorFunction(name.toUpperCase()) === known;
  });
  const own = failure ?? failures.find(({ cell }) => keyOf(cell) === keyOf(at));
  if (own) return `${own.detail.replace(/\.$/, '')}.`;
  return known.role === 'unsupported' ? known.reason : 'replace the cell by an input with a distribution.';
}

const isKnown = (name: string, formulas: Formulas, sheet: number, tree: Node): boolean => {
  if (isSupported(name) || formulas.names.resolve(name, sheet)) return true;
  // A parameter that holds a LAMBDA is called like a function.
  for (const node of walk(tree)) if (node.kind === 'name' && node.name.toUpperCase() === name) return true;
  return false;
};

function constantOutput({ workbook }: Formulas, address: CellAddress, inputs: number): string {
  const name = printAddress(workbook, address);
  const cell = cellAt(workbook.sheets[address.sheet]!, address.row, address.column);
  if (!cell || (cell.value === null && !cell.formula)) return `${name} is blank: choose a cell with a formula.`;
  if (!cell.formula) return `${name} holds a constant, so it never varies: choose a cell with a formula.`;
  return inputs === 0
    ? `Nothing varies: give at least one input with a distribution. ${name} would be the same in every iteration.`
    : `${name} depends on no input, so it would be the same in every iteration: choose another output, or make a cell that it depends on an input.`;
}
