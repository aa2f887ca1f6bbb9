/** Which events go where, in an installation with cells: docs/cells.md. */
import * as z from 'zod';
import { pooledCell } from '../shared/tenancy/tenancy.ts';

/** What the control plane tells is told on the platform's bus, wherever a tenant's data is. */
const domainsOfTheControlPlane = ['organization', 'user', 'member', 'circuit', 'instance'];

export const isOfControlPlane = (type: string): boolean =>
  domainsOfTheControlPlane.some((domain) => type.startsWith(`${domain}.`));

/** What the control plane asks of, or tells, one cell, which `data.cell` names. */
export const addressedTypes: readonly string[] = ['organization.export_requested', 'organization.export_ready'];

/** In the data of an event; missing for what is pooled, as in events from before there were cells. */
export const cellInData = z.string().optional();

export const inData = (cell: string): { cell?: string } => (cell === pooledCell ? {} : { cell });
