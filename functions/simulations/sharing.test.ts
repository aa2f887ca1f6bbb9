import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan, Workbook } from '../../engine/index.ts';
import { ok } from '../../engine/result.ts';
import type { StartSimulation } from '../../shared/api/simulations.ts';
import type { Visibility } from '../../shared/api/visibility.ts';
import { readFileSharing, writeFileSharing } from '../../shared/fileSharing.ts';
import { answer } from '../../shared/http/httpHandler.ts';
import type { Identity } from '../../shared/identity.ts';
import { newId } from '../../shared/ids.ts';
import { noLimits } from '../../shared/limits/limits.ts';
import { memoryObjects } from '../../shared/objects.testkit.ts';
import type { Owned } from '../../shared/ownership.ts';
import { roles } from '../../shared/permissions.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { routes } from './routes.ts';
import type { SimulationRecord } from './simulation.ts';
import { aContext, aSimulation, clock, tenant } from './simulations.testkit.ts';
import {
  changeSimulation,
  deleteSimulation,
  listSimulations,
  type SimulationDeps,
  startSimulation,
} from './simulations.ts';
import { simulationStore } from './store.ts';

type Role = keyof typeof roles;
const member = (role: Role, userId = newId('usr')): Identity => ({
  ...aContext().identity,
  userId,
  role,
  permissions: [...roles[role]],
});
const ada = member('analyst');
const { fileId } = aSimulation();
const request = { fileId, outputs: [{ cell: 'A!A1' }] } as unknown as StartSimulation;

/** The service behind its routes. A file of Ada's is as `file` says. */
const aService = (file?: Owned) => {
  const table = memoryTable();
  const store = simulationStore(table);
  const deps: SimulationDeps = {
    store,
    sharingOf: async () => file,
    workbook: async () => ({}) as Workbook,
    plan: (_workbook, given) =>
      ok({ request: { iterations: 1000, ...given }, outputs: [{ name: 'Profit' }] } as unknown as Plan),
    needsPasses: () => false,
    clock,
  };
  const ask = async (identity: Identity, method: string, path: string, body?: unknown, key?: string) => {
    const answered = await answer(
      { routes: routes(deps), table },
      {
        kind: 'http',
        method,
        path,
        query: [],
        headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
        body: body === undefined ? null : Buffer.from(JSON.stringify(body)).toString('base64'),
        identity,
        limits: noLimits,
        correlationId: 'cor_1',
        deadline: Number.MAX_SAFE_INTEGER,
      },
    );
    const json = answered.body === '' ? null : JSON.parse(answered.body);
    return { status: answered.status, code: json?.type?.replace('urn:simsheet:problem:', ''), json };
  };
  const make = async (given: Partial<SimulationRecord> = {}) => {
    const simulation = aSimulation({ simulationId: newId('sim'), createdBy: ada.userId, ...given });
    await store.create(simulation, []);
    return { simulation, path: `/api/simulations/${simulation.simulationId}` };
  };
  const events = () => table.items().flatMap(({ outbox }) => (typeof outbox === 'string' ? [JSON.parse(outbox)] : []));
  return { deps, store, ask, make, events };
};

/** All that can be asked about one simulation. */
const asked = [
  ['GET', '', undefined],
  ['PATCH', '', { visibility: 'shared' }],
  ['POST', '/cancel', undefined],
  ['DELETE', '', undefined],
] as const;

describe('a private simulation', () => {
  it.each(['analyst', 'viewer'] as const)('is to another %s like one that is not there', async (role) => {
    const { ask, make, store } = aService();
    const { simulation, path } = await make({ visibility: 'private', status: 'RUNNING' });
    const other = { ...member(role), permissions: [...roles.analyst] };
    const nowhere = `/api/simulations/${newId('sim')}`;

    for (const [method, below, body] of asked) {
      const there = await ask(other, method, `${path}${below}`, body);
      const not = await ask(other, method, `${nowhere}${below}`, body);

      expect([method, there.status, there.code, there.json?.detail]).toEqual([
        method,
        not.status,
        not.code,
        not.json?.detail,
      ]);
      expect(there.status).toBe(method === 'DELETE' ? 204 : 404);
    }
    expect((await ask(other, 'GET', '/api/simulations')).json).toEqual({ items: [], nextCursor: null });
    expect(await store.get(tenant, simulation.simulationId)).toEqual(simulation);
  });

  it('is seen, changed, cancelled and deleted by its owner, and by who may for others', async () => {
    for (const who of [ada, member('owner'), member('admin')]) {
      const { ask, make } = aService();
      const { path } = await make({ visibility: 'private', status: 'RUNNING' });

      const statuses = [];
      for (const [method, below, body] of asked)
        statuses.push((await ask(who, method, `${path}${below}`, body)).status);

      expect(statuses).toEqual([200, 200, 202, 204]);
    }
  });

  it('is not told of by an answer that somebody else got under the same Idempotency-Key', async () => {
    const { ask, make } = aService();
    const { path } = await make({ visibility: 'private', status: 'RUNNING' });
    await ask(ada, 'POST', `${path}/cancel`, undefined, 'k');

    expect((await ask(ada, 'POST', `${path}/cancel`, undefined, 'k')).status).toBe(202);
    expect((await ask(member('analyst'), 'POST', `${path}/cancel`, undefined, 'k')).status).toBe(404);
  });
});

describe('a shared simulation', () => {
  it('is seen by another analyst, who changes, cancels and deletes only their own', async () => {
    const { ask, make, store } = aService();
    const { simulation, path } = await make({ visibility: 'shared', status: 'RUNNING' });
    const other = member('analyst');

    const answers = [];
    for (const [method, below, body] of asked) answers.push(await ask(other, method, `${path}${below}`, body));

    expect(answers.map(({ status, code }) => [status, code])).toEqual([
      [200, undefined],
      [403, 'not-yours'],
      [403, 'not-yours'],
      [403, 'not-yours'],
    ]);
    expect(answers[0]?.json).toMatchObject({ createdBy: ada.userId, visibility: 'shared' });
    expect(await store.get(tenant, simulation.simulationId)).toEqual(simulation);
  });

  it('becomes private and shared again, each told once with its place in the order', async () => {
    const { ask, make, events } = aService();
    const { simulation, path } = await make({ status: 'COMPLETED' });

    for (const visibility of ['private', 'private', 'shared']) await ask(ada, 'PATCH', path, { visibility });

    const { simulationId } = simulation;
    expect(events().map(({ type, sequence, data }) => [type, sequence, data])).toEqual([
      ['simulation.visibility_changed', 2, { simulationId, userId: ada.userId, visibility: 'private' }],
      ['simulation.visibility_changed', 3, { simulationId, userId: ada.userId, visibility: 'shared' }],
    ]);
  });

  it('keeps what its run does while it is changed, and the run what is changed', async () => {
    const { deps, make, store } = aService();
    const { simulation } = await make({ status: 'RUNNING' });
    const { simulationId } = simulation;

    await Promise.all([
      store.setProgress(simulation, 500, () => []),
      changeSimulation(deps, simulationId, 'private', aContext({ identity: ada })),
      store.move(tenant, simulationId, 'seal', { completed: 1000 }, () => []),
    ]);

    const after = await store.get(tenant, simulationId);
    expect(after).toMatchObject({ visibility: 'private', sealed: true, completed: 1000, sequence: 3 });
  });

  it('is deleted although it is changed at the same moment', async () => {
    const { deps, make, store } = aService();
    const { simulation } = await make({ status: 'COMPLETED' });
    const { get } = store;
    let looks = 0;
    store.get = async (...key) => {
      const seen = await get(...key);
      looks += 1;
      if (looks === 1) await store.setVisibility(tenant, simulation.simulationId, 'private', () => []);
      return seen;
    };

    await deleteSimulation(deps, simulation.simulationId, aContext({ identity: ada }));

    expect(await get(tenant, simulation.simulationId)).toBeUndefined();
  });

  it('of before there was a choice is shared', async () => {
    const { ask, make } = aService();
    const { path } = await make({ visibility: undefined as never });

    expect((await ask(member('viewer'), 'GET', path)).json).toMatchObject({ visibility: 'shared' });
  });
});

describe('a simulation of a file', () => {
  const shared = { createdBy: ada.userId, visibility: 'shared' } as const;
  const hidden = { createdBy: ada.userId, visibility: 'private' } as const;
  const start = async (who: Identity, file: Owned | undefined, visibility?: Visibility) => {
    const { deps, store } = aService(file);
    const started = await startSimulation(
      deps,
      { ...request, ...(visibility && { visibility }) },
      aContext({ identity: who }),
    );
    const [made] = (await store.list(tenant, { limit: 1, startAfter: undefined })).items;
    return started.ok ? made?.visibility : [started.error.code, made];
  };

  it('is seen by whoever sees the file, unless its owner says otherwise', async () => {
    const other = member('analyst');

    expect(await start(ada, hidden)).toBe('private');
    expect(await start(ada, hidden, 'shared')).toBe('shared');
    for (const file of [shared, undefined]) {
      expect(await start(other, file)).toBe('shared');
      expect(await start(other, file, 'private')).toBe('private');
    }
  });

  it('that is private to somebody else is not started, as if there were none', async () => {
    expect(await start(member('analyst'), hidden, 'private')).toEqual(['file-not-ready', undefined]);
  });

  it('that is private to somebody else is started by an admin, and shared by nobody but them', async () => {
    const admin = member('admin');

    expect(await start(admin, hidden)).toBe('private');
    expect(await start(admin, hidden, 'shared')).toEqual(['file-private', undefined]);
    const { ask, make } = aService(hidden);
    const { path } = await make({ createdBy: admin.userId, visibility: 'private' });
    expect(await ask(admin, 'PATCH', path, { visibility: 'shared' })).toMatchObject({
      status: 403,
      code: 'file-private',
    });
    expect((await ask(admin, 'PATCH', path, { visibility: 'private' })).status).toBe(200);
  });

  it('reads who sees it from where the files service says so', async () => {
    const { objects } = memoryObjects();
    await writeFileSharing(objects, tenant, { fileId, ...hidden, revision: 3 });
    await writeFileSharing(objects, tenant, { fileId, ...shared, revision: 2 });

    expect(await readFileSharing(objects, tenant, fileId)).toMatchObject(hidden);
  });
});

describe('a list of simulations', () => {
  it('is over all its pages what may be seen, newest first', async () => {
    const kinds = fc.constantFrom(
      { createdBy: ada.userId, visibility: 'shared' } as const,
      { createdBy: ada.userId, visibility: 'private' } as const,
      { createdBy: newId('usr'), visibility: 'shared' } as const,
      { createdBy: newId('usr'), visibility: 'private' } as const,
    );
    const who = fc.constantFrom(ada, member('viewer', ada.userId), member('owner', newId('usr')));
    await fc.assert(
      fc.asyncProperty(
        fc.array(kinds, { maxLength: 40 }),
        who,
        fc.integer({ min: 1, max: 3 }),
        async (all, identity, limit) => {
          const { deps, make } = aService();
          const ids: string[] = [];
          for (const given of all) {
            const { simulation } = await make(given);
            const isVisible = given.visibility === 'shared' || given.createdBy === identity.userId;
            if (isVisible || identity.role === 'owner') ids.unshift(simulation.simulationId);
          }

          const seen: string[] = [];
          let cursor: string | undefined;
          do {
            const { value } = await listSimulations(deps, { limit, ...(cursor && { cursor }) }, identity);
            seen.push(...value.items.map(({ simulationId }) => simulationId));
            cursor = value.nextCursor ?? undefined;
          } while (cursor !== undefined);

          expect(seen).toEqual(ids);
        },
      ),
      { numRuns: 40 },
    );
  });
});
