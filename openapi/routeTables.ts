import { routes as billing } from '../functions/billing/routes.ts';
import { routes as files } from '../functions/files/routes.ts';
import { routes as gateway, publicRoutes } from '../functions/gateway/routes.ts';
import { routes as notifications } from '../functions/notifications/routes.ts';
import { routes as results } from '../functions/results/routes.ts';
import { routes as simulations } from '../functions/simulations/routes.ts';
import { routes as users } from '../functions/users/routes.ts';
import type { DescribedRoute } from '../shared/http/route.ts';

export interface RouteTable {
  service: string;
  /** What the service is for, as the description's tag says it. */
  description: string;
  routes: readonly DescribedRoute[];
}

/** Routes name their dependencies only when they act, and a description acts on none. */
const nothing = {} as never;

export const routeTables: readonly RouteTable[] = [
  { service: 'users', description: 'Who you are, your organizations, and what you may do.', routes: users(nothing) },
  {
    service: 'files',
    description: 'Workbooks: uploaded, checked and read; PROCESSING, then READY or REJECTED with the reasons.',
    routes: files(nothing),
  },
  {
    service: 'simulations',
    description: 'Runs of a workbook: QUEUED, RUNNING with their progress, then COMPLETED, FAILED or CANCELLED.',
    routes: simulations(nothing),
  },
  {
    service: 'results',
    description: 'What a completed simulation found, and exports of it.',
    routes: results(nothing),
  },
  { service: 'billing', description: 'What an organization has used.', routes: billing(nothing) },
  { service: 'notifications', description: 'Your inbox.', routes: notifications(nothing) },
  {
    service: 'gateway',
    description: 'The health of the installation, public, and what its operators see and decide.',
    routes: [...publicRoutes, ...gateway(nothing)],
  },
];
