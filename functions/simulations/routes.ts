import * as z from 'zod';
import { limitUsage } from '../../shared/api/limits.ts';
import {
  startSimulation as body,
  simulationAccepted,
  simulationChange,
  simulationPage,
  simulationView,
} from '../../shared/api/simulations.ts';
import { pageQuery } from '../../shared/http/page.ts';
import { type Route, route } from '../../shared/http/route.ts';
import { id } from '../../shared/ids.ts';
import {
  cancelSimulation,
  changeSimulation,
  deleteSimulation,
  getSimulation,
  getUsage,
  listSimulations,
  type SimulationDeps,
  startSimulation,
} from './simulations.ts';

const params = z.object({ simulationId: id('sim').describe('As its start told it.') });

export const routes = (deps: SimulationDeps): readonly Route[] => [
  route({
    method: 'POST',
    path: '/api/simulations',
    operationId: 'startSimulation',
    summary: 'Start a simulation',
    parse: { body },
    authorise: 'simulation:start',
    act: ({ body, context }) => startSimulation(deps, body, context),
    respond: {
      ok: [202, simulationAccepted],
      errors: { 'file-not-ready': 404, 'file-private': 403, 'invalid-simulation': 422, 'limit-reached': 429 },
      headers: ({ simulationId }) => ({ location: `/api/simulations/${simulationId}` }),
    },
  }),
  route({
    method: 'GET',
    path: '/api/simulations',
    operationId: 'listSimulations',
    summary: 'List simulations, newest first',
    parse: { query: pageQuery },
    authorise: 'simulation:read',
    act: ({ query, context }) => listSimulations(deps, query, context.identity),
    respond: { ok: [200, simulationPage], errors: {} },
  }),
  route({
    method: 'GET',
    // Before the one whose parameter would take its name.
    path: '/api/simulations/usage',
    operationId: 'getSimulationUsage',
    summary: 'What simulations use of the limits of the organization',
    description:
      'Simulations that have not ended, and the iterations of this month in UTC: of those under way all that they ask for, of those that have ended what was computed.',
    parse: {},
    authorise: 'organization:read',
    act: ({ context }) => getUsage(deps, context),
    respond: { ok: [200, limitUsage], errors: {} },
  }),
  route({
    method: 'GET',
    path: '/api/simulations/{simulationId}',
    operationId: 'getSimulation',
    summary: 'A simulation with its status and progress',
    parse: { params },
    authorise: 'simulation:read',
    owned: 'read',
    act: ({ params, context }) => getSimulation(deps, params.simulationId, context.identity),
    respond: { ok: [200, simulationView], errors: { 'simulation-not-found': 404 } },
  }),
  route({
    method: 'PATCH',
    path: '/api/simulations/{simulationId}',
    operationId: 'changeSimulation',
    summary: 'Share a simulation, or make it private',
    description: 'Its results follow within seconds.',
    parse: { params, body: simulationChange },
    authorise: 'simulation:start',
    owned: 'change',
    act: ({ params, body, context }) => changeSimulation(deps, params.simulationId, body.visibility, context),
    respond: {
      ok: [200, simulationView],
      errors: { 'simulation-not-found': 404, 'not-yours': 403, 'file-private': 403 },
    },
  }),
  route({
    method: 'POST',
    path: '/api/simulations/{simulationId}/cancel',
    operationId: 'cancelSimulation',
    summary: 'Cancel a simulation',
    parse: { params },
    authorise: 'simulation:cancel',
    owned: 'change',
    act: ({ params, context }) => cancelSimulation(deps, params.simulationId, context),
    respond: {
      ok: [202, simulationView],
      errors: { 'simulation-not-found': 404, 'not-yours': 403, 'simulation-ended': 409 },
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/simulations/{simulationId}',
    operationId: 'deleteSimulation',
    summary: 'Delete a simulation with its results',
    parse: { params },
    authorise: 'simulation:delete',
    owned: 'change',
    act: ({ params, context }) => deleteSimulation(deps, params.simulationId, context),
    respond: { ok: [204, null], errors: { 'simulation-active': 409, 'not-yours': 403 } },
  }),
];
