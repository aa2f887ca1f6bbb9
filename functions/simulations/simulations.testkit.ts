import type { RequestContext } from '../../shared/http/route.ts';
import { noLimits } from '../../shared/limits/limits.ts';
import type { RunInput } from './run.ts';
import type { SimulationRecord } from './simulation.ts';

export const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
export const otherTenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
export const userId = 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
export const now = new Date('2026-03-01T12:00:00Z');
export const clock = () => now;

/** What the state machine hands on of a run. */
export const runInputOf = ({ simulationId }: SimulationRecord): RunInput => ({
  tenant,
  simulationId,
  correlationId: 'cor_1',
  causationId: 'evt_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  traceparent: null,
});

export const aContext = (given: Partial<RequestContext> = {}): RequestContext => ({
  identity: {
    userId,
    organizationId: tenant,
    role: 'analyst',
    permissions: [],
    operator: false,
    credential: { kind: 'token', id: 'tok_1' },
  },
  limits: noLimits,
  correlationId: 'cor_1',
  traceparent: undefined,
  headers: {},
  path: '/api/simulations',
  idempotency: null,
  ...given,
});

export const aSimulation = (given: Partial<SimulationRecord> = {}): SimulationRecord => ({
  tenant,
  simulationId: 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  fileId: 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  name: 'Launch',
  createdBy: userId,
  visibility: 'shared',
  status: 'QUEUED',
  sealed: false,
  request: {
    fileId: 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
    outputs: [{ cell: 'Model!D10' }],
    iterations: 1000,
    seed: 7,
  } as SimulationRecord['request'],
  completed: 0,
  told: 0,
  total: 1000,
  error: null,
  counted: null,
  createdAt: now.toISOString(),
  startedAt: null,
  endedAt: null,
  sequence: 1,
  correlationId: 'cor_1',
  traceparent: undefined,
  causationId: 'evt_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  ...given,
});
