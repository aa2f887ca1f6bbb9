import * as z from 'zod';
import { pageOf } from '../http/page.ts';
import { id } from '../ids.ts';

export const notification = z
  .object({
    notificationId: id('ntf'),
    kind: z.enum(['simulation.completed', 'simulation.failed', 'organization.export_ready']),
    title: z.string(),
    detail: z.string(),
    simulationId: id('sim').optional().describe('What it is about, if that is a simulation.'),
    exportId: id('exp').optional().describe('What it is about, if that is an export of data.'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof notification>;

export const notificationPage = pageOf(notification).meta({ id: 'NotificationPage' });
