import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { publisher } from './outbox.ts';

export const memberAddedV1 = defineEvent({
  type: 'member.added',
  version: 1,
  owner: 'users',
  description:
    'Somebody belongs to an organization now. Its subject is the organization, which puts all members in order.',
  schema: z.object({
    organizationId: id('org').describe('The organization.'),
    userId: id('usr').describe('Who belongs to it.'),
    role: z.string().describe('What they may do there, such as `owner` or `viewer`.'),
  }),
  example: {
    organizationId: 'org_01J8ZPZS3N8W3V5K2M6R9T0XBC',
    userId: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC',
    role: 'owner',
  },
});

export const publishMemberAdded = publisher(memberAddedV1);
