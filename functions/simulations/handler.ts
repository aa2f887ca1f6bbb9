import middy from '@middy/core';
import type { EventBridgeEvent } from 'aws-lambda';
import {
  afterWave,
  beforeFirstWave,
  compileSimulation,
  createRunner,
  decodeProgram,
  decodeWorkbook,
  encodeProgram,
  mergeStates,
  needsPasses,
  nextWave,
  planSimulation,
  summarise,
} from '../../engine/index.ts';
import { defineConsumer } from '../../events/consume/consume.ts';
import { heedingMoves } from '../../events/consume/deliveries.ts';
import { lasting } from '../../events/consume/erase.ts';
import { exportedParts, exportsBucket } from '../../events/consume/exportsBucket.ts';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import { publishSimulationOrganizationErased, publishSimulationOrganizationExported } from '../../events/simulation.ts';
import { setting } from '../../shared/environment.ts';
import { readFileSharing } from '../../shared/fileSharing.ts';
import { workbookModelKey } from '../../shared/files.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import type { TenantId } from '../../shared/identity.ts';
import { type Objects, s3Objects, s3TenantObjects, tenantBucketDependency } from '../../shared/objects.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { logger } from '../../shared/telemetry.ts';
import { ofTenantsAtRest } from '../../shared/tenancy/fence.ts';
import { onlyFor } from '../../shared/tenancy/onlyFor.ts';
import { tenantS3 } from '../../shared/tenancy/tenantS3.ts';
import { liveTenantService } from '../../shared/tenancy/tenantService.ts';
import { workTable } from '../../shared/tenancy/workTable.ts';
import { type ExecutionDeps, reconcile as reconcileAll, recordEnd, stopForGood } from './execution.ts';
import { routes } from './routes.ts';
import * as run from './run.ts';
import { stepFunctions } from './stepFunctions.ts';
import { activeSimulations, keptOfRuns, rowsOfSimulations, simulationStore } from './store.ts';
import { erasing, exporting, subscriptions } from './subscriptions.ts';

// Each Lambda's bundle holds one of these exports: a PURE call that nobody uses is left out, with all it needs.

const clock = () => new Date();
const workbooks = (objects: Pick<Objects, 'get'>) => async (tenant: TenantId, fileId: string) => {
  const bytes = await objects.get(tenant, workbookModelKey(fileId));
  return bytes && decodeWorkbook(bytes);
};
const storeDeps = (): run.RunDeps => ({ store: simulationStore(workTable()), clock });
const computeDeps = (): run.ComputeDeps => ({ ...storeDeps(), objects: s3Objects(setting('RUNS_BUCKET')) });
const sliceDeps = (): run.SliceDeps => ({ ...computeDeps(), decodeProgram, createRunner });
const executionDeps = (): ExecutionDeps => ({ ...storeDeps(), executions: stepFunctions(setting('STATE_MACHINE')) });

const apiHandler = () => {
  const bucket = setting('FILES_BUCKET');
  const s3 = tenantS3();
  return httpHandler(
    liveTenantService({
      routes: (session) => {
        const files = onlyFor(session.tenant, s3Objects(bucket, s3(session)));
        return routes({
          store: simulationStore(session.table),
          sharingOf: (tenant, fileId) => readFileSharing(files, tenant, fileId),
          workbook: workbooks(files),
          plan: planSimulation,
          needsPasses,
          clock,
        });
      },
      dependencies: (session) => [tenantBucketDependency('files bucket', bucket, s3(session), session.tenant)],
    }),
  );
};

/** A state of the state machine: what it returns is the state's result, what it throws is the error's name. */
const task = <Input extends RunKeys, Output>(name: string, act: (input: Input) => Promise<Output>) =>
  middy<Input, Output>().handler((input) =>
    loggingRun(input, async () => {
      const startedAt = performance.now();
      const output = await act(input);
      logger.info(name, { input, durationMs: Math.round(performance.now() - startedAt) });
      return output;
    }),
  );

type RunKeys = Pick<run.RunInput, 'tenant' | 'simulationId'> & Partial<run.RunInput>;

/** Every line of the log says which request the run belongs to. */
const loggingRun = async <Output>(
  { tenant, simulationId, correlationId, causationId }: RunKeys,
  act: () => Promise<Output>,
) => {
  logger.appendKeys({ organizationId: tenant, simulationId, correlationId, causationId });
  try {
    return await act();
  } finally {
    logger.resetKeys();
  }
};

const prepareHandler = () => {
  const deps = {
    ...sliceDeps(),
    workbook: workbooks(s3Objects(setting('FILES_BUCKET'))),
    plan: planSimulation,
    compile: compileSimulation,
    encodeProgram,
    mergeStates,
    beforeFirstWave,
    nextWave,
    afterWave,
  };
  return task('prepare', (input: run.RunInput) => run.prepare(deps, input));
};

const sliceHandler = () => {
  const deps = sliceDeps();
  return task('slice', (input: run.RunInput & run.Slice) => run.runSlice(deps, input));
};

const mergeHandler = () => {
  const deps = { ...computeDeps(), decodeProgram, mergeStates, nextWave, afterWave, summarise };
  return task('merge', (input: run.RunInput & run.Wave) => run.merge(deps, input));
};

const completeHandler = () => {
  const deps = storeDeps();
  return task('complete', (input: run.RunInput) => run.complete(deps, input));
};

const failHandler = () => {
  const deps = storeDeps();
  return task('fail', (input: run.Failed) => run.fail(deps, input));
};

const eventsHandler = () => defineConsumer(subscriptions(executionDeps()), { moving: heedingMoves(workTable()) });

const eraseHandler = () => {
  const executions = stepFunctions(setting('STATE_MACHINE'));
  return defineConsumer(
    erasing({
      ...lasting,
      cell: setting('CELL'),
      table: dynamoTable(setting('TABLE')),
      rows: (tenant) => rowsOfSimulations(tenant, (simulation) => stopForGood(executions, simulation)),
      objects: [s3TenantObjects(setting('RUNS_BUCKET')), exportedParts('simulations')],
      publish: publishSimulationOrganizationErased,
    }),
  );
};

interface ExecutionEnd {
  input: string;
  status: string;
  error?: string;
  cause?: string;
}

const endHandler = () => {
  const deps = executionDeps();
  return middy<EventBridgeEvent<'Step Functions Execution Status Change', ExecutionEnd>, void>().handler(
    ({ detail: { input, ...end } }) => {
      const runInput: run.RunInput = JSON.parse(input);
      return loggingRun(runInput, async () => {
        await recordEnd(deps, { ...runInput, ...end });
        logger.info('execution ended', { status: end.status });
      });
    },
  );
};

const reconcileHandler = () => {
  const table = dynamoTable(setting('TABLE'));
  const active = activeSimulations(table);
  const deps = {
    ...executionDeps(),
    active: async (limit: number) => ofTenantsAtRest(table, await active(limit), Date.now()),
  };
  return middy<unknown, { looked: number }>().handler(async () => {
    const outcome = await reconcileAll(deps);
    logger.info('reconciled', outcome);
    return outcome;
  });
};

const exportHandler = () => {
  const table = workTable();
  return defineConsumer(
    exporting({
      table,
      rows: (tenant) => rowsOfSimulations(tenant, async () => {}),
      kept: keptOfRuns,
      service: 'simulations',
      exports: exportsBucket(),
      publish: publishSimulationOrganizationExported,
      clock: lasting.clock,
    }),
    { moving: heedingMoves(table) },
  );
};

export const api = /* @__PURE__ */ apiHandler();
export const prepare = /* @__PURE__ */ prepareHandler();
export const slice = /* @__PURE__ */ sliceHandler();
export const merge = /* @__PURE__ */ mergeHandler();
export const complete = /* @__PURE__ */ completeHandler();
export const fail = /* @__PURE__ */ failHandler();
export const onEvent = /* @__PURE__ */ eventsHandler();
export const onExecutionEnd = /* @__PURE__ */ endHandler();
export const reconcile = /* @__PURE__ */ reconcileHandler();
export const onErase = /* @__PURE__ */ eraseHandler();
export const onExport = /* @__PURE__ */ exportHandler();
export const relay = /* @__PURE__ */ relayHandler();
