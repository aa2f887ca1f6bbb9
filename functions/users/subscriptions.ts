import { billingOrganizationErasedV1 } from '../../events/billing.ts';
import { on, type Subscription } from '../../events/consume/consume.ts';
import { fileOrganizationErasedV1 } from '../../events/file.ts';
import { notificationOrganizationErasedV1 } from '../../events/notification.ts';
import { resultsOrganizationErasedV1 } from '../../events/results.ts';
import { simulationOrganizationErasedV1 } from '../../events/simulation.ts';
import { noteErased } from './deletion/reports.ts';
import type { UserDeps } from './users.ts';

export const subscriptions = (deps: Pick<UserDeps, 'organizations'>): readonly Subscription[] =>
  [
    fileOrganizationErasedV1,
    simulationOrganizationErasedV1,
    resultsOrganizationErasedV1,
    billingOrganizationErasedV1,
    notificationOrganizationErasedV1,
  ].map((erased) => on(erased, (event) => noteErased(deps, event)));
