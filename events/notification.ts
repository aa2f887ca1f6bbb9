import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { publisher } from './outbox.ts';

export const notificationSentV1 = defineEvent(
  'notifications',
  'notification.sent',
  1,
  z.object({ notificationId: id('ntf'), userId: id('usr'), kind: z.string() }),
);

export const publishNotificationSent = publisher(notificationSentV1);
