import * as z from 'zod';
import { id } from '../shared/ids.ts';
import { defineEvent, type EventDefinition } from './envelope.ts';

const exported = z.object({
  organizationId: id('org').describe('The organization whose data it is.'),
  exportId: id('exp').describe('The export.'),
  rows: z.int().nonnegative().describe('How many rows the service has written into it.'),
  objects: z.int().nonnegative().describe('How many objects.'),
  bytes: z.int().nonnegative().describe('Of all files, without the manifest.'),
});
export type Exported = z.infer<typeof exported>;

/** What each service tells that keeps something of organizations, when its part of an export of data is written. */
export const exportedEvent = (domain: string, owner: string): EventDefinition<typeof exported> =>
  defineEvent({
    type: `${domain}.organization_exported`,
    version: 1,
    owner,
    description: `The ${owner} service has written its part of an export of data.`,
    schema: exported,
    example: {
      organizationId: 'org_01J8ZPZS3N8W3V5K2M6R9T0XBC',
      exportId: 'exp_01J8ZQ7D4N8W3V5K2M6R9T0XBC',
      rows: 12,
      objects: 4,
      bytes: 48_211,
    },
  });
