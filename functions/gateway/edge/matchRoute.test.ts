import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchRoute } from './matchRoute.ts';
import index from './routeIndex.json' with { type: 'json' };

const rows = Object.entries(index.operations).flatMap(([service, paths]) =>
  Object.entries(paths).flatMap(([pattern, operations]) =>
    Object.entries<string>(operations).map(([method, operationId]) => ({
      service,
      pattern,
      method,
      operationId,
      allow: Object.keys(operations).join(', '),
    })),
  ),
);

/** What may stand for a parameter: anything that fills a segment. */
const segment = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => text.isWellFormed())
  .map(encodeURIComponent);

describe('matchRoute', () => {
  it.each(rows)('finds $method $pattern whatever stands for its parameters', ({ method, allow: _allow, ...route }) => {
    fc.assert(
      fc.property(segment, (value) => {
        const path = route.pattern.replace(/\{\w+\}/g, () => value);
        const names = [...route.pattern.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const params = Object.fromEntries(names.map((name) => [name, decodeURIComponent(value)]));

        expect(matchRoute(method, path)).toEqual({ ...route, path, params });
      }),
    );
  });

  it.each(rows)('says what $pattern takes when asked to TRACE', ({ pattern, allow }) => {
    expect(matchRoute('TRACE', pattern)).toEqual({ status: 405, allow });
  });

  it.each([
    '/',
    '/api',
    '/api/files/',
    '/api/files/fil_1/rows',
    '/api/files/%E0%A4',
    '/api/files//cells',
    '/api/nothing',
    '/API/files',
    '/apifiles',
    '/api/constructor',
    '/gateway',
    '/gateway/health/',
  ])('finds nothing at %s', (path) => {
    expect(matchRoute('GET', path)).toEqual({ status: 404 });
  });
});
