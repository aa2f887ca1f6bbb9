import * as z from 'zod';
import { pageOf } from '../http/page.ts';
import { id } from '../ids.ts';

export const notification = z
  .object({
    notificationId: id('ntf'),
    kind: z.enum(['simulation.completed', 'simulation.failed']),
    title: z.string(),
    detail: z.string(),
    simulationId: id('sim'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof notification>;

export const notificationPage = pageOf(notification).meta({ id: 'NotificationPage' });
