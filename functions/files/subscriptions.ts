import { on, type Subscription } from '../../events/consume/consume.ts';
import { type Erasure, eraseOrganization } from '../../events/consume/erase.ts';
import { type Exporting, exportOrganization } from '../../events/consume/export.ts';
import { organizationDeletedV1, organizationExportRequestedV1 } from '../../events/organization.ts';

/** What a function of its own does, which has the time. */
export const erasing = (erasure: Erasure): readonly Subscription[] => [
  on(organizationDeletedV1, (event) => eraseOrganization(erasure, event)),
];

export const exporting = (deps: Exporting): readonly Subscription[] => [
  on(organizationExportRequestedV1, (event) => exportOrganization(deps, event)),
];
