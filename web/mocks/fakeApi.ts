import { cellName, parseArea, splitQualified } from '../../engine/workbook/a1.ts';
import { newId } from '../../shared/ids.ts';
import { json, minutesAgo, problem, type Route } from './fakeAnswers.ts';
import { type FakeCell, fakeCells, fakeFile, textOf } from './fakeModel.ts';
import { createFakeOrganizations, limits } from './fakeOrganizations.ts';
import { fakeResults } from './fakeResults.ts';

/** The API's answers, made up in memory, for tests of the page and for looking at it without a cloud. */
export interface FakeApi {
  handle(request: Request): Promise<Response>;
  /** Every request so far, as "METHOD /path". */
  readonly log: string[];
  /** What the tests change: an API that is away, a token that is refused. */
  state: { isDown: boolean; refusesTokens: boolean; pollsToComplete: number; isEmpty: boolean };
  organizations: ReturnType<typeof createFakeOrganizations>;
}

interface FakeSimulation {
  simulationId: string;
  fileId: string;
  name: string;
  status: string;
  progress: { completed: number; total: number };
  error: { code: string; detail: string } | null;
  request: Record<string, unknown>;
  createdBy: string;
  visibility: 'shared' | 'private';
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
}

const toReply = (address: string, { formula, ...cell }: FakeCell) => ({
  cell: address,
  ...cell,
  ...(formula && { formula: `=${formula}` }),
  text: textOf(cell),
});

const signOn = { issuer: 'https://login.company.example', clientId: 'page', audience: 'api', enforced: false };

const request = {
  name: 'Product launch',
  inputs: [
    { cell: 'Model!B4', name: 'Unit price', distribution: 'pert(80, 100, 150)' },
    { cell: 'Model!B5', name: 'Units, year 1', distribution: 'normal(12000, 2500)' },
    { cell: 'Model!B6', name: 'Growth', distribution: 'truncate(normal(8%, 4%), -10%, 30%)' },
    { cell: 'Model!B7', name: 'Unit cost', distribution: 'triangular(48, 55, 70)' },
  ],
  outputs: [
    { cell: 'Model!B16', name: 'Net present value' },
    { cell: 'Model!B17', name: 'Internal rate of return' },
    { cell: 'Model!B18', name: 'Loses money' },
  ],
  iterations: 100_000,
  seed: 7,
  sampling: 'latin-hypercube',
};

export const createFakeApi = (): FakeApi => {
  const state = { isDown: false, refusesTokens: false, pollsToComplete: 4, isEmpty: false };
  const log: string[] = [];
  const organizations = createFakeOrganizations();
  const mine = { createdBy: organizations.userId, visibility: 'shared' as const };
  const file = { ...fakeFile, ...mine, fileId: newId('fil'), createdAt: minutesAgo(90) };
  const files = [
    file,
    {
      ...fakeFile,
      ...mine,
      fileId: newId('fil'),
      createdAt: minutesAgo(5000),
      name: 'Old plan.xlsx',
      status: 'REJECTED',
      sheets: [],
      inputs: [],
      outputs: [],
      reasons: [
        {
          code: 'encrypted',
          detail: 'The workbook is protected with a password. Remove it in Excel and upload the file again.',
        },
      ],
    },
  ];
  const made = (
    status: string,
    name: string,
    minutes: number,
    changes: Partial<FakeSimulation> = {},
  ): FakeSimulation => ({
    simulationId: newId('sim'),
    fileId: file.fileId,
    name,
    status,
    progress: { completed: 100_000, total: 100_000 },
    error: null,
    request: { ...request, name, fileId: file.fileId },
    ...mine,
    createdAt: minutesAgo(minutes),
    startedAt: minutesAgo(minutes),
    endedAt: new Date(Date.parse(minutesAgo(minutes)) + 2300).toISOString(),
    ...changes,
  });
  const simulations = new Map(
    [
      made('CANCELLED', 'Launch, billion iterations', 3000, {
        progress: { completed: 412_000_000, total: 1_000_000_000 },
      }),
      made('FAILED', 'Launch with lookup', 1500, {
        error: {
          code: 'unsupported-function',
          detail:
            'Model!B12 uses CUBEVALUE, which reads from a data source that a simulation cannot reach. Replace it with a value.',
        },
      }),
      made('COMPLETED', 'Product launch', 60),
      made('COMPLETED', 'Launch, higher price', 25),
    ].map((simulation) => [simulation.simulationId, simulation]),
  );
  const polls = new Map<string, number>();

  /** Every look at a running simulation moves it on. */
  const advance = (simulation: FakeSimulation): FakeSimulation => {
    if (simulation.status !== 'QUEUED' && simulation.status !== 'RUNNING') return simulation;
    const seen = (polls.get(simulation.simulationId) ?? 0) + 1;
    polls.set(simulation.simulationId, seen);
    const { total } = simulation.progress;
    const next: FakeSimulation = {
      ...simulation,
      status: seen >= state.pollsToComplete ? 'COMPLETED' : 'RUNNING',
      startedAt: simulation.startedAt ?? new Date().toISOString(),
      progress: { total, completed: Math.min(total, Math.round((total * seen) / state.pollsToComplete)) },
      endedAt: seen >= state.pollsToComplete ? new Date().toISOString() : null,
    };
    simulations.set(next.simulationId, next);
    return next;
  };

  const start = async (body: Record<string, unknown>): Promise<Response> => {
    const inputs = (body.inputs ?? []) as { distribution: string }[];
    const errors = inputs.flatMap(({ distribution }, index) =>
      /nonsense|\(\s*,/.test(distribution)
        ? [
            {
              pointer: `/inputs/${index}/distribution`,
              detail: `"${distribution}" is no distribution that Simsheet knows.`,
            },
          ]
        : [],
    );
    if (errors.length > 0) return problem(422, 'invalid-simulation', errors[0]!.detail, errors);
    const { iterations = 10_000, name = 'Launch plan' } = body as { iterations?: number; name?: string };
    const simulation = made('QUEUED', name, 0, {
      request: { seed: 281_474_976_710, ...body },
      progress: { completed: 0, total: iterations },
      startedAt: null,
      endedAt: null,
    });
    simulations.set(simulation.simulationId, simulation);
    return json({ simulationId: simulation.simulationId, status: 'QUEUED' }, 202);
  };

  const cells = (range: string): Response => {
    const { sheet, range: area } = splitQualified(range);
    const { top, left, bottom, right } = parseArea(area)!;
    const found = Object.entries(fakeCells[sheet ?? ''] ?? {});
    return json({
      cells: found.flatMap(([address, cell]) => {
        const at = parseArea(address)!;
        const isInside = at.top >= top && at.top <= bottom && at.left >= left && at.left <= right;
        return isInside ? [toReply(`${sheet}!${cellName(at.top, at.left)}`, cell)] : [];
      }),
    });
  };

  const routes: Route[] = [
    ...organizations.routes,
    ['GET', /^\/gateway\/health$/, () => json({ status: 'HEALTHY' })],
    [
      'GET',
      /^\/gateway\/sign-on$/,
      (_, __, url) =>
        url.searchParams.get('domain') === 'company.example'
          ? json(signOn)
          : problem(404, 'sign-on-not-found', 'No organization has a sign-on of its own for it.'),
    ],
    ['GET', /^\/api\/notifications$/, () => json({ items: state.isEmpty ? [] : notifications(), nextCursor: null })],
    ['GET', /^\/api\/billing\/usage$/, () => json(usage)],
    [
      'GET',
      /^\/api\/files\/usage$/,
      () => json({ usage: [{ limit: 'storedBytes', max: limits.storedBytes, used: 15_728_640, freesAt: null }] }),
    ],
    [
      'GET',
      /^\/api\/simulations\/usage$/,
      () =>
        json({
          usage: [
            { limit: 'concurrentSimulations', max: limits.concurrentSimulations, used: 2, freesAt: null },
            {
              limit: 'iterationsPerMonth',
              max: limits.iterationsPerMonth,
              used: 12_400_000,
              freesAt: '2026-04-01T00:00:00.000Z',
            },
          ],
        }),
    ],
    ['GET', /^\/api\/files$/, () => json({ items: state.isEmpty ? [] : files, nextCursor: null })],
    ['POST', /^\/api\/files$/, () => json({ fileId: file.fileId, status: 'PROCESSING' }, 202)],
    ['GET', /^\/api\/files\/([^/]+)$/, ([id]) => json(files.find(({ fileId }) => fileId === id) ?? file)],
    [
      'PATCH',
      /^\/api\/files\/([^/]+)$/,
      async ([id], sent) => {
        const changed = files.find(({ fileId }) => fileId === id)!;
        return json(Object.assign(changed, await sent.json()));
      },
    ],
    [
      'DELETE',
      /^\/api\/files\/([^/]+)$/,
      ([id]) => {
        const index = files.findIndex(({ fileId }) => fileId === id);
        if (index >= 0) files.splice(index, 1);
        return new Response(null, { status: 204 });
      },
    ],
    ['GET', /^\/api\/files\/[^/]+\/cells$/, (_, __, url) => cells(url.searchParams.get('range') ?? '')],
    [
      'GET',
      /^\/api\/simulations$/,
      () => json({ items: state.isEmpty ? [] : [...simulations.values()].reverse().map(advance), nextCursor: null }),
    ],
    ['POST', /^\/api\/simulations$/, async (_, sent) => start((await sent.json()) as Record<string, unknown>)],
    [
      'GET',
      /^\/api\/simulations\/([^/]+)$/,
      ([id = '']) => {
        const simulation = simulations.get(id);
        return simulation
          ? json(advance(simulation))
          : problem(404, 'simulation-not-found', 'There is no simulation with this id in this organization.');
      },
    ],
    [
      'PATCH',
      /^\/api\/simulations\/([^/]+)$/,
      async ([id = ''], sent) => json(Object.assign(simulations.get(id)!, await sent.json())),
    ],
    [
      'POST',
      /^\/api\/simulations\/([^/]+)\/cancel$/,
      ([id = '']) => {
        const simulation = { ...simulations.get(id)!, status: 'CANCELLED', endedAt: new Date().toISOString() };
        simulations.set(id, simulation);
        return json(simulation, 202);
      },
    ],
    [
      'DELETE',
      /^\/api\/simulations\/([^/]+)$/,
      ([id = '']) => {
        simulations.delete(id);
        return new Response(null, { status: 204 });
      },
    ],
    ['GET', /^\/api\/results\/([^/]+)$/, ([id = '']) => json({ simulationId: id, ...fakeResults })],
    [
      'POST',
      /^\/api\/results\/([^/]+)\/exports$/,
      ([id = '']) => json({ simulationId: id, exportId: newId('exp'), status: 'PENDING' }, 202),
    ],
    [
      'GET',
      /^\/api\/results\/[^/]+\/exports\/([^/]+)$/,
      ([id = '']) =>
        json({ exportId: id, format: 'csv', status: 'READY', url: 'data:text/csv,iteration', bytes: 9, error: null }),
    ],
  ];

  const notifications = () =>
    [...simulations.values()]
      .filter(({ status }) => status === 'COMPLETED' || status === 'FAILED')
      .reverse()
      .map(({ simulationId, name, status, error, createdAt }) => ({
        notificationId: simulationId.replace('sim_', 'ntf_'),
        kind: `simulation.${status.toLowerCase()}`,
        title: status === 'FAILED' ? `${name} failed` : `${name} is ready`,
        detail: error?.detail ?? '100,000 iterations.',
        simulationId,
        createdAt,
      }));
  const usage = {
    from: '2026-03-01',
    to: '2026-03-31',
    total: { simulations: 42, iterations: 12_400_000 },
    days: [],
  };

  return {
    state,
    log,
    organizations,
    async handle(sent) {
      const url = new URL(sent.url);
      log.push(`${sent.method} ${url.pathname}`);
      if (state.isDown) throw new TypeError('Failed to fetch');
      if (state.refusesTokens && !url.pathname.startsWith('/gateway/'))
        return problem(401, 'not-signed-in', 'The token has expired.');
      for (const [method, path, handler] of routes) {
        const match = method === sent.method && path.exec(url.pathname);
        if (match) return handler(match.slice(1), sent, url);
      }
      return problem(404, 'not-found', `There is nothing at ${url.pathname}.`);
    },
  };
};
