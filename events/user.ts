import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { publisher } from './outbox.ts';

export const userCreatedV1 = defineEvent({
  type: 'user.created',
  version: 1,
  owner: 'users',
  description: 'Somebody was seen for the first time: they have a profile now, and an organization of their own.',
  schema: z.object({
    userId: id('usr').describe('The person.'),
    organizationId: id('org').describe('Their own organization.'),
  }),
  example: { userId: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC', organizationId: 'org_01J8ZPZS3N8W3V5K2M6R9T0XBC' },
});

export const publishUserCreated = publisher(userCreatedV1);
