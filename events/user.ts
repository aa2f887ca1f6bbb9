import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { exportedEvent } from './exported.ts';
import { publisher } from './outbox.ts';

const owner = 'users';
const userId = id('usr').describe('The person.');
const example = { userId: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC' } as const;

export const userCreatedV1 = defineEvent({
  type: 'user.created',
  version: 1,
  owner,
  description: 'Somebody was seen for the first time: they have a profile now, and an organization of their own.',
  schema: z.object({ userId, organizationId: id('org').describe('Their own organization.') }),
  example: { ...example, organizationId: 'org_01J8ZPZS3N8W3V5K2M6R9T0XBC' },
});

export const userUpdatedV1 = defineEvent({
  type: 'user.updated',
  version: 1,
  owner,
  description:
    'Somebody changed their profile. It is told in their own organization, wherever else they are a member; where they act, if they have left that.',
  schema: z.object({ userId, name: z.string().describe('What they are called now.') }),
  example: { ...example, name: 'Ada Lovelace' },
});

export const userDeletedV1 = defineEvent({
  type: 'user.deleted',
  version: 1,
  owner,
  description:
    'Somebody deleted their profile; they had left all organizations before, of which `member.removed` tells there. No service keeps anything of a person outside of an organization. Signing in again makes another one.',
  schema: z.object({ userId }),
  example,
});

export const userOrganizationExportedV1 = exportedEvent('user', owner);

export const publishUserCreated = publisher(userCreatedV1);
export const publishUserUpdated = publisher(userUpdatedV1);
export const publishUserDeleted = publisher(userDeletedV1);
export const publishUserOrganizationExported = publisher(userOrganizationExportedV1);
