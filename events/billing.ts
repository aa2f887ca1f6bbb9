import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { publisher } from './outbox.ts';

export const billingUsageRecordedV1 = defineEvent(
  'billing',
  'billing.usage_recorded',
  1,
  z.object({ day: z.iso.date(), simulationId: id('sim'), iterations: z.int().positive() }),
);

export const publishBillingUsageRecorded = publisher(billingUsageRecordedV1);
