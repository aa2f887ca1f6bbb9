import * as z from 'zod';

/** The replies that the page reads. */
export { type SimulationRequest, simulationRequest } from '../../../engine/request.ts';
export type { InputResults, OutputResults } from '../../../engine/run/results.ts';
export { type AuditRecord, auditPage } from '../../../shared/api/audit.ts';
export { usage } from '../../../shared/api/billing.ts';
export {
  type DataExportSummary,
  dataExportAccepted,
  dataExportList,
  dataExportView,
} from '../../../shared/api/dataExports.ts';
export {
  cellsView,
  type FileAccepted,
  type FileSummary,
  type FileView,
  fileAccepted,
  filePage,
  fileSummary,
  fileView,
} from '../../../shared/api/files.ts';
export { type KeyRequest, type KeyView, keyList, keyWithSecret } from '../../../shared/api/keys.ts';
export { type LimitUse, limitUsage, organizationLimits } from '../../../shared/api/limits.ts';
export { type Notification, notificationPage } from '../../../shared/api/notifications.ts';
export {
  type InvitationView,
  type InvitationWithToken,
  type InvitedTo,
  invitationList,
  invitationWithToken,
  invitedTo,
  joined,
  type MemberView,
  memberPage,
  memberView,
  organizationView,
  type RoleView,
  roleList,
  roleView,
} from '../../../shared/api/organizations.ts';
export { type ExportFormat, exportAccepted, exportView, type Results, results } from '../../../shared/api/results.ts';
export {
  type SimulationView,
  type StartSimulation,
  simulationAccepted,
  simulationPage,
  simulationView,
} from '../../../shared/api/simulations.ts';
export { type Me, me } from '../../../shared/api/users.ts';
export type { Visibility } from '../../../shared/api/visibility.ts';
export { type LimitName, limitNames } from '../../../shared/limits/limits.ts';
export { type ReachedLimit, reachedLimit } from '../../../shared/limits/reachedLimit.ts';
export { mayChange, type Owned } from '../../../shared/ownership.ts';
export { everybodys, keyPermissions, ownersAlone, type Permission, permissions } from '../../../shared/permissions.ts';

import type { CellsView } from '../../../shared/api/files.ts';

/** A cell as a sheet shows it. */
export type DisplayCell = CellsView['cells'][number];

export const exampleList = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    question: z.string(),
    description: z.string(),
    /** What the simulation answers, in a sentence. */
    result: z.string().optional(),
    /** File names under /examples/. */
    workbook: z.string(),
    request: z.string(),
  }),
);
export type Example = z.infer<typeof exampleList>[number];
