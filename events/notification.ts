import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { erasedEvent } from './erased.ts';
import { exportedEvent } from './exported.ts';
import { publisher } from './outbox.ts';

const owner = 'notifications';

export const notificationSentV1 = defineEvent({
  type: 'notification.sent',
  version: 1,
  owner,
  description: "A notification was put into somebody's inbox.",
  schema: z.object({
    notificationId: id('ntf').describe('The notification.'),
    userId: id('usr').describe('Whose inbox.'),
    kind: z.string().describe('What it tells of, such as `simulation.completed`.'),
  }),
  example: {
    notificationId: 'ntf_01J8ZQ6P5N8W3V5K2M6R9T0XBC',
    userId: 'usr_01J8ZPZS2N8W3V5K2M6R9T0XBC',
    kind: 'simulation.completed',
  },
});

export const notificationOrganizationErasedV1 = erasedEvent('notification', owner);
export const notificationOrganizationExportedV1 = exportedEvent('notification', owner);

export const publishNotificationSent = publisher(notificationSentV1);
export const publishNotificationOrganizationErased = publisher(notificationOrganizationErasedV1);
export const publishNotificationOrganizationExported = publisher(notificationOrganizationExportedV1);
