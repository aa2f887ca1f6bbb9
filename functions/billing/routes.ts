import * as z from 'zod';
import { usage } from '../../shared/api/billing.ts';
import { type Route, route } from '../../shared/http/route.ts';
import { type BillingDeps, getUsage, longestDays } from './billing.ts';

const day = z.iso
  .date('a day is written like 2026-03-01')
  .refine((text) => text >= '2000-01-01' && text < '2100-01-01', 'a day is one from 2000 to 2099');

const query = z
  .object({
    from: day.optional().describe('The first day, in UTC.'),
    to: day.optional().describe(`The last day; until today where it is left out. At most ${longestDays} days.`),
  })
  .refine(({ from, to }) => !from || !to || from <= to, { error: 'from is after to', path: ['from'] })
  .refine(({ from, to }) => !from || !to || Date.parse(to) - Date.parse(from) < longestDays * 24 * 3600 * 1000, {
    error: `a period has at most ${longestDays} days`,
    path: ['to'],
  });

export const routes = (deps: BillingDeps): readonly Route[] => [
  route({
    method: 'GET',
    path: '/api/billing/usage',
    operationId: 'getUsage',
    summary: 'Simulations and iterations by day',
    parse: { query },
    authorise: 'billing:read',
    act: ({ query, context }) => getUsage(deps, query, context.identity),
    respond: { ok: [200, usage], errors: {} },
  }),
];
