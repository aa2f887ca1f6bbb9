import { on, type Subscription } from '../../events/consume/consume.ts';
import { type Erasure, eraseOrganization } from '../../events/consume/erase.ts';
import { type Exporting, exportOrganization } from '../../events/consume/export.ts';
import { organizationDeletedV1, organizationExportRequestedV1 } from '../../events/organization.ts';
import { simulationCancelledV1, simulationRequestedV1 } from '../../events/simulation.ts';
import { type ExecutionDeps, startExecution, stopExecution } from './execution.ts';

export const subscriptions = (deps: ExecutionDeps): readonly Subscription[] => [
  on(simulationRequestedV1, (event) => startExecution(deps, event)),
  on(simulationCancelledV1, (event) => stopExecution(deps, event)),
];

/** What a function of its own does, which has the time. */
export const erasing = (erasure: Erasure): readonly Subscription[] => [
  on(organizationDeletedV1, (event) => eraseOrganization(erasure, event)),
];

export const exporting = (deps: Exporting): readonly Subscription[] => [
  on(organizationExportRequestedV1, (event) => exportOrganization(deps, event)),
];
