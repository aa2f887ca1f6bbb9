import { inject } from 'vitest';
import { type Api, apiWith } from './api.ts';

/** The seeded demo people; they belong to different organizations. */
export const asAda = (): Api => apiWith(inject('cloud').tokens.ada);
export const asGrace = (): Api => apiWith(inject('cloud').tokens.grace);
export const asOperator = (): Api => apiWith(inject('cloud').tokens.olga);
export const asNobody = (): Api => apiWith(null);

/** The same person in another organization than the one that they chose. */
export const actingIn =
  (organization: string, api: Api): Api =>
  (path, call = {}) =>
    api(path, { ...call, headers: { ...call.headers, 'simsheet-organization': organization } });
