import { on, type Subscription } from '../../events/consume/consume.ts';
import { simulationCancelledV1, simulationRequestedV1 } from '../../events/simulation.ts';
import { type ExecutionDeps, startExecution, stopExecution } from './execution.ts';

export const subscriptions = (deps: ExecutionDeps): readonly Subscription[] => [
  on(simulationRequestedV1, (event) => startExecution(deps, event)),
  on(simulationCancelledV1, (event) => stopExecution(deps, event)),
];
