import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent } from './envelope.ts';
import { erasedEvent } from './erased.ts';
import { exportedEvent } from './exported.ts';
import { publisher } from './outbox.ts';

const owner = 'billing';

export const billingUsageRecordedV1 = defineEvent({
  type: 'billing.usage_recorded',
  version: 1,
  owner,
  description: "A completed run was counted in its organization's usage, once.",
  schema: z.object({
    day: z.iso.date().describe('The day, in UTC, on which the run ended.'),
    simulationId: id('sim').describe('The run.'),
    iterations: z.int().positive().describe('How many iterations it did.'),
  }),
  example: { day: '2026-03-01', simulationId: 'sim_01J8ZQ5A2N8W3V5K2M6R9T0XBC', iterations: 100_000 },
});

export const billingOrganizationErasedV1 = erasedEvent('billing', owner);
export const billingOrganizationExportedV1 = exportedEvent('billing', owner);

export const publishBillingUsageRecorded = publisher(billingUsageRecordedV1);
export const publishBillingOrganizationErased = publisher(billingOrganizationErasedV1);
export const publishBillingOrganizationExported = publisher(billingOrganizationExportedV1);
