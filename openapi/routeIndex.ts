import type { DescribedRoute } from '../shared/http/route.ts';
import type { RouteTable } from './routeTables.ts';

/**
 * What the gateway knows of all routes, as its file holds it: by service, path and method, the operation; and which operations
 * stand in the audit log against the rule that changes do.
 */
export const routeIndexText = (tables: readonly RouteTable[]): string => {
  const operations: Record<string, Record<string, Record<string, string>>> = {};
  const audited: Record<string, boolean> = {};
  for (const { service, routes } of tables) {
    operations[service] = Object.fromEntries(
      Object.entries(Object.groupBy(routes, ({ path }) => path)).map(([path, ofPath = []]) => [path, byMethod(ofPath)]),
    );
    for (const route of routes) if (route.audited !== undefined) audited[route.operationId] = route.audited;
  }
  return `${JSON.stringify({ operations, audited }, null, 2)}\n`;
};

const byMethod = (routes: readonly DescribedRoute[]): Record<string, string> =>
  Object.fromEntries(routes.map(({ method, operationId }) => [method, operationId]));
