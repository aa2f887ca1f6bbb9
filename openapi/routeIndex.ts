import type { RouteTable } from './routeTables.ts';

/** What the gateway knows of all routes, as its file holds it: by service and path, the methods. */
export const routeIndexText = (tables: readonly RouteTable[]): string => {
  const index: Record<string, Record<string, string>> = {};
  for (const { service, routes } of tables) {
    const paths: Record<string, string> = {};
    for (const { method, path } of routes) paths[path] = [paths[path], method].filter(Boolean).join(', ');
    index[service] = paths;
  }
  return `${JSON.stringify(index, null, 2)}\n`;
};
