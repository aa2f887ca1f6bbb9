import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { publisher } from './outbox.ts';

export const organizationCreatedV1 = defineEvent({
  type: 'organization.created',
  version: 1,
  owner: 'users',
  description: 'There is a new organization. Its first member follows at once.',
  schema: z.object({
    organizationId: id('org').describe('The organization.'),
    name: z.string().describe('What it is called.'),
  }),
  example: { organizationId: 'org_01J8ZPZS3N8W3V5K2M6R9T0XBC', name: "Ada's organization" },
});

export const publishOrganizationCreated = publisher(organizationCreatedV1);
