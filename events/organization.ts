import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { cellInData } from './cells.ts';
import { defineEvent } from './envelope.ts';
import { publisher } from './outbox.ts';

const owner = 'users';
const fields = {
  organizationId: id('org').describe('The organization.'),
  name: z.string().describe('What it is called.'),
};
const example = { organizationId: 'org_01J8ZPZS3N8W3V5K2M6R9T0XBC', name: "Ada's organization" } as const;

export const organizationCreatedV1 = defineEvent({
  type: 'organization.created',
  version: 1,
  owner,
  description: 'There is a new organization. Its first member follows at once.',
  schema: z.object(fields),
  example,
});

export const organizationUpdatedV1 = defineEvent({
  type: 'organization.updated',
  version: 1,
  owner,
  description: 'An organization is called something else.',
  schema: z.object(fields),
  example: { ...example, name: 'Analytical Engines' },
});

const exportId = id('exp').describe('The export.');
const cell = cellInData.describe("The cell where the organization's data is; missing: with everybody's.");
const anExport = {
  organizationId: example.organizationId,
  exportId: 'exp_01J8ZQ7D4N8W3V5K2M6R9T0XBC',
  userId: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC',
} as const;

export const organizationExportRequestedV1 = defineEvent({
  type: 'organization.export_requested',
  version: 1,
  owner,
  description:
    'Somebody asked for a copy of all data. Whoever keeps something of the organization writes that into it, and says so by an event of their own.',
  schema: z.object({
    organizationId: fields.organizationId,
    exportId,
    userId: id('usr').describe('Who asked for it.'),
    about: id('usr').optional().describe('Only what is about this person, or was made by them; missing: everything.'),
    cell,
  }),
  example: anExport,
});

export const organizationExportReadyV1 = defineEvent({
  type: 'organization.export_ready',
  version: 1,
  owner,
  description: 'All services have written their parts of an export: it can be fetched.',
  schema: z.object({
    organizationId: fields.organizationId,
    exportId,
    userId: id('usr').describe('Who asked for it.'),
    expiresAt: z.iso.datetime().describe('From then on it is gone.'),
    cell,
  }),
  example: { ...anExport, expiresAt: '2026-03-08T12:00:00Z' },
});

export const organizationDeletionScheduledV1 = defineEvent({
  type: 'organization.deletion_scheduled',
  version: 1,
  owner,
  description: 'An owner deleted an organization. Until it really goes all is as it was, and can be restored.',
  schema: z.object({
    organizationId: fields.organizationId,
    deletesAt: z.iso.datetime().describe('From when on it may go, with all that belongs to it.'),
    userId: id('usr').describe('Who deleted it.'),
  }),
  example: {
    organizationId: example.organizationId,
    deletesAt: '2026-03-31T12:00:00Z',
    userId: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC',
  },
});

export const organizationRestoredV1 = defineEvent({
  type: 'organization.restored',
  version: 1,
  owner,
  description: 'An organization that was to be deleted stays.',
  schema: z.object({
    organizationId: fields.organizationId,
    userId: id('usr').describe('Who restored it.'),
  }),
  example: { organizationId: example.organizationId, userId: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC' },
});

export const organizationDeletedV1 = defineEvent({
  type: 'organization.deleted',
  version: 1,
  owner,
  description:
    'An organization is gone for ever. Whoever keeps something of it erases that, and says so by an event of their own.',
  schema: z.object({ organizationId: fields.organizationId }),
  example: { organizationId: example.organizationId },
});

export const publishOrganizationCreated = publisher(organizationCreatedV1);
export const publishOrganizationUpdated = publisher(organizationUpdatedV1);
export const publishOrganizationExportRequested = publisher(organizationExportRequestedV1);
export const publishOrganizationExportReady = publisher(organizationExportReadyV1);
export const publishOrganizationDeletionScheduled = publisher(organizationDeletionScheduledV1);
export const publishOrganizationRestored = publisher(organizationRestoredV1);
export const publishOrganizationDeleted = publisher(organizationDeletedV1);
