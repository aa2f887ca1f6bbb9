import * as z from 'zod';
import { exportAccepted, exportRequest, exportView, results } from '../../shared/api/results.ts';
import { type Route, route } from '../../shared/http/route.ts';
import { id } from '../../shared/ids.ts';
import { getExport, getResults, type ResultDeps, startExport } from './results.ts';

const params = z.object({ simulationId: id('sim').describe('Of a simulation that is COMPLETED.') });

export const routes = (deps: ResultDeps): readonly Route[] => [
  route({
    method: 'GET',
    path: '/api/results/{simulationId}',
    operationId: 'getResults',
    summary: 'Statistics, percentiles, histogram and sensitivity of every output',
    parse: { params },
    authorise: 'result:read',
    owned: 'read',
    act: ({ params, context }) => getResults(deps, params.simulationId, context.identity),
    respond: { ok: [200, results], errors: { 'results-not-found': 404 } },
  }),
  route({
    method: 'POST',
    path: '/api/results/{simulationId}/exports',
    operationId: 'startExport',
    summary: 'Export results',
    parse: { params, body: exportRequest },
    authorise: 'result:export',
    owned: 'read',
    act: ({ params, body, context }) => startExport(deps, params.simulationId, body.format, context),
    respond: {
      ok: [202, exportAccepted],
      errors: { 'results-not-found': 404 },
      headers: ({ simulationId, exportId }) => ({ location: `/api/results/${simulationId}/exports/${exportId}` }),
    },
  }),
  route({
    method: 'GET',
    path: '/api/results/{simulationId}/exports/{exportId}',
    operationId: 'getExport',
    summary: 'An export and, when it is READY, its address',
    parse: { params: params.extend({ exportId: id('exp').describe('As its start told it.') }) },
    authorise: 'result:read',
    owned: 'read',
    audited: true,
    act: ({ params, context }) => getExport(deps, params, context.identity),
    respond: { ok: [200, exportView], errors: { 'export-not-found': 404 } },
  }),
];
