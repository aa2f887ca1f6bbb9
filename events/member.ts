import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { publisher } from './outbox.ts';

const owner = 'users';
const organizationId = id('org').describe('The organization.');
const role = z.string().describe('What they may do there, such as `owner` or `viewer`.');
const example = {
  organizationId: 'org_01J8ZPZS3N8W3V5K2M6R9T0XBC',
  userId: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC',
} as const;

export const memberInvitedV1 = defineEvent({
  type: 'member.invited',
  version: 1,
  owner,
  description: 'Somebody was invited into an organization. What they accept with stands in no event.',
  schema: z.object({
    organizationId,
    invitationId: id('inv').describe('The invitation.'),
    email: z.string().describe('For whom it is meant, in small letters.'),
    role: z.string().describe('What they may do there once they accept.'),
    invitedBy: id('usr').describe('The member who invited them.'),
  }),
  example: {
    organizationId: example.organizationId,
    invitationId: 'inv_01J8ZQ1M7N8W3V5K2M6R9T0XBC',
    email: 'grace@example.com',
    role: 'viewer',
    invitedBy: example.userId,
  },
});

export const memberAddedV1 = defineEvent({
  type: 'member.added',
  version: 1,
  owner,
  description:
    'Somebody belongs to an organization now. Its subject is the organization, which puts all members in order.',
  schema: z.object({ organizationId, userId: id('usr').describe('Who belongs to it.'), role }),
  example: { ...example, role: 'owner' },
});

export const memberRoleChangedV1 = defineEvent({
  type: 'member.role_changed',
  version: 1,
  owner,
  description: 'A member of an organization has another role there.',
  schema: z.object({ organizationId, userId: id('usr').describe('The member.'), role }),
  example: { ...example, role: 'analyst' },
});

export const memberRemovedV1 = defineEvent({
  type: 'member.removed',
  version: 1,
  owner,
  description: 'Somebody belongs to an organization no more: they left, or were removed.',
  schema: z.object({ organizationId, userId: id('usr').describe('Who belonged to it.') }),
  example,
});

export const publishMemberInvited = publisher(memberInvitedV1);
export const publishMemberAdded = publisher(memberAddedV1);
export const publishMemberRoleChanged = publisher(memberRoleChangedV1);
export const publishMemberRemoved = publisher(memberRemovedV1);
