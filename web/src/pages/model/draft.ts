import type { FieldProblem } from '../../api/errors.ts';
import { type SimulationRequest, type StartSimulation, simulationRequest } from '../../api/schemas.ts';
import { parseIterations } from './iterations.ts';

export interface DraftInput {
  cell: string;
  name: string;
  distribution: string;
}

export interface DraftOutput {
  cell: string;
  name: string;
  /** On which side the risk is; `lower` where it is left out. */
  tail?: Tail;
}

type Tail = NonNullable<SimulationRequest['outputs'][number]['tail']>;

type Sampling = NonNullable<SimulationRequest['sampling']>;

/** What the model page edits: the request document with its fields as they are typed. */
export interface Draft {
  name: string;
  inputs: readonly DraftInput[];
  outputs: readonly DraftOutput[];
  iterations: string;
  seed: string;
  sampling: Sampling;
  /** What the page does not edit (correlations, a stopping rule, ...) is kept as it came. */
  rest: Record<string, unknown>;
}

export const samplings = {
  'latin-hypercube': 'Latin hypercube',
  'monte-carlo': 'Monte Carlo',
  sobol: 'Sobol',
} as const satisfies Record<Sampling, string>;

export const tails = {
  lower: 'Small values, as for a profit',
  upper: 'Large values, as for a cost',
} as const satisfies Record<Tail, string>;

export const isTail = (text: string): text is Tail => Object.hasOwn(tails, text);

export const emptyDraft: Draft = {
  name: '',
  inputs: [],
  outputs: [],
  iterations: '10000',
  seed: '',
  sampling: 'latin-hypercube',
  rest: {},
};

/** The request that a draft stands for. Blank fields are left out, so that the API's defaults apply. */
export const buildRequest = (fileId: StartSimulation['fileId'], draft: Draft): StartSimulation => {
  const iterations = parseIterations(draft.iterations);
  return {
    ...draft.rest,
    fileId,
    ...named(draft.name),
    ...(draft.inputs.length > 0 && {
      inputs: draft.inputs.map(({ cell, name, distribution }) => ({ cell, ...named(name), distribution })),
    }),
    outputs: draft.outputs.map(({ cell, name, ...kept }) => ({ ...kept, cell, ...named(name) })),
    ...(iterations.ok && { iterations: iterations.value }),
    ...(draft.seed.trim() !== '' && { seed: parseSeed(draft.seed) }),
    sampling: draft.sampling,
  };
};

/** The draft that edits a request; `buildRequest` gives the request back. */
export const draftFrom = (request: SimulationRequest): Draft => {
  const { name, inputs, outputs, iterations, seed, sampling, ...others } = request;
  // A request that has run names its file; a draft is of the file it is opened for.
  const { fileId: _, ...rest } = others as typeof others & { fileId?: string };
  return {
    name: name ?? '',
    inputs: (inputs ?? []).map((input) => ({ ...input, name: input.name ?? '' })),
    outputs: outputs.map((output) => ({ ...output, name: output.name ?? '' })),
    iterations: iterations === undefined ? emptyDraft.iterations : String(iterations),
    seed: seed === undefined ? '' : String(seed),
    sampling: sampling ?? emptyDraft.sampling,
    rest,
  };
};

const named = (name: string): { name?: string } => (name.trim() === '' ? {} : { name: name.trim() });

/** A whole number as JSON can carry it exactly, else the digits as text. */
const parseSeed = (text: string): number | string => {
  const value = Number(text.trim());
  return Number.isSafeInteger(value) ? value : text.trim();
};

/** What keeps a draft from running, by the same pointers and in mostly the same words as the API's. */
export const checkDraft = (draft: Draft): FieldProblem[] => {
  const { fileId: _, visibility: __, ...request } = buildRequest('fil_', draft);
  const parsed = simulationRequest.safeParse(request);
  const iterations = parseIterations(draft.iterations);
  const issues =
    parsed.error?.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, detail: message })) ?? [];
  return [
    ...(draft.outputs.length === 0
      ? [{ pointer: '/outputs', detail: 'Choose at least one output: select a cell and choose "Track as output".' }]
      : []),
    ...(iterations.ok ? [] : [{ pointer: '/iterations', detail: iterations.error }]),
    ...issues.filter(({ pointer }) => pointer !== '/outputs'),
  ];
};

export const isSampling = (text: string): text is Sampling => Object.hasOwn(samplings, text);
