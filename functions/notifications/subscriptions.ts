import { on, type Subscription } from '../../events/consume/consume.ts';
import { type Erasure, eraseOrganization } from '../../events/consume/erase.ts';
import { type Exporting, exportOrganization } from '../../events/consume/export.ts';
import {
  organizationDeletedV1,
  organizationExportReadyV1,
  organizationExportRequestedV1,
} from '../../events/organization.ts';
import { simulationCompletedV1, simulationFailedV1 } from '../../events/simulation.ts';
import { type NotificationDeps, notifyCompleted, notifyExportReady, notifyFailed } from './notifications.ts';

export const subscriptions = (deps: NotificationDeps): readonly Subscription[] => [
  on(simulationCompletedV1, (event) => notifyCompleted(deps, event)),
  on(simulationFailedV1, (event) => notifyFailed(deps, event)),
  on(organizationExportReadyV1, (event) => notifyExportReady(deps, event)),
];

/** What a function of its own does, which has the time. */
export const erasing = (erasure: Erasure): readonly Subscription[] => [
  on(organizationDeletedV1, (event) => eraseOrganization(erasure, event)),
];

export const exporting = (deps: Exporting): readonly Subscription[] => [
  on(organizationExportRequestedV1, (event) => exportOrganization(deps, event)),
];
