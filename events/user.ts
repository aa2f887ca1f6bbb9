import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { publisher } from './outbox.ts';

export const userCreatedV1 = defineEvent(
  'users',
  'user.created',
  1,
  z.object({ userId: id('usr'), organizationId: id('org') }),
);

export const publishUserCreated = publisher(userCreatedV1);
