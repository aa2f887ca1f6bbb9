import { matchPath } from '../../../shared/http/route.ts';
import index from './routeIndex.json' with { type: 'json' };

/** Whose route it is: a service's, or the gateway's own. */
export type RouteOwner = keyof typeof index.operations;

export interface MatchedRoute {
  service: RouteOwner;
  pattern: string;
  /** As it was asked for. */
  path: string;
  params: Record<string, string>;
  operationId: string;
}

export type RouteMatch =
  | MatchedRoute
  /** No service has the path. */
  | { status: 404 }
  /** The path takes other methods, such as `GET, POST`. */
  | { status: 405; allow: string };

/**
 * Finds whose route a path and a method are, so that what nobody answers costs no invocation. The path is the canonical
 * one, without query. Nothing is kept of what was asked, however many paths there are.
 */
export const matchRoute = (method: string, path: string): RouteMatch => {
  let found = paths.flatMap(({ service, pattern, operations }) => {
    const params = matchPath(pattern, path);
    return params === null ? [] : [{ service, pattern, params, operations }];
  });
  if (found.length === 0) return { status: 404 };
  // A name that stands in a path is no parameter's value: `/api/files/usage` is no file.
  const named = found.filter(({ pattern }) => pattern === path);
  if (named.length > 0) found = named;
  for (const { operations, ...route } of found) {
    const operationId = operations.get(method);
    if (operationId !== undefined) return { ...route, path, operationId };
  }
  return { status: 405, allow: found.flatMap(({ operations }) => [...operations.keys()]).join(', ') };
};

/** Whether an operation that went well stands in the audit log; undefined where the rule decides. */
export const saidOfAudit: ReadonlyMap<string, boolean> = new Map(Object.entries(index.audited));

/** `routeIndex.json` is made from the services' route tables: the tables themselves would bring every schema along. */
const paths = (Object.keys(index.operations) as RouteOwner[]).flatMap((service) =>
  Object.entries(index.operations[service]).map(([pattern, operations]) => ({
    service,
    pattern,
    operations: new Map<string, string>(Object.entries(operations)),
  })),
);
