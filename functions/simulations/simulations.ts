import { randomInt } from 'node:crypto';
import type { Plan, SimulationRequest, Workbook } from '../../engine/index.ts';
import { failed, ok, type Problem, type Result } from '../../engine/result.ts';
import type { EventContext } from '../../events/envelope.ts';
import {
  publishSimulationCancelled,
  publishSimulationDeleted,
  publishSimulationRequested,
  publishSimulationVisibilityChanged,
} from '../../events/simulation.ts';
import type { LimitUsage } from '../../shared/api/limits.ts';
import type { SimulationView, StartSimulation } from '../../shared/api/simulations.ts';
import type { Visibility } from '../../shared/api/visibility.ts';
import { decodeCursor, encodeCursor, type PageQuery } from '../../shared/http/page.ts';
import type { Failure, RequestContext } from '../../shared/http/route.ts';
import { visiblePage } from '../../shared/http/visiblePage.ts';
import type { Identity, TenantId } from '../../shared/identity.ts';
import { newId } from '../../shared/ids.ts';
import { mayDerive, mayRead, type Owned, objectionToChanging } from '../../shared/ownership.ts';
import { isActive, type SimulationId, type SimulationRecord } from './simulation.ts';
import type { SimulationStore } from './store.ts';
import { type Admission, admitting, countedFrom, notAdmitted } from './usage.ts';

export interface SimulationDeps {
  store: SimulationStore;
  /** Whose a file is and who sees it; undefined for one that is shared, or not there. Asked before its model. */
  sharingOf(tenant: TenantId, fileId: string): Promise<Owned | undefined>;
  /** The model of a file that is READY, else undefined. */
  workbook(tenant: TenantId, fileId: string): Promise<Workbook | undefined>;
  plan(workbook: Workbook, request: SimulationRequest): Result<Plan, Problem[]>;
  /** Whether the percentiles that the request asks for take passes that only the command line makes. */
  needsPasses(plan: Plan): boolean;
  clock: () => Date;
}

const notFound = {
  code: 'simulation-not-found',
  detail: 'There is no simulation with this id in this organization.',
} as const satisfies Failure;

const filePrivate = {
  code: 'file-private',
  detail:
    'The file is private to somebody else, so only they share what is computed from it. Leave visibility out, or make it private.',
  errors: [{ pointer: '/visibility', detail: 'the file is private to somebody else' }],
} as const satisfies Failure;

/** An item of the table has 400 KB, in which a request stands beside the rest. */
const mostRequestBytes = 300_000;

const tooLongForExactPercentiles =
  'Percentiles are exact here up to 33,554,432 iterations, divided by the number of outputs. Ask for fewer, or leave exactPercentiles out: then they are within 0.0008 %. The command line computes longer runs twice to have them exactly.';

/** A simulation without a name is called after what it computes. */
const namedAfter = ([first, ...more]: readonly { name: string }[]): string =>
  `${first?.name ?? ''}${more.length === 0 ? '' : ` and ${more.length} more`}`;

/** Checks the whole request against the workbook, then queues the run. Nothing is stored unless all of it is right. */
export const startSimulation = async (
  { store, sharingOf, workbook, plan, needsPasses, clock }: SimulationDeps,
  { fileId, visibility: wanted, ...request }: StartSimulation,
  context: RequestContext,
): Promise<
  Result<
    { simulationId: SimulationId; status: 'QUEUED' },
    Failure<'file-not-ready' | 'file-private' | 'invalid-simulation' | 'limit-reached'>
  >
> => {
  const { identity } = context;
  const { organizationId: tenant, userId } = identity;
  const file = await sharingOf(tenant, fileId);
  const model = file && !mayRead(identity, file) ? undefined : await workbook(tenant, fileId);
  if (model === undefined) {
    return failed({
      code: 'file-not-ready',
      detail: `There is no file ${fileId} that is READY in this organization. Look at GET /api/files/${fileId}: a file is read within seconds of its upload.`,
      errors: [{ pointer: '/fileId', detail: 'no READY file has this id' }],
    });
  }
  const visibility = wanted ?? file?.visibility ?? 'shared';
  if (file && !mayDerive(identity, file, visibility)) return failed(filePrivate);
  const bytes = Buffer.byteLength(JSON.stringify(request));
  if (bytes > mostRequestBytes) {
    const detail = `A request has at most ${mostRequestBytes / 1000} kB; this one has ${Math.ceil(bytes / 1000)} kB. Put long lists of numbers into the workbook and name their range.`;
    return failed({ code: 'invalid-simulation', detail, errors: [{ pointer: '', detail }] });
  }
  // The seed is chosen here, not in a worker: a run that is tried again must draw the same numbers.
  const planned = plan(model, { ...request, seed: request.seed ?? randomInt(2 ** 47) });
  if (!planned.ok) {
    return failed({ code: 'invalid-simulation', detail: summary(planned.error), errors: planned.error });
  }

  if (needsPasses(planned.value)) {
    const errors = [{ pointer: '/exactPercentiles', detail: tooLongForExactPercentiles }];
    return failed({ code: 'invalid-simulation', detail: summary(errors), errors });
  }

  const simulationId = newId('sim');
  const requested = newId('evt');
  const resolved = planned.value.request;
  const now = clock();
  const admission: Admission = { tenant, counted: countedFrom(now, resolved.iterations) };
  const simulation: SimulationRecord = {
    ...admission,
    simulationId,
    fileId,
    name: resolved.name ?? namedAfter(planned.value.outputs),
    createdBy: userId,
    visibility,
    status: 'QUEUED',
    sealed: false,
    request: { ...resolved, fileId },
    completed: 0,
    told: 0,
    total: resolved.iterations,
    error: null,
    createdAt: now.toISOString(),
    startedAt: null,
    endedAt: null,
    sequence: 1,
    correlationId: context.correlationId,
    traceparent: context.traceparent,
    causationId: requested,
  };
  const accepted = { simulationId, status: 'QUEUED' } as const;
  const created = await store.create(simulation, [
    ...admitting(admission, context.limits),
    publishSimulationRequested(
      { ...requestedNow(simulation, context, now), id: requested },
      { simulationId, userId, name: simulation.name },
    ),
    ...(context.idempotency ? [context.idempotency.note(accepted)] : []),
  ]);
  if (!created.ok) return failed(notAdmitted(created.error, admission, context.limits, now));
  return ok(accepted);
};

const summary = (problems: readonly Problem[]): string =>
  problems.length === 1
    ? (problems[0]?.detail ?? '')
    : `The request has ${problems.length} mistakes; the first: ${problems[0]?.detail}`;

/** What a run tells follows from the request that started it. */
export const eventContext = (simulation: SimulationRecord, at: Date): EventContext => ({
  tenant: simulation.tenant,
  subject: simulation.simulationId,
  sequence: simulation.sequence,
  at,
  correlationId: simulation.correlationId,
  traceparent: simulation.traceparent,
  causationId: simulation.causationId,
});

/** What a request tells of a simulation follows from that request. */
const requestedNow = (
  simulation: SimulationRecord,
  { correlationId, traceparent }: Pick<RequestContext, 'correlationId' | 'traceparent'>,
  at: Date,
): EventContext => ({ ...eventContext(simulation, at), correlationId, traceparent, causationId: correlationId });

export const getSimulation = async (
  { store }: SimulationDeps,
  simulationId: SimulationId,
  identity: Identity,
): Promise<Result<SimulationView, Failure<'simulation-not-found'>>> => {
  const simulation = await visibleSimulation(store, simulationId, identity);
  return simulation === undefined ? failed(notFound) : ok(view(simulation));
};

/** Undefined for a simulation that is not there, and for one that the caller is not to know of. */
const visibleSimulation = async (
  store: Pick<SimulationStore, 'get'>,
  simulationId: SimulationId,
  identity: Identity,
): Promise<SimulationRecord | undefined> => {
  const simulation = await store.get(identity.organizationId, simulationId);
  return simulation && mayRead(identity, simulation) ? simulation : undefined;
};

/** One that is there to be seen and the caller's to change, or why it is not. */
const changeable = async (
  store: Pick<SimulationStore, 'get'>,
  simulationId: SimulationId,
  identity: Identity,
): Promise<Result<SimulationRecord, Failure<'simulation-not-found'> | Failure<'not-yours'>>> => {
  const simulation = await visibleSimulation(store, simulationId, identity);
  if (simulation === undefined) return failed(notFound);
  const objection = objectionToChanging(identity, simulation, 'simulation');
  return objection === null ? ok(simulation) : failed(objection);
};

export const listSimulations = async ({ store }: SimulationDeps, page: PageQuery, identity: Identity) => {
  const { items, nextSortKey } = await visiblePage(
    (read) => store.list(identity.organizationId, read),
    { limit: page.limit, startAfter: decodeCursor(page.cursor) },
    (simulation) => mayRead(identity, simulation),
    ({ simulationId }) => simulationId,
  );
  return ok({ items: items.map(view), nextCursor: encodeCursor(nextSortKey) });
};

export const getUsage = async (
  { store, clock }: Pick<SimulationDeps, 'store' | 'clock'>,
  { identity, limits }: RequestContext,
): Promise<{ ok: true; value: LimitUsage }> => {
  const { simulations, iterations, monthEndsAt } = await store.usage(identity.organizationId, clock());
  const { concurrentSimulations, iterationsPerMonth } = limits;
  return ok({
    usage: [
      { limit: 'concurrentSimulations', max: concurrentSimulations, used: simulations, freesAt: null },
      { limit: 'iterationsPerMonth', max: iterationsPerMonth, used: iterations, freesAt: monthEndsAt },
    ],
  });
};

/** Ends a run. Workers look every second whether they are still wanted; the execution is stopped by the event. */
export const cancelSimulation = async (
  { store, clock }: SimulationDeps,
  simulationId: SimulationId,
  context: RequestContext,
): Promise<Result<SimulationView, Failure<'simulation-not-found' | 'not-yours' | 'simulation-ended'>>> => {
  const { identity, idempotency } = context;
  const found = await changeable(store, simulationId, identity);
  if (!found.ok) return found;
  const now = clock();
  const moved = await store.move(
    identity.organizationId,
    simulationId,
    'cancel',
    { endedAt: now.toISOString() },
    (simulation) => [
      publishSimulationCancelled(requestedNow(simulation, context, now), {
        simulationId,
        userId: simulation.createdBy,
        name: simulation.name,
      }),
      ...(idempotency ? [idempotency.note(view(simulation))] : []),
    ],
  );
  if (moved.ok) return ok(view(moved.value));
  if (moved.error.code === 'not-found') return failed(notFound);
  const { status, sealed } = moved.error.actual;
  return failed({
    code: 'simulation-ended',
    detail:
      sealed && status === 'RUNNING'
        ? 'All iterations are done and the results are being written.'
        : `The simulation is ${status}.`,
  });
};

const attempts = 5;

/** Deletes a simulation that has ended; its results go with it, by the event. Deleting it again changes nothing. */
export const deleteSimulation = async (
  { store, clock }: SimulationDeps,
  simulationId: SimulationId,
  context: RequestContext,
): Promise<Result<null, Failure<'simulation-active' | 'not-yours'>>> => {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const found = await changeable(store, simulationId, context.identity);
    if (!found.ok) return found.error.code === 'simulation-not-found' ? ok(null) : failed(found.error);
    const simulation = found.value;
    if (isActive(simulation.status)) {
      return failed({ code: 'simulation-active', detail: `The simulation is ${simulation.status}: cancel it first.` });
    }
    const removed = { ...simulation, sequence: simulation.sequence + 1 };
    const event = publishSimulationDeleted(requestedNow(removed, context, clock()), { simulationId });
    if (await store.remove(simulation, [event])) return ok(null);
  }
  throw new Error(`${simulationId} changed under ${attempts} attempts to delete it`);
};

/** Shares a simulation and its results, or makes them private. The results service hears of it by the event. */
export const changeSimulation = async (
  { store, sharingOf, clock }: Pick<SimulationDeps, 'store' | 'sharingOf' | 'clock'>,
  simulationId: SimulationId,
  visibility: Visibility,
  context: RequestContext,
): Promise<Result<SimulationView, Failure<'simulation-not-found' | 'not-yours' | 'file-private'>>> => {
  const { identity } = context;
  const found = await changeable(store, simulationId, identity);
  if (!found.ok) return found;
  const { tenant, fileId } = found.value;
  const file = await sharingOf(tenant, fileId);
  if (file && !mayDerive(identity, file, visibility)) return failed(filePrivate);

  const changed = await store.setVisibility(tenant, simulationId, visibility, (simulation) => [
    publishSimulationVisibilityChanged(requestedNow(simulation, context, clock()), {
      simulationId,
      userId: simulation.createdBy,
      visibility,
    }),
  ]);
  return changed === undefined ? failed(notFound) : ok(view(changed));
};

export const view = (simulation: SimulationRecord): SimulationView => ({
  ...simulation,
  progress: { completed: Math.min(simulation.completed, simulation.total), total: simulation.total },
});
