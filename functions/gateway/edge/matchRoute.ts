import { matchPath } from '../../../shared/http/route.ts';
import index from './routeIndex.json' with { type: 'json' };

/** Whose route it is: a service's, or the gateway's own. */
export type RouteOwner = keyof typeof index;

export type RouteMatch =
  | { service: RouteOwner; pattern: string }
  /** No service has the path. */
  | { status: 404 }
  /** The path takes other methods, such as `GET, POST`. */
  | { status: 405; allow: string };

interface IndexedPath {
  service: RouteOwner;
  pattern: string;
  methods: readonly string[];
}

/**
 * Finds whose route a path and a method are, so that what nobody answers costs no invocation. The path is the canonical
 * one, without query. Nothing is kept of what was asked, however many paths there are.
 */
export const matchRoute = (method: string, path: string): RouteMatch => {
  const found = paths.filter(({ pattern }) => matchPath(pattern, path) !== null);
  if (found.length === 0) return { status: 404 };
  const taking = found.find(({ methods }) => methods.includes(method));
  if (taking === undefined) return { status: 405, allow: found.flatMap(({ methods }) => methods).join(', ') };
  return { service: taking.service, pattern: taking.pattern };
};

/** `routeIndex.json` is made from the services' route tables: the tables themselves would bring every schema along. */
const paths: readonly IndexedPath[] = (Object.keys(index) as RouteOwner[]).flatMap((service) =>
  Object.entries(index[service]).map(([pattern, methods]) => ({ service, pattern, methods: methods.split(', ') })),
);
