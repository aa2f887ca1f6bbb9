import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { cellInData } from './cells.ts';
import { defineEvent, type EventDefinition } from './envelope.ts';

const erased = z.object({
  organizationId: id('org').describe('The organization that was deleted.'),
  rows: z.int().nonnegative().describe('How many rows the service had of it.'),
  objects: z.int().nonnegative().describe('How many objects; versions of one object count as several.'),
  cell: cellInData.describe("The cell in which it had them; missing: with everybody's."),
});
export type Erased = z.infer<typeof erased>;

/** What each service tells that keeps something of organizations, when it has erased all of a deleted one. */
export const erasedEvent = (domain: string, owner: string): EventDefinition<typeof erased> =>
  defineEvent({
    type: `${domain}.organization_erased`,
    version: 1,
    owner,
    description: `The ${owner} service has erased all that it had of a deleted organization.`,
    schema: erased,
    example: { organizationId: 'org_01J8ZPZS3N8W3V5K2M6R9T0XBC', rows: 12, objects: 30 },
  });
