import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulationDeletedV1, simulationVisibilityChangedV1 } from '../../events/simulation.ts';
import example from '../../openapi/results.example.json' with { type: 'json' };
import type { Visibility } from '../../shared/api/visibility.ts';
import { answer } from '../../shared/http/httpHandler.ts';
import type { Identity } from '../../shared/identity.ts';
import { newId } from '../../shared/ids.ts';
import { noLimits } from '../../shared/limits/limits.ts';
import { memoryObjects } from '../../shared/objects.testkit.ts';
import { roles } from '../../shared/permissions.ts';
import { runResultsKey } from '../../shared/runs.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { eraseResults, type ResultDeps, shareResults, takeResults } from './results.ts';
import { routes } from './routes.ts';
import { resultStore } from './store.ts';

const tenant = newId('org');
const simulationId = newId('sim');
const ada = newId('usr');
const at = new Date('2026-03-01T12:00:00Z');
const takeInput = { tenant, simulationId, correlationId: 'cor_1', causationId: 'evt_1', traceparent: null } as const;
const context = { tenant, subject: simulationId, at, correlationId: 'cor_1' } as const;

const changedTo = (visibility: Visibility, sequence: number) =>
  simulationVisibilityChangedV1.create({ ...context, sequence }, { simulationId, userId: ada, visibility });
const deleted = simulationDeletedV1.create({ ...context, sequence: 9 }, { simulationId });

const as = (role: keyof typeof roles, userId = newId('usr')): Identity => ({
  userId,
  organizationId: tenant,
  role,
  permissions: [...roles[role]],
  operator: false,
  credential: { kind: 'token', id: 'tok_1' },
});

/** The service, and a run that says of itself what is given. */
const aService = async (sharing?: { visibility: Visibility; sequence: number }) => {
  const table = memoryTable();
  const { objects } = memoryObjects();
  const runs = memoryObjects().objects;
  const handed = { ...example, simulationId, ...(sharing && { sharing: { createdBy: ada, ...sharing } }) };
  await runs.put(tenant, runResultsKey(simulationId), JSON.stringify(handed), 'application/json');
  const deps: ResultDeps = {
    store: resultStore(table),
    objects,
    runs,
    presign: async () => 'https://results',
    clock: () => at,
  };
  const ask = async (identity: Identity, method: string, below = '', body?: unknown, of: string = simulationId) => {
    const answered = await answer(
      { routes: routes(deps), table },
      {
        kind: 'http',
        method,
        path: `/api/results/${of}${below}`,
        query: [],
        headers: { 'content-type': 'application/json' },
        body: body === undefined ? null : Buffer.from(JSON.stringify(body)).toString('base64'),
        identity,
        limits: noLimits,
        correlationId: 'cor_1',
        deadline: Number.MAX_SAFE_INTEGER,
      },
    );
    return { status: answered.status, body: JSON.parse(answered.body) };
  };
  return { deps, table, ask };
};

/** All that can be asked about results. */
const asked = (exportId: string) =>
  [
    ['GET', '', undefined],
    ['POST', '/exports', { format: 'json' }],
    ['GET', `/exports/${exportId}`, undefined],
  ] as const;

describe('results of a private simulation', () => {
  it.each(['analyst', 'viewer'] as const)('are to another %s like results that are not there', async (role) => {
    const { deps, ask } = await aService({ visibility: 'private', sequence: 3 });
    await takeResults(deps, takeInput);
    const { exportId } = (await ask(as('analyst', ada), 'POST', '/exports', { format: 'json' })).body;
    const other = { ...as(role), permissions: [...roles.analyst] };

    for (const [method, below, body] of asked(exportId)) {
      const there = await ask(other, method, below, body);
      const not = await ask(other, method, below, body, newId('sim'));

      expect([there.status, there.body.type, there.body.detail]).toEqual([404, not.body.type, not.body.detail]);
    }
  });

  it('are seen and exported by its owner, and by who may see what is private to others', async () => {
    const { deps, ask } = await aService({ visibility: 'private', sequence: 3 });
    await takeResults(deps, takeInput);

    for (const who of [as('analyst', ada), as('admin'), as('owner')]) {
      const { exportId } = (await ask(who, 'POST', '/exports', { format: 'json' })).body;
      expect([(await ask(who, 'GET')).status, (await ask(who, 'GET', `/exports/${exportId}`)).status]).toEqual([
        200, 200,
      ]);
    }
  });

  it('hold nothing of whose they are', async () => {
    const { deps, ask } = await aService({ visibility: 'private', sequence: 3 });
    await takeResults(deps, takeInput);

    expect(Object.keys((await ask(as('owner'), 'GET')).body)).not.toContain('sharing');
  });
});

describe('results', () => {
  it('of a run that did not say whose it is are shared, until it is said', async () => {
    const { deps, ask } = await aService();
    await takeResults(deps, takeInput);
    const before = (await ask(as('viewer'), 'GET')).status;

    await shareResults(deps, changedTo('private', 4));

    expect([before, (await ask(as('viewer'), 'GET')).status]).toEqual([200, 404]);
    expect((await ask(as('viewer', ada), 'GET')).status).toBe(200);
  });

  it('are hidden at no moment too late: they are there only once it is known who sees them', async () => {
    const { deps, ask } = await aService({ visibility: 'private', sequence: 3 });
    const { add } = deps.store;
    const seen: number[] = [];
    deps.store.add = async (...given) => {
      const added = await add(...given);
      seen.push((await ask(as('viewer'), 'GET')).status);
      return added;
    };

    await takeResults(deps, takeInput);

    expect(seen).toEqual([404]);
  });

  it('and who sees them are the same in whatever order it is told, however often', async () => {
    type Step = 'taken' | 'private' | 'shared' | 'deleted';
    const finalState = async (order: readonly Step[]) => {
      const { deps, table } = await aService({ visibility: 'shared', sequence: 3 });
      const steps: Record<Step, () => Promise<unknown>> = {
        taken: () => takeResults(deps, takeInput),
        private: () => shareResults(deps, changedTo('private', 4)),
        shared: () => shareResults(deps, changedTo('shared', 5)),
        deleted: () => eraseResults({ ...deps, heed: async () => {} }, deleted),
      };
      for (const step of order) await steps[step]();
      return table.items().filter(({ outbox }) => outbox === undefined);
    };
    const orders = (...steps: Step[]) =>
      fc
        .array(fc.constantFrom(...steps), { maxLength: 4 })
        .chain((again) => fc.shuffledSubarray([...steps, ...again], { minLength: steps.length + again.length }));

    for (const steps of [
      ['taken', 'private'],
      ['taken', 'private', 'shared'],
      ['taken', 'private', 'shared', 'deleted'],
    ] as const) {
      const inOrder = await finalState(steps);
      await fc.assert(
        fc.asyncProperty(orders(...steps), async (order) => {
          expect(await finalState(order)).toEqual(inOrder);
        }),
        { numRuns: 40 },
      );
    }
  });

  it('of another organization are not shared or hidden, whatever the event says', async () => {
    const { deps, ask } = await aService({ visibility: 'private', sequence: 3 });
    await takeResults(deps, takeInput);

    await shareResults(deps, { ...changedTo('shared', 9), tenantid: newId('org') });

    expect((await ask(as('viewer'), 'GET')).status).toBe(404);
  });
});
