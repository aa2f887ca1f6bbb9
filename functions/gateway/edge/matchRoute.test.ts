import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchRoute } from './matchRoute.ts';
import index from './routeIndex.json' with { type: 'json' };

const rows = Object.entries(index).flatMap(([service, paths]) =>
  Object.entries(paths).flatMap(([pattern, methods]) =>
    methods.split(', ').map((method) => ({ service, pattern, method, allow: methods })),
  ),
);

/** What may stand for a parameter: anything that fills a segment. */
const segment = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => text.isWellFormed())
  .map(encodeURIComponent);

describe('matchRoute', () => {
  it.each(rows)('finds $method $pattern whatever stands for its parameters', ({ service, pattern, method }) => {
    fc.assert(
      fc.property(segment, (value) => {
        const path = pattern.replace(/\{\w+\}/g, () => value);

        expect(matchRoute(method, path)).toEqual({ service, pattern });
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
