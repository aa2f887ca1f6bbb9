import * as z from 'zod';
import { id } from '../shared/ids.ts';
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

export const publishOrganizationCreated = publisher(organizationCreatedV1);
export const publishOrganizationUpdated = publisher(organizationUpdatedV1);
