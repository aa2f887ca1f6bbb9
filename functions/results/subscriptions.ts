import { type Moving, on, type Subscription } from '../../events/consume/consume.ts';
import { type Erasure, eraseOrganization } from '../../events/consume/erase.ts';
import { type Exporting, exportOrganization } from '../../events/consume/export.ts';
import { organizationDeletedV1, organizationExportRequestedV1 } from '../../events/organization.ts';
import { resultsExportRequestedV1 } from '../../events/results.ts';
import { simulationDeletedV1, simulationVisibilityChangedV1 } from '../../events/simulation.ts';
import { type ExportDeps, writeExport } from './exports.ts';
import { eraseResults, type ResultDeps, shareResults } from './results.ts';

export const subscriptions = (deps: ResultDeps & ExportDeps & Pick<Moving, 'heed'>): readonly Subscription[] => [
  on(resultsExportRequestedV1, (event) => writeExport(deps, event)),
  on(simulationDeletedV1, (event) => eraseResults(deps, event)),
  on(simulationVisibilityChangedV1, (event) => shareResults(deps, event)),
];

/** What a function of its own does, which has the time. */
export const erasing = (erasure: Erasure): readonly Subscription[] => [
  on(organizationDeletedV1, (event) => eraseOrganization(erasure, event)),
];

export const exporting = (deps: Exporting): readonly Subscription[] => [
  on(organizationExportRequestedV1, (event) => exportOrganization(deps, event)),
];
