import type { RequestedSimulation, SimulationStatus } from '../../shared/api/simulations.ts';
import type { Visibility } from '../../shared/api/visibility.ts';
import type { TenantId, UserId } from '../../shared/identity.ts';
import type { Id } from '../../shared/ids.ts';

export type SimulationId = Id<'sim'>;

export interface SimulationRecord {
  tenant: TenantId;
  simulationId: SimulationId;
  fileId: Id<'fil'>;
  name: string;
  createdBy: UserId;
  visibility: Visibility;
  status: SimulationStatus;
  /** Set while results are written out: from then on a run can no longer be cancelled. */
  sealed: boolean;
  request: RequestedSimulation;
  /** Iterations. */
  completed: number;
  total: number;
  /** The last step of its progress that an event told of. */
  told: number;
  error: { code: string; detail: string } | null;
  /** How many iterations count against the organization's limit, and of which month; null for what is from before limits. */
  counted: { month: string; iterations: number } | null;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  /** Raised by every move; events of one simulation carry it, and so have an order. */
  sequence: number;
  correlationId: string;
  traceparent: string | undefined;
  /** The event that says it was requested; all that its run tells follows from that one. */
  causationId: string | undefined;
}

/**
 * The life of a simulation. Each step is one conditional write, so that of two that race (a cancellation and the
 * completion) exactly one happens.
 */
export const steps = {
  start: { from: ['QUEUED'], to: 'RUNNING', whenSealed: false },
  seal: { from: ['RUNNING'], to: 'RUNNING', whenSealed: false },
  complete: { from: ['RUNNING'], to: 'COMPLETED', whenSealed: true },
  fail: { from: ['QUEUED', 'RUNNING'], to: 'FAILED', whenSealed: true },
  cancel: { from: ['QUEUED', 'RUNNING'], to: 'CANCELLED', whenSealed: false },
} as const satisfies Record<
  string,
  { from: readonly SimulationStatus[]; to: SimulationStatus /** Whether it may follow a seal. */; whenSealed: boolean }
>;
export type Step = keyof typeof steps;

/** Its progress is told once per twentieth at most: what follows a run live asks for its status. */
const progressSteps = 20;
export const progressStep = ({ completed, total }: Pick<SimulationRecord, 'completed' | 'total'>): number =>
  Math.floor((completed / total) * progressSteps);

export const isActive = (status: SimulationStatus): boolean => status === 'QUEUED' || status === 'RUNNING';

export const allows = (step: Step, { status, sealed }: SimulationRecord): boolean =>
  (steps[step].from as readonly SimulationStatus[]).includes(status) && (steps[step].whenSealed || !sealed);
