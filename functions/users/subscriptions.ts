import { billingOrganizationErasedV1, billingOrganizationExportedV1 } from '../../events/billing.ts';
import { on, type Subscription } from '../../events/consume/consume.ts';
import { type Exporting, exportOrganization } from '../../events/consume/export.ts';
import { fileOrganizationErasedV1, fileOrganizationExportedV1 } from '../../events/file.ts';
import { notificationOrganizationErasedV1, notificationOrganizationExportedV1 } from '../../events/notification.ts';
import { organizationExportRequestedV1 } from '../../events/organization.ts';
import { resultsOrganizationErasedV1, resultsOrganizationExportedV1 } from '../../events/results.ts';
import { simulationOrganizationErasedV1, simulationOrganizationExportedV1 } from '../../events/simulation.ts';
import { userOrganizationExportedV1 } from '../../events/user.ts';
import { noteErased } from './deletion/reports.ts';
import { noteExported } from './exports/reports.ts';
import type { UserDeps } from './users.ts';

export const subscriptions = (
  deps: Pick<UserDeps, 'organizations' | 'exports' | 'tenancy' | 'clock'>,
): readonly Subscription[] => [
  ...[
    fileOrganizationErasedV1,
    simulationOrganizationErasedV1,
    resultsOrganizationErasedV1,
    billingOrganizationErasedV1,
    notificationOrganizationErasedV1,
  ].map((erased) => on(erased, (event) => noteErased(deps, event))),
  ...[
    userOrganizationExportedV1,
    fileOrganizationExportedV1,
    simulationOrganizationExportedV1,
    resultsOrganizationExportedV1,
    billingOrganizationExportedV1,
    notificationOrganizationExportedV1,
  ].map((exported) => on(exported, (event) => noteExported(deps, event))),
];

/** What a function of its own does, which has the time. */
export const exporting = (deps: Exporting): readonly Subscription[] => [
  on(organizationExportRequestedV1, (event) => exportOrganization(deps, event)),
];
